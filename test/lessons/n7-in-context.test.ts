/** @file The check of "learning to learn": least squares in any form passes, averaging and half-way answers do not. */

import { describe, expect, test } from 'vitest';
import { torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { averaging, nearestNeighbours } from '../../lessons/baselines';
import { check } from '../../lessons/n7-in-context/check';
import { lessonFile, runModel } from './run-model';

const verdict = (leastSquares: unknown) => check({ variables: { leastSquares }, printed: [] });
type Rule = (xs: Tensor, ys: Tensor, query: Tensor) => unknown;

const weights = (xs: Tensor, ys: Tensor): Tensor => torch.linalg.solve(xs.t().matmul(xs), xs.t().matmul(ys));

describe('passes', () => {
  const others: [string, Rule][] = [
    ['the normal equations', (xs, ys, query) => weights(xs, ys).mul(query).sum()],
    ['the pseudo-inverse', (xs, ys, query) => torch.linalg.pinv(xs).matmul(ys).dot(query)],
    ['as a number', async (xs, ys, query) => weights(xs, ys).mul(query).sum().item()],
    ['of shape [1]', (xs, ys, query) => weights(xs, ys).mul(query).sum().reshape(1)],
  ];
  test.each(others)('%s', async (_, rule) => {
    expect(await verdict(rule)).toMatchObject({
      passed: true,
      message: expect.stringContaining('expects 7'),
    });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function leastSquares yet/],
    ['nothing returned', () => undefined, /gives nothing\. It should give one number/],
    ['the weights', (xs: Tensor, ys: Tensor) => weights(xs, ys), /gives 2 numbers; .*Are those the weights/],
    ['the weights’ sum', (xs: Tensor, ys: Tensor) => weights(xs, ys).sum(), /weights added up/],
    ['averaging', averaging, /expects [\d.]+ at the query, not 7.*That is averaging/],
    [
      'no inverse',
      (xs: Tensor, ys: Tensor, query: Tensor) => xs.t().matmul(ys).mul(query).sum(),
      /Those are the weights Xᵀy/,
    ],
    ['neighbours', nearestNeighbours, /the weights with the least squared error give/],
    ['NaN', () => NaN, /expects NaN/],
    ['throwing', (xs: Tensor, ys: Tensor) => xs.matmul(ys), /leastSquares stopped with an error/],
  ];
  test.each(wrong)('%s', async (_, rule, message) => {
    expect(await verdict(rule)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});

/** The lesson's table of other tasks: what to give to `tasks`, and the errors of least squares and of the neighbours. */
const OTHERS = [
  ['', 'as trained'],
  ['{ noise: 0.1 }', 'hardly any noise'],
  ['{ noise: 3 }', 'three times the noise'],
  ['{ inputs: (x) => x.mul(2) }', 'x twice as wide'],
  ['{ inputs: (x) => x.div(2) }', 'x half as wide'],
  ['{ inputs: (x) => x.mul(torch.tensor([2, 1.5, 1, 0.5, 0.1])) }', 'skewed'],
  ['{ inputs: (x) => x.abs() }', 'no x negative'],
  [
    '{ inputs: (x) => torch.cat([x.narrow(1, 0, 10).abs(), x.narrow(1, 10, 1).abs().neg()], 1) }',
    'the same, but the last x all negative',
  ],
] as const;

/** The cells of a row of the lesson's table, as numbers. */
function rowOf(name: string): number[] {
  const row = lessonFile('n7-in-context', 'lesson.md')
    .split('\n')
    .find((line) => line.startsWith(`| ${name}`));
  return row!.split('|').slice(2, -1).map(Number);
}

/** Mean squared errors of the two with ten examples, of tasks as the lesson's code draws them. */
const MEASURE = `
async function errors([x, y]: [Tensor, Tensor]) {
  const rules = [baselines.leastSquares, baselines.nearestNeighbours];
  const guesses = rules.map((rule) => rule(x.narrow(1, 0, 10), y.narrow(1, 0, 10), x.select(1, 10)));
  print(await torch.stack(guesses.map((guess) => guess.sub(y.select(1, 10)).pow(2).mean())).tolist());
}`;

test('what the table says of least squares and neighbours is what the lesson’s code finds, on other draws', async () => {
  const text = lessonFile('n7-in-context', 'model.ts').replace('steps = 10;', 'steps = 0;');
  const lines = OTHERS.map(([given]) => `await errors(tasks(1000${given && `, ${given}`}));`);
  const { printed } = await runModel([text, MEASURE, ...lines].join('\n'));
  const found = printed.slice(-OTHERS.length).map((line) => JSON.parse(line) as [number, number]);
  for (const [i, [, name]] of OTHERS.entries()) {
    const [, squares, nearest] = rowOf(name);
    const [ownSquares, ownNearest] = found[i]!;
    // the table's 200 tasks scatter about the mean
    for (const ratio of [ownSquares / squares!, ownNearest / nearest!]) {
      expect(ratio, name).toBeGreaterThan(0.7);
      expect(ratio, name).toBeLessThan(1.4);
    }
  }
});
