/** @file That texts and settings survive: whole, the latest, and set aside when they cannot be read. */

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Documents, fileNameOf } from '../../electron/documents';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'backstep-documents-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const SETTINGS = {
  theme: 'dark',
  device: 'cpu',
  lesson: 'a2',
  panes: { main: [40, 60] },
  solved: ['a1'],
  opened: ['a1'],
} as const;

test('a first start has defaults and no texts', async () => {
  const { settings, texts, problems } = await new Documents(folder()).load();
  expect(settings).toEqual({
    theme: 'system',
    device: 'auto',
    lesson: null,
    panes: {},
    solved: [],
    opened: [],
  });
  expect([texts, problems]).toEqual([{}, []]);
});

test('what was saved comes back', async () => {
  const path = folder();
  const documents = new Documents(path);
  await documents.saveDocument({ lesson: 'a2-tanh-neuron', text: 'const π = "𝛁\\u0000";\r\n' });
  await documents.saveData({ name: 'My names.txt', text: 'ada\n' });
  await documents.saveData({ name: 'gone.csv', text: 'a\n1\n' });
  await documents.saveData({ name: 'gone.csv', text: null });
  await documents.saveSettings({ ...SETTINGS, panes: { main: [40, 60] }, solved: ['a1'], opened: ['a1'] });
  const saved = await new Documents(path).load();
  expect(saved.texts).toEqual({ 'a2-tanh-neuron': 'const π = "𝛁\\u0000";\r\n' });
  expect(saved.data).toEqual([{ name: 'My names.txt', text: 'ada\n' }]);
  expect(saved.settings).toEqual(SETTINGS);
  expect(saved.problems).toEqual([]);
});

test('null takes a text away, also one that was never there', async () => {
  const path = folder();
  const documents = new Documents(path);
  await documents.saveDocument({ lesson: 'a', text: 'x' });
  await documents.saveDocument({ lesson: 'a', text: null });
  await documents.saveDocument({ lesson: 'b', text: null });
  expect((await documents.load()).texts).toEqual({});
});

test('of many at once the latest is kept, and each is done when that is on the disk', async () => {
  const path = folder();
  const documents = new Documents(path);
  const onDisk = () =>
    (JSON.parse(readFileSync(join(path, 'texts', 'a.json'), 'utf8')) as { text: string }).text;
  const seen: number[] = [];
  const saves = Array.from({ length: 200 }, async (_, n) => {
    // Some come while an earlier one is being written.
    if (n % 50 === 49) await new Promise((done) => setTimeout(done, n / 20));
    await documents.saveDocument({ lesson: 'a', text: String(n) });
    seen.push(Number(onDisk()) - n);
  });
  expect(documents.isIdle).toBe(false);
  await Promise.all(saves);
  expect(documents.isIdle).toBe(true);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
  expect(onDisk()).toBe('199');
  expect(readdirSync(join(path, 'texts'))).toEqual(['a.json']);
});

test('idle waits for everything', async () => {
  const path = folder();
  const documents = new Documents(path);
  const saves = ['a', 'b', 'c'].map((lesson) => documents.saveDocument({ lesson, text: 'x' }));
  await documents.idle();
  expect(readdirSync(join(path, 'texts'))).toHaveLength(3);
  await Promise.all(saves);
});

test('a write that fails is told, and the next one works', async () => {
  const path = folder();
  const documents = new Documents(path);
  writeFileSync(join(path, 'texts'), 'a file where the folder should be');
  await expect(documents.saveDocument({ lesson: 'a', text: 'x' })).rejects.toThrow(/EEXIST|ENOTDIR/);
  rmSync(join(path, 'texts'));
  await documents.saveDocument({ lesson: 'a', text: 'y' });
  expect((await documents.load()).texts).toEqual({ a: 'y' });
});

test.each([
  ['cut off', Buffer.from('{"lesson":"a","te')],
  ['zeros', Buffer.alloc(100)],
  ['no text', Buffer.from('{"lesson":"a","text":"\xff\xfe"}', 'latin1')],
  ['something else', Buffer.from('{"lesson":"a","text":5}')],
  ['empty', Buffer.alloc(0)],
])('a broken text (%s) is set aside, told, and not lost', async (_, bytes) => {
  const path = folder();
  mkdirSync(join(path, 'texts'));
  writeFileSync(join(path, 'texts', 'a.json'), bytes);
  writeFileSync(join(path, 'texts', 'b.json'), '{"lesson":"b","text":"fine"}');
  const { texts, problems } = await new Documents(path).load();
  expect(texts).toEqual({ b: 'fine' });
  expect(problems).toEqual([expect.stringMatching(/lesson 'a' could not be read.*a\.json\.broken\./)]);
  expect(readFileSync(join(path, 'texts', 'a.json.broken'))).toEqual(bytes);
  expect((await new Documents(path).load()).problems).toEqual([]);
});

test('a second broken file does not push out the first', async () => {
  const path = folder();
  for (const text of ['one', 'two']) {
    writeFileSync(join(path, 'settings.json'), text);
    expect((await new Documents(path).load()).problems).toHaveLength(1);
  }
  expect(readFileSync(join(path, 'settings.json.broken'), 'utf8')).toBe('one');
  expect(readFileSync(join(path, 'settings.json.broken-2'), 'utf8')).toBe('two');
});

test('what a broken-off write has left is cleared away', async () => {
  const path = folder();
  mkdirSync(join(path, 'texts'));
  writeFileSync(join(path, 'texts', 'a.json'), '{"lesson":"a","text":"old"}');
  writeFileSync(join(path, 'texts', 'a.json.tmp'), '{"lesson":"a","te');
  expect((await new Documents(path).load()).texts).toEqual({ a: 'old' });
  expect(readdirSync(join(path, 'texts'))).toEqual(['a.json']);
});

test('names lead nowhere else and never meet', async () => {
  expect(fileNameOf('a2-tanh-neuron')).toBe('a2-tanh-neuron');
  const strange = [
    '..',
    '../../x',
    '/etc/passwd',
    'A2',
    'a2',
    'a b',
    'a-b',
    '',
    'x'.repeat(200),
    'é',
    'a\\b',
    'con.',
  ];
  const names = strange.map(fileNameOf);
  expect(new Set(names).size).toBe(strange.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,90}$/);
  const path = folder();
  const documents = new Documents(path);
  await Promise.all(strange.map((lesson) => documents.saveDocument({ lesson, text: lesson })));
  const { texts } = await documents.load();
  expect(Object.keys(texts).sort()).toEqual([...strange].sort());
});
