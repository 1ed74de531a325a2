/** @file The learner's own data: files opened and refused by line, digits drawn, read by code, there after a restart. */

import { Buffer } from 'node:buffer';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './launch';
import { Learner } from './learner';

test('files are opened or refused by line, read by a run, and there after a restart', async ({
  app,
  page,
}) => {
  let learner = new Learner(page);
  await learner.settled();
  await page.locator('body').press('d');
  const dialog = page.getByRole('dialog', { name: 'My data' });
  const give = (name: string, content: string) =>
    dialog
      .getByLabel('Files to open')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
  await give('houses.csv', 'size,price\n1,10\n2,many\n');
  await expect(dialog.getByRole('alert')).toContainText("line 3: 'many' in column 'price' is not a number");
  await give('houses.csv', 'size,price\n1,10\n2,20\n');
  await expect(dialog.getByRole('alert')).toBeHidden();
  await expect(dialog.getByRole('row', { name: /houses\.csv/ })).toContainText('2 rows: size, price');
  await give('mine.txt', 'ada\nbob\n');

  const paper = dialog.getByRole('application', { name: /Paper/ });
  const box = (await paper.boundingBox())!;
  await page.mouse.move(box.x + 112, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 112, box.y + 190, { steps: 8 });
  await page.mouse.up();
  await dialog.getByLabel('It is a').selectOption('1');
  await page.screenshot({ path: 'test-results/screens/own-data.png' });
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await paper.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowDown');
  await expect(paper).toHaveAccessibleName(/\d+ pixels have ink/);
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog.getByRole('row', { name: /drawn-digits/ })).toContainText('2 digits');
  await page.keyboard.press('Escape');

  await app.restart();
  learner = new Learner(app.page);
  await learner.settled();
  await learner.run(`import { data, print } from 'backstep';
const houses = await data.table('houses.csv');
print(houses.columns.join(' '), houses.values);
print(await data.lines('mine.txt'));
const [images, labels] = (await data.drawn()).tensors;
print(images.shape, labels, images.max());
await data.lines('other.txt');
`);
  await expect(learner.console).toContainText('size price tensor([[ 1., 10.],');
  await expect(learner.console).toContainText('tensor([1, 1])');
  await expect(learner.console).toContainText('tensor(1.)');
  await expect(learner.console).toContainText("there is no file 'other.txt' among your data");
});
