/** @file The map of the lessons: what is solved and opened is remembered there, and everything goes by keyboard. */

import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessons } from '../../lessons/index';
import { expect, options, test } from './launch';
import { Learner } from './learner';

const solution = readFileSync(join(import.meta.dirname, '../../lessons/a2-tanh-neuron/solution.ts'), 'utf8');

test('what is opened and solved stands there, also after a restart', async ({ app }) => {
  const before = new Learner(app.page);
  await before.settled();
  await before.openMap();
  const map = app.page.getByRole('dialog', { name: 'Lessons' });
  await expect(map).toContainText(`0 of ${lessons.length} solved`);
  const here = map.getByRole('button', { name: /The tanh neuron, open now$/ });
  await expect(here).toBeFocused();
  await expect(here).toHaveAttribute('aria-current', 'page');
  await expect(map.getByRole('button', { name: /Leaves, next$/ })).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(map).toBeHidden();

  await before.write(solution);
  await app.page.keyboard.press('Control+Shift+Enter');
  await expect(app.page.getByText('Passed.')).toBeVisible();
  await app.page
    .getByRole('navigation', { name: 'Other lessons' })
    .getByRole('button', { name: /Leaves/ })
    .click();
  await expect(app.page).toHaveTitle(/Leaves/);

  await app.restart();
  const after = new Learner(app.page);
  await after.settled();
  await after.openMap();
  const again = app.page.getByRole('dialog', { name: 'Lessons' });
  await expect(again).toContainText(`1 of ${lessons.length} solved`);
  await expect(again.getByRole('button', { name: /The tanh neuron, solved$/ })).toBeVisible();
  await expect(again.getByRole('button', { name: /Leaves, open now$/ })).toBeVisible();
  await expect(again.getByRole('button', { name: /Making tensors$/ })).toBeVisible();
});

test('by keyboard: the arrows go over the map, Enter opens', async ({ page }) => {
  const learner = new Learner(page);
  await learner.settled();
  await learner.openMap();
  await page.keyboard.press('Home');
  await expect(page.getByRole('button', { name: /^1\. Making tensors/ })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('button', { name: /^2\. What a tensor knows/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/What a tensor knows/);
  await page.keyboard.press('Control+PageDown');
  await expect(page).toHaveTitle(/All elements at once/);
  await page.keyboard.press('Control+PageUp');
  await expect(page).toHaveTitle(/What a tensor knows/);
});

for (const windowSize of [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
  { width: 2560, height: 1440 },
]) {
  test.describe(`${windowSize.width} × ${windowSize.height}`, () => {
    test.use({ launch: options({ windowSize }) });
    test('axe finds nothing, nothing is cut', async ({ page }) => {
      const learner = new Learner(page);
      await learner.settled();
      await learner.openMap();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `test-results/screens/map-${windowSize.width}-${colorScheme}.png` });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
        ).toEqual([]);
      }
      const cut = await page
        .getByRole('dialog')
        .evaluate((dialog) =>
          [...dialog.querySelectorAll('button, h3')]
            .filter((part) => part.scrollWidth > part.clientWidth)
            .map((part) => part.textContent),
        );
      expect(cut).toEqual([]);
    });
  });
}
