/** @file A4, two numbers to fifteen: episodes, the loss curve, updates, and the forgotten reset. */

import { expect, test } from './launch';
import { Learner } from './learner';

test('a hundred and one steps of SGD: figures, loss curve, update and reset steps, episodes to go back to', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.choose('Lesson', /Two numbers/);
  await expect(learner.console).toContainText('3.0720');
  for (const figure of ['4.0540', '3.4505', '4.3472']) await expect(learner.console).toContainText(figure);
  const curve = page.getByRole('region', { name: 'Loss curve' });
  await expect(curve).toBeVisible();

  await expect(learner.timeline.getByLabel('Episode', { exact: true })).toBeVisible();
  await learner.first();
  await expect(learner.node('var_1')).toHaveAccessibleName(/value 3\.000/);
  await learner.jump('update');
  await expect(learner.inspector).toContainText('3.072');
  await expect(learner.node('var_1')).toHaveAccessibleName(/value 3\.072/);
  await expect(learner.node('var_1')).toHaveAccessibleName(/gradient/);
  await learner.step();
  await expect(learner.position).toContainText(/zero/i);
  await expect(learner.node('var_1')).not.toHaveAccessibleName(/gradient/);
});

test('without the reset the gradient piles up, and the figures go wrong', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.choose('Lesson', /Two numbers/);
  await expect(learner.console).toContainText('3.4505');
  await learner.editor.getByText('const reset = true').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText('const reset = false;');
  await page.keyboard.press('Control+Enter');
  await expect(learner.console).not.toContainText('3.4505');
  await expect(learner.console).toContainText('3.6764');
});
