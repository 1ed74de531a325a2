/** @file Editing and running again: staleness, reset, what survives a restart and a kill, the exercise. */

import { expect, test } from './launch';
import { Learner } from './learner';

const MODEL = `import { torch, print } from 'backstep';
const x = torch.tensor([3.0], { requiresGrad: true });
const y = x.pow(2);
y.backward();
print('gradient', await x.grad.item());
`;

test('an edit marks the run as stale, a rerun draws the new numbers, reset brings the original back', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.write(MODEL);
  await expect(learner.stale).toBeVisible();
  await expect(learner.node('o')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(learner.console).toContainText('gradient 6');
  await expect(learner.stale).toBeHidden();
  await expect(learner.node('y')).toHaveAccessibleName(/value 9\.000/);
  await expect(learner.node('o')).toHaveCount(0);

  await learner.button('Reset to the original').click();
  await expect(learner.editor).toContainText('x1w1');
  await expect(learner.stale).toBeVisible();
  await learner.button('Run').click();
  await expect(learner.console).toContainText('0.7071066904050358');
});

test('a number is edited: the nodes that are still there do not move', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  const places = async (): Promise<unknown[]> =>
    Promise.all(['x1', 'w2', 'b', 'n', 'o'].map((name) => learner.node(name).boundingBox()));
  const before = await places();
  const text = (await page.evaluate(() => document.querySelector('.cm-content')?.textContent)) ?? '';
  expect(text).toContain('x1w1');
  await learner.editor.getByText('-3.0').dblclick();
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+Enter');
  await learner.settled();
  expect(await places()).toEqual(before);
});

test('edits survive a restart', async ({ app }) => {
  const learner = new Learner(app.page);
  await learner.settled();
  await learner.run(MODEL);
  await app.restart();
  const again = new Learner(app.page);
  await expect(again.editor).toContainText('x.pow(2)');
  await expect(again.console).toContainText('gradient 6');
});

test('kill −9 right after typing: on the next start the text is there', async ({ app }) => {
  for (let round = 0; round < 3; round++) {
    const learner = new Learner(app.page);
    await learner.settled();
    await learner.write(`// a long text\n`.repeat(2_000));
    await app.page.keyboard.press('Control+Home');
    await app.page.keyboard.type(`// round ${round}, typed`, { delay: 5 });
    // as long as a hand needs from the last key to the plug
    await app.page.waitForTimeout(60);
    await app.restart({ kill: true });
    await expect(new Learner(app.page).editor).toContainText(`// round ${round}, typed`);
  }
});

test('the exercise: a wrong answer gets a hint about its own values, the solution passes and is remembered', async ({
  app,
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.editor.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('\nfunction byHand(x1: number, o: number) { return o * o * x1; }\n');
  await page.getByRole('button', { name: 'Check the exercise' }).first().click();
  await expect(page.getByText(/byHand\(3, 0\.2000\) is 0\.1200/)).toBeVisible();

  await page.getByRole('button', { name: 'Show the solution…' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Put|Replace|Use/ })
    .click();
  await page.getByRole('button', { name: 'Check the exercise' }).first().click();
  await expect(page.getByText('byHand gives the gradient of w1 wherever it was tried.')).toBeVisible();
  await app.restart();
  await expect(app.page.getByRole('combobox', { name: /^Lesson:/ })).toContainText('solved');
});

test('type errors are shown while typing and do not block a run', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(`import { print } from 'backstep';\nconst n: number = 'text';\nprint('ran', n);\n`);
  await expect(learner.console).toContainText('ran text');
  await expect(page.locator('.cm-lintRange-warning').filter({ hasText: 'n' }).first()).toBeVisible();
});
