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
      // all in one look: the view may still be on its way to where it stays
      const look = () =>
        learner.graph.evaluate((graph) => {
          const box = (element: Element) => {
            const { left, top, right, bottom } = element.getBoundingClientRect();
            return { left, top, right, bottom };
          };
          return { pane: box(graph), boxes: [...graph.querySelectorAll('svg [role=button]')].map(box) };
        });
      await expect(async () => {
        const { pane, boxes } = await look();
        expect(boxes).toHaveLength(10);
        for (const [i, a] of boxes.entries()) {
          expect(a.left).toBeGreaterThanOrEqual(pane.left - 1);
          expect(a.bottom).toBeLessThanOrEqual(pane.bottom + 1);
          for (const b of boxes.slice(i + 1)) {
            const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            expect(apart).toBe(true);
          }
        }
      }).toPass({ timeout: 10_000 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
      await page.screenshot({ path: `test-results/screens/${windowSize.width}.png` });
    });
  });
}
