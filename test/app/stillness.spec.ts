/** @file Nothing jumps: what fills the column takes the other's room alone, and figures keep their height. */

import { expect, test } from './launch';
import { Learner } from './learner';

test('lesson or editor fills the column with the other’s room; the console keeps its own', async ({
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  const heightOf = async (name: string) =>
    (await page.getByRole('region', { name, exact: true }).last().boundingBox())?.height ?? 0;
  const [lesson, editor, console] = [
    await heightOf('Lesson'),
    await heightOf('Editor'),
    await heightOf('Console'),
  ];
  await learner.button('Let the lesson fill the column').click();
  await expect.poll(() => heightOf('Lesson')).toBeGreaterThan(lesson + editor - 4);
  expect(await heightOf('Console')).toBeCloseTo(console, 0);
  await learner.button('Lesson and editor beside one another').first().click();
  await expect.poll(() => heightOf('Editor')).toBeCloseTo(editor, 0);
  await learner.button('Let the editor fill the column').click();
  await expect.poll(() => heightOf('Editor')).toBeGreaterThan(lesson + editor - 4);
  expect(await heightOf('Console')).toBeCloseTo(console, 0);
});

test('a lesson’s figure that has nothing to show at a step is as tall as before', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.openLesson('Sums and keepdim');
  await learner.settled();
  const figure = page.getByRole('region', { name: 'Lesson text' }).getByRole('figure').first();
  await figure.scrollIntoViewIfNeeded();
  await expect(figure.getByText('not computed yet')).toBeHidden();
  const { height } = (await figure.boundingBox())!;
  await learner.first();
  await expect(figure.getByText('not computed yet')).toBeVisible();
  expect((await figure.boundingBox())!.height).toBeCloseTo(height, 0);
});
