/** @file Numbers as they are shown: four digits, and all of them. */

import { describe, expect, it } from 'vitest';
import { formatNumber, formatShape, fullPrecision, plainPrecision } from '../../../renderer/tensor/format';

describe('four significant digits', () => {
  it.each([
    [2, '2.000'],
    [0.7071066904050358, '0.7071'],
    [-1.5000003851533106, '−1.500'],
    [0, '0'],
    [-0, '−0'],
    [123.456, '123.5'],
    [9999.96, '10000'],
    [123456.7, '123457'],
    [1e6, '1000000'],
    [1.5e6, '1.500e6'],
    [-2.5e-5, '−2.500e−5'],
    [1e-4, '0.0001000'],
    [9.9e-5, '9.900e−5'],
    [1e-320, '1.000e−320'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%s is %s', (x, text) => {
    expect(formatNumber(x)).toBe(text);
  });

  it('int64 is exact', () => {
    expect(formatNumber(2n ** 53n + 1n, 'int64')).toBe('9007199254740993');
    expect(formatNumber(-5n, 'int64')).toBe('−5');
  });

  it('integers have no decimals, bool has words', () => {
    expect(formatNumber(1234567, 'int32')).toBe('1234567');
    expect(formatNumber(1, 'bool')).toBe('True');
    expect(formatNumber(0, 'bool')).toBe('False');
  });
});

describe('full precision', () => {
  it.each([
    [0.7071066904050358, 'float64', '0.7071066904050358'],
    [Math.fround(0.1), 'float32', '0.1'],
    [Math.fround(6.8813735870195432), 'float32', '6.8813734'],
    [Math.fround(6.8813735870195432), 'float64', '6.881373405456543'],
    [Math.fround(16777216), 'float32', '16777216.0'],
    [2, 'float64', '2.0'],
    [-0, 'float64', '−0.0'],
    [1e-320, 'float64', '1e−320'],
    [1e21, 'float64', '1e21'],
    [-Infinity, 'float32', '−∞'],
    [NaN, 'float32', 'NaN'],
  ] as const)('%s as %s is %s', (x, dtype, text) => {
    expect(fullPrecision(x, dtype)).toBe(text);
  });

  it('reads back as the same number, float32 too', () => {
    for (let i = 1; i < 2000; i++) {
      const x = Math.sin(i) * 10 ** ((i % 60) - 30);
      expect(Number(plainPrecision(x, 'float64'))).toBe(x);
      const single = Math.fround(x);
      expect(Math.fround(Number(plainPrecision(single, 'float32')))).toBe(single);
    }
  });

  it('is copied with the keyboard’s hyphen', () => {
    expect(plainPrecision(-1.5)).toBe('-1.5');
    expect(plainPrecision(2n ** 53n + 1n)).toBe('9007199254740993');
  });
});

it('shapes are written as torch.Size has them', () => {
  expect(formatShape([])).toBe('[]');
  expect(formatShape([2, 3])).toBe('[2, 3]');
});
