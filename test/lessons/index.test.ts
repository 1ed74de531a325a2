/** @file The list of lessons and the folders on disk say the same, and every folder is complete. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { FIRST_LESSON, lessonById, lessons } from '../../lessons/index';
import { parseLesson } from '../../lessons/front-matter';

const ROOT = join(import.meta.dirname, '../../lessons');
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const read = (id: string, file: string) => readFileSync(join(ROOT, id, file), 'utf8');

test('the list has every folder, sorted and without doubles', () => {
  expect(lessons.map(({ id }) => id).sort()).toEqual(folders.sort());
  const orders = lessons.map(({ order }) => order);
  expect(orders).toEqual([...new Set(orders)].sort((a, b) => a - b));
});

test('the first lesson is one of them, an unknown one is not', () => {
  expect(lessonById(FIRST_LESSON)?.id).toBe(FIRST_LESSON);
  expect(lessonById('toString')).toBe(undefined);
});

describe.each(folders)('%s', (id) => {
  test('has all its files', () => {
    const files = ['check.ts', 'lesson.md', 'model.py', 'model.ts', 'solution.ts', 'wrong.ts'];
    expect(readdirSync(join(ROOT, id)).sort()).toEqual(files);
  });
  test('front matter and list agree; the row of the curriculum is in the folder’s name', () => {
    const text = parseLesson(read(id, 'lesson.md'));
    expect(text.order).toBe(lessonById(id)?.order);
    expect(text.covers.map((row) => row.toLowerCase())).toContain(id.split('-')[0]);
  });
  test('the text begins with its title and has an exercise', () => {
    const { title, body } = parseLesson(read(id, 'lesson.md'));
    expect(body.startsWith(`# ${title}\n`)).toBe(true);
    expect(body.match(/^## Exercise$/gm)).toHaveLength(1);
  });
  test('every formula is one that KaTeX sets', () => {
    const prose = parseLesson(read(id, 'lesson.md')).body.replace(/```[\s\S]*?```|`[^`]*`/g, '');
    const rest = prose.replace(/\$\$([^$]+)\$\$|\$([^$\n]+)\$/g, (_, display?: string, inline?: string) => {
      expect(() =>
        katex.renderToString(display ?? inline ?? '', { throwOnError: true, strict: 'error' }),
      ).not.toThrow();
      return '';
    });
    expect(rest, 'a $ without its partner').not.toContain('$');
  });
  test('the model is short enough to be read', () => {
    // a whole network takes more lines than one idea of autograd
    const most = (lessonById(id)?.order ?? 0) < 300 ? 30 : 80;
    expect(read(id, 'model.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(most);
  });
  test('loads its check', async () => {
    expect((await lessonById(id)?.loadCheck())?.check).toBeTypeOf('function');
  });
});
