/** @file The check of "reading digits": a convolution by hand passes, however it is written; near misses are named. */

import { describe, expect, test } from 'vitest';
import { F, torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { check } from '../../lessons/n4-convolution/check';

const verdict = (correlate: unknown) => check({ variables: { correlate }, printed: [] });
type Rule = (image: Tensor, kernel: Tensor) => unknown;

/** The patches under the kernel in rows, through `unfold`: another way than the check's own. */
const right = (image: Tensor, kernel: Tensor): Tensor => {
  const [rows, columns] = kernel.shape as [number, number];
  const patches = image.unfold(0, rows, 1).unfold(1, columns, 1);
  return patches.mul(kernel).sum([2, 3]);
};

describe('passes', () => {
  const others: [string, Rule][] = [
    ['with unfold', right],
    [
      'through conv2d',
      (image, kernel) =>
        F.conv2d(image.view(1, 1, ...image.shape), kernel.view(1, 1, ...kernel.shape)).squeeze([0, 1]),
    ],
    ['as a promise', async (image, kernel) => right(image, kernel)],
  ];
  test.each(others)('%s', async (_, rule) => {
    expect(await verdict(rule)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function correlate yet/],
    ['nothing returned', () => undefined, /correlate gives nothing\. It should give a tensor/],
    [
      'the picture',
      (image: Tensor) => image,
      /gives 4 × 5; it should be 3 × 3\. The kernel must not hang over/,
    ],
    ['one number', (image: Tensor) => image.sum(), /gives one number; it should be 3 × 3/],
    [
      'the last place left out',
      (image: Tensor, kernel: Tensor) => right(image, kernel).narrow(0, 0, 2).narrow(1, 0, 2),
      /gives 2 × 2; it should be 3 × 3\. One place is left out/,
    ],
    [
      'turned round',
      (image: Tensor, kernel: Tensor) => right(image, kernel.flip([0, 1])),
      /kernel turned round/,
    ],
    [
      'the mean',
      (image: Tensor, kernel: Tensor) => right(image, kernel).div(kernel.numel()),
      /mean of the products/,
    ],
    [
      'with ReLU',
      (image: Tensor, kernel: Tensor) => right(image, kernel).relu(),
      /negative numbers are gone/,
    ],
    [
      'with a bias',
      (image: Tensor, kernel: Tensor) => right(image, kernel).add(1),
      /at \[0, 0\]; the products .* add up to/,
    ],
    ['NaN', (image: Tensor, kernel: Tensor) => right(image, kernel).mul(NaN), /has NaN at \[0, 0\]/],
    ['throwing', (image: Tensor) => image.narrow(0, 3, 9), /correlate stopped with an error/],
  ];
  test.each(wrong)('%s', async (_, rule, message) => {
    expect(await verdict(rule)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
  test('right for a square kernel alone', async () => {
    const square: Rule = (image, kernel) =>
      kernel.shape[0] === kernel.shape[1] ? right(image, kernel) : torch.zeros(1, 1);
    expect(await verdict(square)).toMatchObject({ passed: false });
  });
});
