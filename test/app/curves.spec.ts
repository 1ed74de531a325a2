/** @file Curves, sliders and runs compared: what a learner does with them. */

import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './launch';
import { Learner } from './learner';

test('a slider edits the text as one undo step; the rerun lies over the run before, and they are compared', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.choose('Lesson', /Two numbers/);
  await expect(learner.console).toContainText('3.4505');
  const rate = page.getByRole('slider', { name: 'lr', exact: true });
  await expect(rate).toHaveAttribute('aria-valuetext', '3e-3');
  await rate.focus();
  await page.keyboard.press('ArrowRight');
  await expect(learner.editor).toContainText('lr: 5e-3');
  await expect(learner.stale).toBeVisible();
  await learner.editor.focus();
  await page.keyboard.press('Control+z');
  await expect(learner.editor).toContainText('lr: 3e-3');
  await page.keyboard.press('Control+y');
  await expect(learner.editor).toContainText('lr: 5e-3');
  await page.keyboard.press('Control+Enter');
  // 3 + 0.005 · 24
  await expect(learner.console).toContainText('3.1200');
  await learner.settled();

  await learner.button('Compare runs…').click();
  const dialog = page.getByRole('dialog', { name: 'Compare runs' });
  const first = dialog.getByRole('region', { name: 'First difference' });
  await expect(first).toContainText('Episode 0');
  await expect(first).toContainText('3.072');
  await expect(first).toContainText('3.120');
  await expect(dialog.getByRole('region', { name: 'Text' })).toContainText('lr: 5e-3');
  await expect(dialog.getByRole('region', { name: 'Graph' })).toContainText('The same nodes');
  await expect(dialog.getByRole('region', { name: 'Runs' })).toContainText('SGD');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('.compare-dialog').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
  await first
    .getByRole('button', { name: /Go there/ })
    .first()
    .click();
  await expect(dialog).toBeHidden();
  await expect(learner.position).toContainText('SGD update');
  await expect(learner.node('var_1')).toHaveAccessibleName(/value 3\.072/);
});

test('a point of the curve leads to its episode by click and by keys, the nearest recorded where it is not', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.run(`import { torch, optim, log, plot } from 'backstep';
const w = torch.tensor([1.0, 2.0], { requiresGrad: true });
const opt = new optim.SGD([w], { lr: 1e-4 });
plot('squares', [0.5, 1, 1.5], [0.25, 1, 2.25]);
for (let i = 0; i < 4_000; i++) {
  const loss = w.mul(w).sum();
  loss.backward();
  opt.step();
  opt.zeroGrad();
  if (i % 100 === 0) log('norm', w.norm());
}
`);
  const curve = page.getByRole('region', { name: 'Loss curve' });
  await expect(curve).toContainText('norm');
  const point = curve.getByRole('slider', { name: 'Point of the curve' });
  const episode = learner.timeline.getByLabel('Episode', { exact: true });
  await point.focus();
  await page.keyboard.press('Home');
  await expect(point).toHaveAttribute('aria-valuetext', 'episode 0, loss 5.000');
  await page.keyboard.press('Enter');
  await expect(episode).toHaveAttribute('aria-valuetext', /^Episode 0 /);
  const box = (await point.boundingBox())!;
  await page.mouse.click(box.x + 58 + (box.width - 58) * 0.85, box.y + box.height / 2);
  await expect(page.getByText(/was not recorded\. The nearest that was is/)).toBeVisible();
  const record = curve.getByRole('button', { name: /^Record / });
  const wanted = (await record.textContent())!.replace('Record ', '');
  await record.click();
  await learner.settled();
  await expect(curve).toBeVisible();
  await curve.getByLabel('Chart').selectOption('squares');
  await expect(curve).toContainText('2.250');
  await curve.getByLabel('Chart').selectOption('');
  expect(Number(wanted.replaceAll(',', ''))).toBeGreaterThan(3_000);
});
