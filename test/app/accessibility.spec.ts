/** @file axe finds nothing to complain about, in either theme, in each lesson; nothing overlaps in a small window. */

import AxeBuilder from '@axe-core/playwright';
import { expect, options, test } from './launch';
import { Learner } from './learner';

for (const theme of ['Light', 'Dark']) {
  test(`axe, ${theme}`, async ({ page }) => {
    const learner = new Learner(page);
    await learner.settled();
    await learner.choose('Theme', new RegExp(theme));
    for (const [lesson, figure] of [
      [/Gradients/, '144'],
      [/tanh/, '0.7071'],
      [/Two numbers/, '3.0720'],
    ] as const) {
      await learner.choose('Lesson', lesson);
      await expect(learner.console).toContainText(figure);
      await learner.jump('backward');
      // axe's page for its own work cannot be opened in Electron: legacy mode keeps it in this one
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
        [],
      );
    }
  });
}

for (const windowSize of [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
  { width: 2560, height: 1440 },
]) {
  test.describe(`${windowSize.width} × ${windowSize.height}`, () => {
    test.use({ launch: options({ windowSize }) });

    test('no cards overlap, nothing scrolls sideways, the whole neuron is in view', async ({ page }) => {
      const learner = new Learner(page);
      await learner.settled();
      await expect(learner.node('o')).toBeVisible();
      await page.locator('body').press('End');
      const pane = (await learner.graph.boundingBox())!;
      const boxes = await Promise.all(
        (await learner.graph.locator('[role=group] [role=button]').all()).map((node) => node.boundingBox()),
      );
      expect(boxes).toHaveLength(10);
      for (const [i, a] of boxes.entries()) {
        expect(a!.x).toBeGreaterThanOrEqual(pane.x - 1);
        expect(a!.y + a!.height).toBeLessThanOrEqual(pane.y + pane.height + 1);
        for (const b of boxes.slice(i + 1)) {
          const apart =
            a!.x + a!.width <= b!.x ||
            b!.x + b!.width <= a!.x ||
            a!.y + a!.height <= b!.y ||
            b!.y + b!.height <= a!.y;
          expect(apart).toBe(true);
        }
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
      await page.screenshot({ path: `test-results/screens/${windowSize.width}.png` });
    });
  });
}
