/** @file The tanh neuron's check: right rules pass, wrong ones get a hint about their own values. */

import { describe, expect, test } from 'vitest';
import { check } from '../../lessons/a2-tanh-neuron/check';

const tensor = (value: number) => ({ item: async () => value });
const NEURON = { x1: tensor(2), o: tensor(0.7071066904050358) };
const verdict = (byHand: unknown, neuron: Record<string, unknown> = NEURON) =>
  check({ variables: { ...neuron, byHand }, printed: [] });
const right = (x1: number, o: number) => (1 - o * o) * x1;

describe('passes', () => {
  test('the right rule, and says what it gives at this neuron', async () => {
    expect(await verdict(right)).toEqual({ passed: true, message: expect.stringContaining('1.000') });
  });
  test('with inputs of the learner’s own', async () => {
    const own = { x1: tensor(-4), o: tensor(0.5) };
    expect(await verdict(right, own)).toEqual({ passed: true, message: expect.stringContaining('−3') });
  });
  test.each([
    ['no neuron any more', {}],
    ['an o that no tanh gives', { ...NEURON, o: tensor(3) }],
    ['NaN', { x1: tensor(NaN), o: tensor(NaN) }],
    ['text', { x1: 'two', o: null }],
  ])('with %s beside it', async (_, neuron) => {
    expect(await verdict(right, neuron)).toMatchObject({ passed: true });
  });
  test('the same rule in another form, which makes sense for an o of tanh alone', async () => {
    const bySlope = (x1: number, o: number) => x1 / Math.cosh(Math.atanh(o)) ** 2;
    expect(await verdict(bySlope)).toMatchObject({ passed: true });
    expect(await verdict(bySlope, { ...NEURON, o: tensor(3) })).toMatchObject({ passed: true });
  });
  test('written with tensors or as a promise', async () => {
    expect(await verdict((x1: number, o: number) => tensor(right(x1, o)))).toMatchObject({ passed: true });
    expect(await verdict(async (x1: number, o: number) => right(x1, o))).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  test.each([
    ['missing', undefined, /no function byHand yet/],
    ['a number', 0.75, /byHand is 0\.7500\. It should be a function/],
    ['without return', () => undefined, /byHand\(2, 0\.7071\) gives nothing/],
    ['NaN', () => NaN, /is NaN/],
    ['throwing', (x1: { mul(): number }) => x1.mul(), /stopped with an error: .*mul/],
    [
      'the figure of this neuron alone',
      () => 1.0000002567688737,
      /fits your neuron, but not every one: byHand\(3/,
    ],
    [
      'tanh’s part alone',
      (_: number, o: number) => 1 - o * o,
      /is 0\.5000, but there o changes 1\.000 .*tanh/,
    ],
    ['the part of × alone', (x1: number) => x1, /is 2, .*part of × alone/],
    ['o for its slope', (x1: number, o: number) => o * x1, /value of tanh, not its slope/],
    ['not squared', (x1: number, o: number) => (1 - o) * x1, /\(1 − o\) · x1/],
    [
      'o², equal here alone',
      (x1: number, o: number) => o * o * x1,
      /not every one: byHand\(3, 0\.2000\) is 0\.1200/,
    ],
  ])('%s', async (_, byHand, message) => {
    expect(await verdict(byHand)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});
