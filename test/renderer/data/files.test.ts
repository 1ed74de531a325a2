/** @file The learner's own files: what is taken in, what is refused and at which line, and what code makes of them. */

import { beforeEach, describe, expect, it, test } from 'vitest';
import { blank, isBlank, SIDE, stroke, withDigit } from '../../../renderer/data/drawing';
import { problemText, readTable } from '../../../renderer/data/files';
import { takeFile } from '../../../renderer/data/take-file';
import { drawn, lines, setOwnFiles, table, text } from '../../../renderer/run/own-files';

const bytes = (content: string) => new TextEncoder().encode(content);
const said = (name: string, content: Uint8Array) => {
  const read = takeFile(name, content);
  return read.ok ? null : read.problems.map(problemText);
};

describe('what is refused', () => {
  test.each([
    ['an empty file', 'a.txt', bytes(' \n\n'), ['the file is empty']],
    [
      'bytes that are no text',
      'a.txt',
      Uint8Array.from([97, 10, 98, 10, 0xff, 10]),
      ['line 3: the bytes are not text in UTF-8. Save the file as UTF-8 and open it again'],
    ],
    [
      'a program',
      'a.txt',
      bytes('a\nb\u0000c'),
      ['line 2: there is a control character: this is no plain text'],
    ],
    [
      'a row that is too short',
      'a.csv',
      bytes('x,y\n1,2\n3\n'),
      ['line 3: 1 field, where 2 columns are named'],
    ],
    [
      'words among numbers, after a field of several lines',
      'a.csv',
      bytes('x,"y\nz"\n1,2\n3,n/a\n'),
      ["line 4: 'n/a' in column 'y\nz' is not a number"],
    ],
    ['a missing number', 'a.csv', bytes('x,y\n1,\n'), ["line 2: '' in column 'y' is not a number"]],
    [
      'no names',
      'a.csv',
      bytes('1,2\n3,4\n'),
      ['line 1: the first row names the columns, and these are all numbers'],
    ],
    ['a column twice', 'a.csv', bytes('x,x\n1,2\n'), ["line 1: there are two columns 'x'"]],
    [
      'names alone',
      'a.csv',
      bytes('x,y\n'),
      ['line 1: there is no row of numbers below the names of the columns'],
    ],
    ['no names at all', 'a.csv', bytes('x,\n1,2\n'), ['line 1: column 2 has no name']],
  ])('%s', (_, name, content, problems) => {
    expect(said(name, content)).toEqual(problems);
  });

  it('tells of the first few lines only', () => {
    const read = readTable(`x\n${'no\n'.repeat(100)}`);
    expect(read.ok ? 0 : read.problems.length).toBe(5);
  });
});

describe('in code', () => {
  beforeEach(() =>
    setOwnFiles([
      { name: 'names.txt', text: ' ada\n\nbob \n' },
      { name: 'houses.csv', text: 'size,price\n1,10.5\n2,-3e2\n\n' },
    ]),
  );

  it('text comes as lines', async () => {
    expect(await lines('names.txt')).toEqual(['ada', 'bob']);
    expect(await text('names.txt')).toBe(' ada\n\nbob \n');
  });

  it('characters that a model does not know are told with their line', async () => {
    await expect(lines('names.txt', { alphabet: 'abd' })).rejects.toThrow(
      "names.txt, line 3: 'o' is not one of 'abd'",
    );
  });

  it('a table comes as tensors', async () => {
    const { columns, values, column } = await table('houses.csv');
    expect(columns).toEqual(['size', 'price']);
    expect(await values.tolist()).toEqual([
      [1, 10.5],
      [2, -300],
    ]);
    expect(await column('price').tolist()).toEqual([10.5, -300]);
    expect(() => column('rooms')).toThrow("houses.csv has no column 'rooms'. It has: 'size', 'price'.");
  });

  it('a file that is not there is told with those that are', async () => {
    await expect(lines('x.txt')).rejects.toThrow(
      "no file 'x.txt' among your data (open: 'names.txt', 'houses.csv')",
    );
    await expect(drawn()).rejects.toThrow('no digit has been drawn yet');
    await expect(table('names.txt')).rejects.toThrow('names.txt, line');
  });

  it('drawn digits come as pictures with their labels', async () => {
    const seven = stroke(stroke(blank(), { x: 8, y: 6 }, { x: 20, y: 6 }), { x: 20, y: 6 }, { x: 12, y: 22 });
    expect(isBlank(seven)).toBe(false);
    const first = withDigit(undefined, 7, seven);
    setOwnFiles([withDigit(first, 1, stroke(blank(), { x: 14, y: 4 }, { x: 14, y: 24 }))]);
    const [images, labels] = (await drawn()).tensors;
    expect(images.shape).toEqual([2, 1, SIDE, SIDE]);
    expect(await labels.tolist()).toEqual([7, 1]);
    const pixels = (await images.view(2, -1).tolist()) as number[][];
    expect(pixels[0]!.map((ink) => ink.toFixed(2))).toEqual([...seven].map((ink) => ink.toFixed(2)));
    expect(Math.max(...pixels[1]!)).toBe(1);
    expect(Math.min(...pixels[1]!)).toBe(0);
  });
});
