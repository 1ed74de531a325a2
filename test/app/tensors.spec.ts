/** @file Tensors to look at: figures in lessons, the enlarged tensor in its forms, windows into large ones, operations element by element. */

import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './launch';
import { Learner } from './learner';

const MATRIX = `import { torch } from 'backstep';
const x = torch.tensor([[0.5, 2, -0.25], [-3, 0.1, 1.5]], { requiresGrad: true });
const w = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], { requiresGrad: true });
const out = x.matmul(w);
const loss = out.sum();
loss.backward();
`;

const GATHER = `import { torch } from 'backstep';
const x = torch.arange(1, 13).reshape(4, 3);
const index = torch.tensor([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]]);
const taken = x.gather(1, index);
`;

const LARGE = `import { torch } from 'backstep';
const big = torch.arange(5_000_000).reshape(2500, 2000);
`;

/** Nothing can be awaited in the loop: its worker stands still when it is held. */
const HELD = `import { torch, optim } from 'backstep';
const big = torch.zeros(400, 500);
big.put(399, 499, 7);
const w = torch.tensor([1.0], { requiresGrad: true });
const opt = new optim.SGD([w], { lr: 0 });
function all() {
  for (let i = 0; i < 1_000_000; i++) {
    const product = big.mul(w);
    product.sum().backward();
    opt.step();
    opt.zeroGrad();
  }
}
all();
`;
const ENDLESS = `import { torch } from 'backstep';
const big = torch.arange(10_000).reshape(100, 100);
for (;;) { await null; }
`;

async function enlarge(page: Page): Promise<Locator> {
  await page.locator('body').press('e');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
}

async function axe(page: Page): Promise<void> {
  // axe's page for its own work cannot be opened in Electron: legacy mode keeps it in this one
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

/** Red, green and blue of each pixel of a picture, row by row. */
function pixels(picture: Locator): Promise<string[]> {
  return picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join());
  });
}

test('figures of a lesson are the run at the step on view; what is not there yet is said, not drawn', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.choose('Lesson', /^Gradients/);
  await learner.settled();
  const figure = page.getByRole('figure').filter({ hasText: 'Their gradient' });
  await expect(figure).toContainText('No gradient has arrived');
  await page.locator('body').press('End');
  for (const number of ['20.00', '24.00', '28.00', '32.00']) await expect(figure).toContainText(number);
  await page.locator('body').press('Home');
  await expect(figure).toContainText('not computed yet');
  // the code no longer has the tensor: its place says so
  await learner.run("import { torch } from 'backstep';\ntorch.ones(2);");
  await expect(figure).toContainText('This run has no tensor named v');
});

test('an enlarged tensor: numbers, picture and threshold are the tensor, value beside gradient', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(MATRIX);
  await learner.node('x').click();
  await page.locator('body').press('End');
  const dialog = await enlarge(page);
  const value = dialog.getByRole('region', { name: 'value', exact: true });
  const gradient = dialog.getByRole('region', { name: 'gradient', exact: true });
  await expect(value.getByRole('row').nth(2)).toContainText('−3.000');
  // d sum(x @ w) / dx: the rows of w, summed
  for (const sum of ['3.000', '7.000', '11.00']) await expect(gradient).toContainText(sum);

  await dialog.getByRole('button', { name: 'Threshold' }).click();
  await dialog.getByRole('spinbutton', { name: '|x| >' }).fill('1');
  await expect(value).toContainText('3 of 6 elements: 50.0 %');
  const [black, white] = ['0,0,0', '255,255,255'];
  const picture = value.getByRole('application');
  await expect.poll(() => pixels(picture)).toEqual([black, white, black, white, black, white]);

  await dialog.getByRole('button', { name: 'Heatmap' }).click();
  await expect.poll(async () => new Set(await pixels(picture)).size).toBe(6);
  await picture.focus();
  await page.keyboard.press('ArrowDown');
  await expect(value.locator('output')).toHaveText('[1, 0] = −3.000');
  await expect(gradient.locator('output')).toHaveText('[1, 0] = 3.000');

  await dialog.getByRole('button', { name: 'Histogram' }).click();
  const counts = await value
    .locator('[data-count]')
    .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('data-count'))));
  expect(counts.reduce((a, b) => a + b)).toBe(6);
  await axe(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('of a large tensor any part can be looked at, and stays true after the run', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(LARGE);
  await learner.node('big').click();
  const dialog = await enlarge(page);
  const value = dialog.getByRole('region', { name: 'value', exact: true });
  await expect(value).toContainText('from 0 to 4999999');
  await dialog.getByRole('button', { name: 'Numbers' }).click();
  await dialog.getByRole('spinbutton', { name: 'row from' }).fill('2499');
  await dialog.getByRole('spinbutton', { name: 'column from' }).fill('1998');
  await expect(value.getByRole('row').nth(1)).toContainText('4999998');
  await expect(value.getByRole('row').nth(1)).toContainText('4999999');
  await expect(value.getByRole('columnheader', { name: '1999' })).toBeVisible();
});

test('a run that is held in the middle of a plain function answers, too', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.start(HELD);
  await expect(learner.status).toContainText(/Running [\d,]+ of 1,000,000/);
  await learner.button('Pause the run').click();
  await expect(learner.status).toContainText(/Paused at [\d,]+ of 1,000,000/);
  await learner.node('product').click();
  const dialog = await enlarge(page);
  const value = dialog.getByRole('region', { name: 'value', exact: true });
  await dialog.getByRole('button', { name: 'Numbers' }).click();
  await dialog.getByRole('spinbutton', { name: 'row from' }).fill('399');
  await dialog.getByRole('spinbutton', { name: 'column from' }).fill('498');
  await expect(value.getByRole('row').nth(1)).toContainText('7.000');
  await page.keyboard.press('Escape');
  await expect(learner.status).toContainText('Paused');
  await learner.button('Stop').click();
});

test('what a stopped run no longer keeps is said; only the corner in the trace is drawn', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.start(ENDLESS);
  await expect(learner.node('big')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await learner.settled();
  await learner.node('big').click();
  const dialog = await enlarge(page);
  await expect(dialog).toContainText('This is the first 16 × 16 of 100 × 100. The rest is no longer kept');
});

test('an operation element by element: sources light up, and the other way round', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(MATRIX);
  await learner.node('out').click();
  const dialog = await enlarge(page);
  const made = dialog.getByRole('group', { name: 'How it was made' });
  const out = made.getByRole('application', { name: /^out,/ });
  const [x, w] = [
    made.getByRole('application', { name: /^x,/ }),
    made.getByRole('application', { name: /^w,/ }),
  ];
  await out.locator('[data-at="3"]').hover();
  const at = (grid: Locator) =>
    grid.locator('.lit').evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-at'))));
  // out[1, 1]: row 1 of x, column 1 of w
  expect(await at(x)).toEqual([3, 4, 5]);
  expect(await at(w)).toEqual([1, 3, 5]);
  await expect(made).toContainText('from x[1, 0], w[0, 1], x[1, 1], w[1, 1], x[1, 2], w[2, 1]');
  await expect(made).toContainText(/= ?3\.400/);
  await w.focus();
  await page.keyboard.press('ArrowRight');
  await expect(made).toContainText('goes to');
  expect(await at(w)).toHaveLength(1);
  expect(await at(out)).toHaveLength(2);
  await axe(page);
});

test('gather: the element taken and the index that named it', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(GATHER);
  await learner.node('taken').click();
  const card = learner.inspector.getByRole('group', { name: 'Element by element' });
  await card
    .getByRole('application', { name: /^taken,/ })
    .locator('[data-at="4"]')
    .hover();
  // taken[1, 1] is x[1, 0] = 4, because index[1, 1] is 0
  await expect(card).toContainText('from x[1, 0], index[1, 1]');
  await expect(card.getByRole('application', { name: /^x,/ }).locator('.lit')).toHaveAttribute(
    'data-value',
    '4',
  );
  await expect(card.getByRole('application', { name: /^index,/ }).locator('.lit')).toHaveAttribute(
    'data-at',
    '4',
  );
});
