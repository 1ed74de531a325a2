/** @file What checks share: figures in words, and learners' values of every kind. */

import { describe, expect, test } from 'vitest';
import * as helpers from '../../lessons/check-helpers';

const context = (variables: Record<string, unknown>) => ({ variables, printed: [] });

describe('figure', () => {
  test.each([
    [0.70710669, '0.7071'],
    [-1.50000038, '−1.500'],
    [12, '12'],
    [-3, '−3'],
    [0, '0'],
    [0.003, '0.003000'],
    [123456.7, '123457'],
    [1.25e-7, '1.250e−7'],
    [2.5e9, '2.500e+9'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%d is written %s', (value, text) => {
    expect(helpers.figure(value)).toBe(text);
  });

  test('a pair gets the digits it takes to differ', () => {
    expect(helpers.figures(0.5, 0.25)).toEqual(['0.5000', '0.2500']);
    expect(helpers.figures(1.0000002, 1.0000003)).toEqual(['1.0000002', '1.0000003']);
  });
});

describe('isClose', () => {
  test('is relative for large numbers and absolute near 0', () => {
    expect(helpers.isClose(1e6 + 0.5, 1e6)).toBe(true);
    expect(helpers.isClose(1e-7, 0)).toBe(true);
    expect(helpers.isClose(1.00001, 1)).toBe(false);
  });
  test('nothing is close to NaN', () => {
    expect(helpers.isClose(NaN, NaN)).toBe(false);
    expect(helpers.isClose(Infinity, 1)).toBe(false);
  });
});

describe('readNumber', () => {
  const tensor = (item: () => unknown) => ({ item });
  test('takes a number, a one-element tensor, and a promise of either', async () => {
    expect(await helpers.readNumber(3)).toEqual({ ok: true, value: 3 });
    expect(await helpers.readNumber(tensor(async () => 4))).toEqual({ ok: true, value: 4 });
    expect(await helpers.readNumber(Promise.resolve(tensor(() => 5)))).toEqual({ ok: true, value: 5 });
  });
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['0.5', "the text '0.5'"],
    [[1, 2], 'a list of 2'],
    [() => 1, 'a function'],
    [{ value: 1 }, 'a value of type object'],
  ])('says what %j is', async (value, reason) => {
    expect(await helpers.readNumber(value)).toEqual({ ok: false, reason });
  });
  test('a tensor of many elements is a sentence, not a crash', async () => {
    const many = tensor(() => {
      throw new Error('a Tensor with 2 elements cannot be converted to Scalar');
    });
    const read = await helpers.readNumber(many);
    expect(read).toMatchObject({ ok: false, reason: expect.stringContaining('2 elements') });
  });
});

describe('the learner’s variables', () => {
  test('what every object inherits is not one of them', async () => {
    expect(helpers.learnerFunction(context({}), 'toString').ok).toBe(false);
    expect(await helpers.variableNumber(context({}), 'constructor')).toBe(null);
  });
  test('NaN and ∞ are no point to try a rule at', async () => {
    expect(await helpers.variableNumber(context({ x: NaN }), 'x')).toBe(null);
    expect(await helpers.variableNumber(context({ x: Infinity }), 'x')).toBe(null);
    expect(await helpers.variableNumber(context({ x: 2 }), 'x')).toBe(2);
  });
  test('a function that throws, at once or later, becomes a sentence', async () => {
    const thrower = () => {
      throw new TypeError('x1.mul is not a function');
    };
    const rejecter = () => Promise.reject(new Error('late'));
    expect(await helpers.call('f', thrower, [])).toMatchObject({ reason: expect.stringContaining('x1.mul') });
    expect(await helpers.call('f', rejecter, [])).toMatchObject({ reason: expect.stringContaining('late') });
  });
});
