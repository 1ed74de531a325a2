/** @file The gradients lesson's check: it goes forwards and backwards through the learner's g on the engine. */

import { describe, expect, test } from 'vitest';
import { torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { check } from '../../lessons/a1-gradients/check';

type G = (x: Tensor, y: Tensor) => unknown;
const float = (value: number) => torch.tensor(value, { dtype: torch.float32 });
const verdict = (g: unknown, variables: Record<string, unknown> = { x: float(3), y: float(4) }) =>
  check({ variables: { ...variables, g }, printed: [] });
const right: G = (x, y) => x.pow(2).add(x.mul(y));

describe('passes', () => {
  const others: [string, G][] = [
    ['factored', (x, y) => x.mul(x.add(y))],
    ['with a constant', (x, y) => x.mul(x.add(y)).add(7)],
    ['as a promise', async (x, y) => right(x, y)],
    ['of shape [1]', (x, y) => x.mul(x.add(y)).reshape(1)],
  ];
  test.each(others)('%s', async (_, g) => {
    expect(await verdict(g)).toMatchObject({ passed: true });
  });
  test('and says the gradient at the learner’s own x and y', async () => {
    const own = { x: float(5), y: float(-1) };
    expect(await verdict(right, own)).toEqual({
      passed: true,
      message: expect.stringContaining('x = 5, y = −1'),
    });
  });
  test.each([
    ['no x and y', {}],
    ['vectors', { x: torch.tensor([1, 2]), y: torch.tensor([3, 4]) }],
    ['numbers out of bounds', { x: float(NaN), y: float(1e30) }],
  ])('with %s beside it', async (_, variables) => {
    expect(await verdict(right, variables)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function g yet/],
    ['a tensor', float(1), /g is a tensor\. It should be a function/],
    ['without return', () => undefined, /g gives nothing/],
    ['a number', () => 21, /g gives 21\. It should return a tensor/],
    ['without x and y', () => float(21), /Neither x nor y/],
    ['without y', ((x) => x.pow(2)) satisfies G, /y is not part of what g returns.*∂g\/∂y = x/],
    ['detached', ((x, y) => x.mul(y).detach()) satisfies G, /Neither x nor y/],
    ['of two elements', ((x, y) => x.mul(y).expand(2)) satisfies G, /scalar outputs/],
    [
      'an unknown method',
      ((x) => Reflect.apply(Reflect.get(x, 'squareRoots'), x, [])) satisfies G,
      /stopped with an error/,
    ],
    ['half right', ((x, y) => x.mul(y)) satisfies G, /∂g\/∂x = 4; it should be 10\. ∂g\/∂y is right already/],
    ['xy twice', ((x, y) => x.mul(x.add(y).add(y))) satisfies G, /^At x = 3, y = 4 your g has ∂g\/∂x = 14;/],
    [
      'y too much',
      ((x, y) => x.mul(x.add(y)).add(y)) satisfies G,
      /∂g\/∂y = 4; it should be 3\. ∂g\/∂x is right/,
    ],
    [
      'right at one place',
      ((x, y) => x.mul(10).add(y.mul(3))) satisfies G,
      /one place, but not everywhere: at x = −2/,
    ],
    ['NaN', ((x, y) => x.mul(y).mul(NaN)) satisfies G, /∂g\/∂x = NaN; it should be 10/],
  ];
  test.each(wrong)('%s', async (_, g, message) => {
    expect(await verdict(g)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});
