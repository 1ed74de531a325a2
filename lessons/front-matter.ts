/** @file Reads a lesson.md: what it is called and covers, and its text. */

/** A lesson's text and what stands above it. */
export interface LessonText {
  readonly title: string;
  /** rows of the curriculum, such as 'A2' */
  readonly covers: readonly string[];
  /** the lessons' sequence, rising; unique */
  readonly order: number;
  /** the heading it is listed under */
  readonly group: string;
  /** Markdown with KaTeX between $ signs */
  readonly body: string;
}

const BLOCK = /^---\r?\n([\s\S]*?)\r?\n---\r?\n/;
const LINE = /^(\w+):\s*(.+?)\s*$/;
const LIST = /^\[(.*)\]$/;

function fields(block: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const line of block.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const match = LINE.exec(line);
    const [, key, value] = match ?? [];
    if (key === undefined || value === undefined) throw new Error(`front matter: cannot read '${line}'`);
    if (map.has(key)) throw new Error(`front matter: '${key}' stands there twice`);
    map.set(key, value);
  }
  return map;
}

/**
 * Splits a lesson.md into its front matter (`title`, `covers: [A1, A2]`, `order`, `group`) and its body.
 * @throws Error that names the field which is missing, unknown or malformed
 */
export function parseLesson(text: string): LessonText {
  const block = BLOCK.exec(text);
  if (!block) throw new Error('front matter: a lesson begins with a block between two lines of ---');
  const all = fields(block[1] ?? '');
  const field = (name: string): string => {
    const value = all.get(name);
    if (value === undefined) throw new Error(`front matter: '${name}' is missing`);
    return value;
  };

  const known = ['title', 'covers', 'order', 'group'];
  for (const key of all.keys()) {
    if (!known.includes(key)) throw new Error(`front matter: '${key}' is not one of ${known.join(', ')}`);
  }
  const list = LIST.exec(field('covers'))?.[1];
  const covers = list?.split(',').map((row) => row.trim());
  if (!covers || covers.some((row) => !/^[A-Z]\d+$/.test(row))) {
    throw new Error(`front matter: 'covers' is a list such as [A1, A2], not '${field('covers')}'`);
  }
  const order = Number(field('order'));
  if (!Number.isInteger(order))
    throw new Error(`front matter: 'order' is an integer, not '${field('order')}'`);
  return {
    title: field('title'),
    covers,
    order,
    group: field('group'),
    body: text.slice(block[0].length).trimStart(),
  };
}
