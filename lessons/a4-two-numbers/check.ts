/** @file Calls the learner's `sgdStep` and compares it with one step of SGD on (target − a·b)². */

import {
  call,
  describe,
  fail,
  figure,
  figures,
  isClose,
  learnerFunction,
  pass,
  readNumber,
} from '../check-helpers';
import type { Check } from '../types';

interface Point {
  readonly a: number;
  readonly b: number;
  readonly target: number;
  readonly lr: number;
}

type Pair = readonly [number, number];

/** The lesson's own numbers. */
const LESSON: Point = { a: 3, b: 4, target: 15, lr: 0.003 };

/** Then others, above the target, below it and on it, and with signs. */
const POINTS: readonly Point[] = [
  LESSON,
  { a: 2, b: 5, target: 6, lr: 0.01 },
  { a: -1, b: 3, target: 2, lr: 0.1 },
  { a: 3, b: 5, target: 15, lr: 0.5 },
];

/** dL/d(a·b) for L = (target − a·b)². */
const slope = (a: number, b: number, target: number): number => -2 * (target - a * b);

function sgd({ a, b, target, lr }: Point): Pair {
  const g = slope(a, b, target);
  return [a - lr * g * b, b - lr * g * a];
}

/** Rules that are nearly right, and what to say to each. */
const SLIPS: readonly { readonly rule: (point: Point) => Pair; readonly hint: string }[] = [
  {
    rule: (point) => {
      const [a] = sgd(point);
      return [a, point.b - point.lr * slope(a, point.b, point.target) * a];
    },
    hint: 'The gradient of b was taken after a had moved. Both belong to the same old a and b.',
  },
  {
    rule: (point) => {
      const [a] = sgd(point);
      return [a, point.b - point.lr * slope(point.a, point.b, point.target) * a];
    },
    hint: 'In the gradient of b stands the new a. Both gradients belong to the same old a and b.',
  },
  {
    rule: (point) => sgd({ ...point, lr: -point.lr }),
    hint: 'This goes up the gradient, away from the target. The minus in front of the inner a · b counts, too.',
  },
  {
    rule: (point) => sgd({ ...point, lr: point.lr / 2 }),
    hint: 'The steps are half as long as they should be. What is the derivative of a square?',
  },
  {
    rule: ({ a, b, target, lr }) => {
      const g = slope(a, b, target);
      return [a - lr * g * a, b - lr * g * b];
    },
    hint: 'Each factor gets the gradient times the other factor, not times itself.',
  },
  {
    rule: ({ a, b, target, lr }) => {
      const g = slope(a, b, target);
      return [a - lr * g, b - lr * g];
    },
    hint: 'This is the gradient of the product a · b. From there it goes on, through ×, to a and to b.',
  },
];

const fits = (actual: Pair, expected: Pair): boolean =>
  isClose(actual[0], expected[0]) && isClose(actual[1], expected[1]);

/** Passes when `sgdStep(a, b, target, lr)` gives both numbers after one step. */
export const check: Check = async (context) => {
  const sgdStep = learnerFunction(context, 'sgdStep');
  if (!sgdStep.ok) return fail(sgdStep.reason);

  for (const point of POINTS) {
    const { a, b, target, lr } = point;
    const where = `sgdStep(${[a, b, target, lr].map((value) => figure(value, 1)).join(', ')})`;
    const result = await call('sgdStep', sgdStep.value, [a, b, target, lr]);
    if (!result.ok) return fail(result.reason);
    if (!Array.isArray(result.value) || result.value.length !== 2)
      return fail(`${where} gives ${describe(result.value)}. It should give two numbers: [a, b].`);
    const first = await readNumber(result.value[0]);
    const second = await readNumber(result.value[1]);
    if (!first.ok) return fail(`${where} gives ${first.reason} for a. It should be a number.`);
    if (!second.ok) return fail(`${where} gives ${second.reason} for b. It should be a number.`);

    const actual: Pair = [first.value, second.value];
    const expected = sgd(point);
    if (fits(actual, expected)) continue;
    const which = isClose(actual[0], expected[0]) ? 1 : 0;
    const [got, wanted] = figures(actual[which], expected[which]);
    const hint = SLIPS.find(({ rule }) => fits(actual, rule(point)))?.hint ?? '';
    return fail(
      `${where} moves ${which === 0 ? 'a' : 'b'} to ${got}; SGD moves it to ${wanted}. ${hint}`.trim(),
    );
  }

  const [a, b] = sgd(LESSON);
  return pass(
    `sgdStep does what backward() and opt.step() do: from 3 and 4 to ${figure(a)} and ${figure(b)}.`,
  );
};
