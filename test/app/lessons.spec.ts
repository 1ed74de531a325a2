/** @file Every lesson in the window: it runs, steps to its end, refuses the wrong attempt, takes the solution and resets. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLesson } from '../../lessons/front-matter';
import { lessons } from '../../lessons/index';
import { expect, test } from './launch';
import { Learner } from './learner';

const read = (id: string, file: string): string =>
  readFileSync(join(import.meta.dirname, '../../lessons', id, file), 'utf8');
const all = lessons.map(({ id }) => ({ id, ...parseLesson(read(id, 'lesson.md')) }));
const groups = [...new Set(all.map(({ group }) => group))];
/** A training may take its time on a busy machine; most lessons are through in a few seconds. */
const MOST = 60_000;

for (const group of groups) {
  test(`${group}: each lesson from its model to its solution`, async ({ page }) => {
    const own = all.filter((lesson) => lesson.group === group);
    test.setTimeout(30_000 + own.length * MOST);
    const learner = new Learner(page);
    await learner.settled();

    for (const { id, title } of own) {
      await test.step(title, async () => {
        await learner.openLesson(title);
        await expect(page.getByRole('heading', { level: 2, name: title, exact: true })).toBeVisible();
        await expect(learner.status).toContainText('Done', { timeout: MOST });
        await learner.settled();

        // to the end, step by step at first
        await learner.first();
        await learner.step(3);
        await page.locator('body').press('End');
        await expect(learner.position).toHaveText(/^(\d+) of \1 /);
        for (const colorScheme of ['light', 'dark'] as const) {
          // without motion: a card on its way from one theme to the other is a picture of neither
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.screenshot({ path: `test-results/lessons/${id}-${colorScheme}.png` });
        }

        const exercise = page.getByRole('region', { name: /^Exercise/ });
        await learner.write(read(id, 'wrong.ts'));
        await page.keyboard.press('Control+Shift+Enter');
        await expect(exercise.getByText('Not yet.')).toBeVisible({ timeout: MOST });
        await expect(exercise.getByRole('status')).toContainText(/\d/);
        await expect(exercise.getByText('solved', { exact: true })).toBeHidden();

        await learner.write(read(id, 'solution.ts'));
        await page.keyboard.press('Control+Shift+Enter');
        await expect(exercise.getByText('Passed.')).toBeVisible({ timeout: MOST });
        await expect(exercise.getByText('solved', { exact: true })).toBeVisible();

        await learner.button('Reset to the original').click();
        await expect(learner.button('Reset to the original')).toBeDisabled();
      });
    }
    await learner.openMap();
    const done = page.getByRole('dialog').getByRole('region', { name: group });
    await expect(done).toContainText(`${own.length} of ${own.length} solved`);
  });
}
