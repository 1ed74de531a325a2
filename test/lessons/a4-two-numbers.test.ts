/** @file The check of "two numbers learn": one round of gradient descent, and what is said to near misses. */

import { describe, expect, test } from 'vitest';
import { check } from '../../lessons/a4-two-numbers/check';

const verdict = (sgdStep: unknown) => check({ variables: { sgdStep }, printed: [] });
type Step = (a: number, b: number, target: number, lr: number) => unknown;

const right: Step = (a, b, target, lr) => {
  const g = -2 * (target - a * b);
  return [a - lr * g * b, b - lr * g * a];
};
const afterA: Step = (a, b, target, lr) => {
  a += lr * 2 * (target - a * b) * b;
  return [a, b + lr * 2 * (target - a * b) * a];
};
const newAInB: Step = (a, b, target, lr) => {
  const g = -2 * (target - a * b);
  a -= lr * g * b;
  return [a, b - lr * g * a];
};
const uphill: Step = (a, b, target, lr) => right(a, b, target, -lr);
const half: Step = (a, b, target, lr) => right(a, b, target, lr / 2);
const itself: Step = (a, b, target, lr) => {
  const g = -2 * (target - a * b);
  return [a - lr * g * a, b - lr * g * b];
};
const noProduct: Step = (a, b, target, lr) => {
  const g = -2 * (target - a * b);
  return [a - lr * g, b - lr * g];
};

describe('passes', () => {
  test('the right rule, with PyTorch’s figures', async () => {
    expect(await verdict(right)).toEqual({
      passed: true,
      message: expect.stringMatching(/3\.072 and 4\.054/),
    });
  });
  test('as a promise', async () => {
    const later: Step = async (...args) => right(...args);
    expect(await verdict(later)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  test.each([
    ['missing', undefined, /no function sgdStep yet/],
    ['a list', [3, 4], /a list of 2\. It should be a function/],
    ['nothing returned', () => undefined, /gives nothing\. It should give two numbers/],
    ['one number', () => 3.072, /gives 3\.072\. It should give two numbers/],
    ['three numbers', () => [1, 2, 3], /gives a list of 3/],
    ['text in the pair', () => [3.072, 'four'], /gives the text 'four' for b/],
    ['NaN', () => [NaN, NaN], /moves a to NaN; SGD moves it to 3\.072/],
    ['throwing', () => JSON.parse('{'), /stopped with an error/],
    ['nothing moved', (a: number, b: number) => [a, b], /moves a to 3; SGD moves it to 3\.072/],
    ['the lesson’s figures alone', () => [3.072, 4.054], /sgdStep\(2, 5, 6, 0\.01\) moves a to 3\.072/],
    ['b after a', afterA, /moves b to 4\.050; SGD moves it to 4\.054\. The gradient of b was taken after a/],
    ['the new a in b’s gradient', newAInB, /In the gradient of b stands the new a/],
    ['uphill', uphill, /moves a to 2\.928; .*goes up the gradient/],
    ['half a step', half, /half as long/],
    ['each its own factor', itself, /not times itself/],
    ['stopped at the product', noProduct, /gradient of the product/],
  ])('%s', async (_, sgdStep, message) => {
    expect(await verdict(sgdStep)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});
