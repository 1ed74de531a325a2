/** @file The check of "learning to learn": least squares in any form passes, averaging and half-way answers do not. */

import { describe, expect, test } from 'vitest';
import { torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { averaging, nearestNeighbours } from '../../lessons/baselines';
import { check } from '../../lessons/n7-in-context/check';

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
