/** @file Gives the learner's `smoothed` small tables of counts and looks whether each row comes back as probabilities. */

import { torch } from '../../engine/index';
import { call, fail, figure, figures, isClose, learnerFunction, pass } from '../check-helpers';
import { readNumbers } from '../check-networks';
import type { Check } from '../types';

type Table = readonly (readonly number[])[];

/** Square and not symmetric, with zeros and a row nobody has counted anything in. */
const TABLES: readonly Table[] = [
  [
    [3, 0],
    [1, 5],
  ],
  [
    [0, 4, 1],
    [0, 0, 0],
    [7, 2, 0],
  ],
];

const sum = (row: readonly number[]): number => row.reduce((a, b) => a + b, 0);
const cells = (table: Table, of: (count: number, i: number, j: number) => number): readonly number[] =>
  table.flatMap((row, i) => row.map((count, j) => of(count, i, j)));
const columnSum = (table: Table, j: number): number => sum(table.map((row) => row[j]!));

const expected = (table: Table): readonly number[] =>
  cells(table, (count, i) => (count + 1) / (sum(table[i]!) + table.length));

/** Ways to be nearly right. */
const SLIPS: readonly (readonly [(table: Table) => readonly number[], string])[] = [
  [
    (table) => cells(table, (count, _, j) => (count + 1) / (sum(table[j]!) + table.length)),
    'Each column was divided by the sum of a row. Sums of shape [n] line up with the columns; with keepdim they are [n, 1].',
  ],
  [
    (table) => cells(table, (count, _, j) => (count + 1) / (columnSum(table, j) + table.length)),
    'Here the columns add up to 1. What follows a letter stands in its row.',
  ],
  [(table) => cells(table, (count, i) => count / sum(table[i]!)), 'The 1 for every pair is missing.'],
  [
    (table) => cells(table, (count, i) => (count + 1) / sum(table[i]!)),
    'The row was summed before 1 was added to its counts.',
  ],
  [
    (table) => cells(table, (count, i) => count / (sum(table[i]!) + table.length)),
    'The 1 is in the sums, but not in the counts above them.',
  ],
  [
    (table) => cells(table, (count) => (count + 1) / (sum(table.flat()) + table.flat().length)),
    'The whole table adds up to 1. Each row should.',
  ],
];

const agree = (actual: readonly number[], wanted: readonly number[]): boolean =>
  wanted.every((value, i) => isClose(actual[i]!, value, 1e-5));

/** Passes when `smoothed(counts)` makes each row a distribution, with 1 added to every count. */
export const check: Check = async (context) => {
  const smoothed = learnerFunction(context, 'smoothed');
  if (!smoothed.ok) return fail(smoothed.reason);

  for (const table of TABLES) {
    const counts = torch.tensor(table.map((row) => [...row])).float();
    const where = `smoothed([${table.map((row) => `[${row.join(', ')}]`).join(', ')}])`;
    const result = await call('smoothed', smoothed.value, [counts]);
    if (!result.ok) return fail(result.reason);
    const read = await readNumbers(result.value);
    if (!read.ok) return fail(`${where} gives ${read.reason}. It should give a tensor.`);
    const { shape, values } = read.value;
    if (shape.join() !== counts.shape.join()) {
      return fail(`${where} has the shape [${shape.join(', ')}]; it should be [${counts.shape.join(', ')}].`);
    }
    const wanted = expected(table);
    const place = wanted.findIndex((value, i) => !isClose(values[i]!, value, 1e-5));
    if (place < 0) continue;
    const size = table.length;
    const [got, should] = figures(values[place]!, wanted[place]!);
    const at = `${where} has ${got} at [${Math.floor(place / size)}, ${place % size}]; it should be ${should}.`;
    const hint = SLIPS.find(([rule]) => agree(values, rule(table)))?.[1];
    const row = sum(values.slice(Math.floor(place / size) * size, (Math.floor(place / size) + 1) * size));
    return fail(`${at} ${hint ?? `That row adds up to ${figure(row)}.`}`);
  }
  return pass('Each row of smoothed adds up to 1, and no pair is impossible any more.');
};
