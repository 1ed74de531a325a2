/** @file The tanh neuron in the window: what is there on the first start, and every step of it with its digits. */

import { expect, test } from './launch';
import { Learner } from './learner';

test('the first start shows the tanh neuron, run, with the digits in the console', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await expect(page.getByRole('heading', { name: 'The tanh neuron' })).toBeVisible();
  await expect(learner.console).toContainText('o       = 0.7071066904050358');
  await expect(learner.console).toContainText('x2.grad = 0.5000001283844369');
  await expect(learner.console).toContainText('w2.grad = 0');
  await expect(learner.console).toContainText('x1.grad = -1.5000003851533106');
  await expect(learner.console).toContainText('w1.grad = 1.0000002567688737');
  for (const name of ['x1', 'x2', 'w1', 'w2', 'b', 'x1w1', 'x2w2', 'x1w1x2w2', 'n', 'o']) {
    await expect(learner.node(name)).toBeVisible();
  }
});

test('stepping from the first step to the last: values, then gradients, each when it is its turn', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.first();
  // what has not been computed is absent: not there, not 0
  await expect(learner.node('x1')).toHaveAccessibleName(/value 2\.000/);
  await expect(learner.node('o')).not.toHaveAccessibleName(/value/);
  await expect(learner.node('n')).not.toHaveAccessibleName(/value/);
  await learner.step(9);
  await expect(learner.position).toHaveText(/^10 of 15 · o = tanh\(n\) · line 15$/);
  await expect(learner.node('o')).toHaveAccessibleName(/value 0\.7071/);
  await expect(learner.node('o')).not.toHaveAccessibleName(/gradient/);
  await expect(learner.litLine).toHaveText('const o = n.tanh();');

  await learner.step();
  await expect(learner.position).toHaveText(/backward through tanh/);
  await expect(learner.node('n')).toHaveAccessibleName(/gradient 0\.5000/);
  await expect(learner.node('w2')).not.toHaveAccessibleName(/gradient/);

  await learner.step(4);
  await expect(learner.position).toHaveText(/^15 of 15/);
  for (const [name, full] of [
    ['x2', '0.5000001283844369'],
    ['w2', '0'],
    ['x1', '−1.5000003851533106'],
    ['w1', '1.0000002567688737'],
    ['n', '0.5000001283844369'],
    ['b', '0.5000001283844369'],
  ] as const) {
    await learner.node(name).click();
    const facts = page.getByRole('region', { name: `About ${name}` });
    await expect(facts.getByText(full, { exact: true }).last()).toBeVisible();
  }
  await learner.node('o').click();
  await expect(page.getByRole('region', { name: 'About o' })).toContainText('0.7071066904050358');
});

test('the card of a backward step: the rule, its numbers, upstream × local, and what was there before', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.jump('backward');
  const card = page.getByRole('region', { name: 'Chain rule' });
  await expect(card.getByRole('math').first()).toContainText('tanh');
  const numbers = card.getByRole('button', { name: /in full/ });
  await expect(numbers.filter({ hasText: '0.5000' }).first()).toHaveAccessibleName(
    /in full 0\.5000001283844369/,
  );
  await expect(card).toContainText(/1\.000\s*×\s*0\.5000\s*=\s*0\.5000/);
  await expect(card).toContainText('Nothing before');
  // from o through tanh to n: the edges that carry the gradient are lit, and no others
  await expect(learner.graph.locator('.edge.backward')).toHaveCount(1);
  await learner.step();
  await expect(learner.graph.locator('.edge.backward')).toHaveCount(2);
  await expect(card.getByRole('heading')).toHaveCount(2);
});

test('the keyboard steps, plays, and goes to the ends', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await page.locator('body').press('Home');
  await expect(learner.position).toHaveText(/^1 of 15/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(learner.position).toHaveText(/^3 of 15/);
  await page.keyboard.press('ArrowLeft');
  await expect(learner.position).toHaveText(/^2 of 15/);
  await page.keyboard.press('Space');
  await expect(learner.timeline.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(learner.position).toHaveText(/^4 of 15/);
  await page.keyboard.press('Space');
  await page.keyboard.press('End');
  await expect(learner.position).toHaveText(/^15 of 15/);
  await expect(learner.timeline.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the space bar plays also after clicks, and the graph fits a window that grows', async ({
  app,
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  const pause = learner.timeline.getByRole('button', { name: 'Pause' });
  await learner.first();
  await learner.step();
  await page.keyboard.press('Space');
  await expect(pause).toBeVisible();
  // a screen reader is not told ten steps a second
  await expect(learner.position).toHaveAttribute('aria-live', 'off');
  await page.keyboard.press('Space');
  await expect(pause).toBeHidden();
  await expect(learner.position).toHaveAttribute('aria-live', 'polite');
  await learner.choose('Theme', /Dark/);
  await page.keyboard.press('Space');
  await expect(pause).toBeVisible();
  await page.keyboard.press('Space');
  // where the keyboard put the focus, the space bar is the button's
  const step = learner.timeline.getByRole('button', { name: 'Step', exact: true });
  await page.keyboard.press('Home');
  await learner.timeline.getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('Tab');
  await expect(step).toBeFocused();
  await page.keyboard.press('Space');
  await expect(learner.position).toHaveText(/^2 of 15/);
  await expect(pause).toBeHidden();

  const node = learner.node('n');
  const before = (await node.boundingBox())!;
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1900, 1400);
  });
  await expect.poll(async () => (await node.boundingBox())!.width).toBeGreaterThan(before.width * 1.1);
});

test('the timeline can be scrubbed', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  const slider = learner.timeline.getByRole('slider', { name: 'Step' });
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
  await expect(learner.position).toHaveText(/^8 of 15/);
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(learner.position).toHaveText(/^15 of 15/);
});

test('zoom and pan move the graph, and Fit brings it back', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  const node = learner.node('n');
  const before = (await node.boundingBox())!;
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(async () => (await node.boundingBox())!.width).toBeGreaterThan(before.width * 1.1);
  await page.getByRole('button', { name: 'Fit' }).click();
  await expect.poll(async () => Math.abs((await node.boundingBox())!.x - before.x)).toBeLessThan(2);
});

test('the graph as a table says the same', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await page.locator('body').press('End');
  await page.getByRole('button', { name: 'Table' }).click();
  const row = page
    .getByRole('region', { name: 'Graph as a table' })
    .getByRole('row')
    .filter({ hasText: 'x1w1x2w2' })
    .first();
  await expect(row).toContainText('−6.000');
  await expect(row).toContainText('0.5000');
});
