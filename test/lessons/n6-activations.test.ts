/** @file The check of "neurons that sleep": the count passes as a tensor or a number, other counts are told apart. */

import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../engine/index';
import { check } from '../../lessons/n6-activations/check';

const verdict = (asleep: unknown) => check({ variables: { asleep }, printed: [] });
type Rule = (h: Tensor) => unknown;

const right = (h: Tensor): Tensor => h.abs().gt(0.99).all(0).sum();

describe('passes', () => {
  const others: [string, Rule][] = [
    ['with all', right],
    ['with the smallest of each column', (h) => h.abs().amin(0).gt(0.99).sum()],
    ['as a number', async (h) => right(h).item()],
  ];
  test.each(others)('%s', async (_, rule) => {
    expect(await verdict(rule)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function asleep yet/],
    ['a list', (h: Tensor) => h.abs().gt(0.99).all(0), /gives a tensor that .*one number.*here 2/],
    ['no −1', (h: Tensor) => h.gt(0.99).all(0).sum(), /gives 1, but 2 of its 4 neurons.*asleep, too/],
    ['rows', (h: Tensor) => h.abs().gt(0.99).all(1).sum(), /examples in which all neurons/],
    ['any', (h: Tensor) => h.abs().gt(0.99).any(0).sum(), /for one example at least/],
    ['activations', (h: Tensor) => h.abs().gt(0.99).sum(), /Those are activations/],
    ['the share', (h: Tensor) => h.abs().gt(0.99).all(0).float().mean(), /gives 0\.5000.*share of all/],
    ['0.99 is not above 0.99', (h: Tensor) => h.abs().ge(0.98).all(0).sum().add(1), /gives 3/],
    ['throwing', (h: Tensor) => h.view(7), /asleep stopped with an error/],
  ];
  test.each(wrong)('%s', async (_, rule, message) => {
    expect(await verdict(rule)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});
