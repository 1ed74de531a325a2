/** @file The check of "which letter comes next": probabilities row by row pass, and every other way to divide is told. */

import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../engine/index';
import { check } from '../../lessons/n5-bigrams/check';

const verdict = (smoothed: unknown) => check({ variables: { smoothed }, printed: [] });
type Rule = (counts: Tensor) => unknown;

describe('passes', () => {
  const others: [string, Rule][] = [
    ['with keepdim', (counts) => counts.add(1).div(counts.add(1).sum(1, { keepdim: true }))],
    ['with unsqueeze', (counts) => counts.add(1).div(counts.add(1).sum(1).unsqueeze(1))],
    ['transposed there and back', (counts) => counts.add(1).t().div(counts.add(1).sum(1)).t()],
    ['as a promise', async (counts) => counts.add(1).div(counts.add(1).sum(1, { keepdim: true }))],
  ];
  test.each(others)('%s', async (_, rule) => {
    expect(await verdict(rule)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function smoothed yet/],
    ['a number', () => 1, /gives 1\. It should give a tensor/],
    ['the counts', (c: Tensor) => c, /has 3 at \[0, 0\]; it should be 0\.8000\. That row adds up to 3/],
    ['another shape', (c: Tensor) => c.sum(1), /has the shape \[2\]; it should be \[2, 2\]/],
    ['no keepdim', (c: Tensor) => c.add(1).div(c.add(1).sum(1)), /divided by the sum of a row\. .*keepdim/],
    ['columns', (c: Tensor) => c.add(1).div(c.add(1).sum(0)), /columns add up to 1/],
    ['no 1', (c: Tensor) => c.div(c.sum(1, { keepdim: true })), /The 1 for every pair is missing/],
    ['1 above alone', (c: Tensor) => c.add(1).div(c.sum(1, { keepdim: true })), /summed before 1 was added/],
    ['1 below alone', (c: Tensor) => c.div(c.add(1).sum(1, { keepdim: true })), /not in the counts above/],
    ['the whole table', (c: Tensor) => c.add(1).div(c.add(1).sum()), /The whole table adds up to 1/],
    ['softmax', (c: Tensor) => c.softmax(1), /That row adds up to 1/],
    ['throwing', (c: Tensor) => c.view(7), /smoothed stopped with an error/],
  ];
  test.each(wrong)('%s', async (_, rule, message) => {
    expect(await verdict(rule)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});
