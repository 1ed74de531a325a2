/** @file A run saved to a file and opened again: shown with its code and nothing run; broken files are refused. */

import { Buffer } from 'node:buffer';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './launch';
import { Learner } from './learner';

const SHORT =
  "import { torch } from 'backstep';\nconst kept = torch.tensor([2.0]);\nconst twice = kept.mul(2);\n";

test('a saved trace opens without a run, read only, and the way back leads to the learner’s own text', async ({
  app,
  page,
}) => {
  const learner = new Learner(page);
  await learner.settled();
  const path = join(mkdtempSync(join(tmpdir(), 'backstep-trace-')), 'neuron.json');
  await app.electronApp.evaluate(({ session }, to) => {
    session.defaultSession.on('will-download', (_event, item) => item.setSavePath(to));
  }, path);
  const perform = async (words: string) => {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Find a command or a lesson').fill(words);
    await page.keyboard.press('Enter');
  };
  await perform('Save the run');
  await expect.poll(() => readText(path)).toMatch(/"done".*\]\}$/s);

  await learner.run(SHORT);
  await perform('Open a trace');
  const dialog = page.getByRole('dialog', { name: 'Open a trace' });
  const give = (name: string, content: string) =>
    dialog
      .getByLabel('Trace to open')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
  const whole = readText(path);
  await give('cut.json', whole.slice(0, whole.length / 2));
  await expect(dialog.getByRole('alert')).toContainText('cut.json was not opened. The file breaks off');
  await give('newer.json', whole.replace('"version":1', '"version":2'));
  await expect(dialog.getByRole('alert')).toContainText('The trace has version 2');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await give('neuron.json', whole);

  await expect(dialog).toBeHidden();
  await expect(learner.status).toContainText('From neuron.json');
  await expect(learner.editor).toHaveAccessibleName('Code of neuron.json');
  await expect(learner.editor).toContainText('6.8813735870195432');
  await expect(learner.graph).toHaveAttribute('aria-busy', 'false');
  await expect(learner.node('o')).toHaveAccessibleName(/value 0\.7071/);
  await expect(learner.console).toContainText('0.7071066904050358');
  await learner.jump('backward');
  await expect(learner.position).toContainText('line 15');
  await expect(learner.litLine).toContainText('n.tanh()');
  await learner.editor.focus();
  await page.keyboard.type('spoilt');
  await expect(learner.editor).not.toContainText('spoilt');
  await page.screenshot({ path: 'test-results/screens/trace-file.png' });

  await learner.button('Back to my own text').click();
  await expect(learner.editor).toContainText('const twice');
  await expect(learner.node('twice')).toHaveAccessibleName(/value 4\.000/);
  await expect(learner.status).not.toContainText('neuron.json');
});

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // it has not been written yet
    return '';
  }
}
