/** @file The numbers of a text that can be slid, and the way from a slider's place to a number. */

import { describe, expect, it } from 'vitest';
import { findTunables, writeNumber } from '../../../renderer/training/numbers';
import {
  nextNumber,
  numberAt,
  placeOf,
  PLACES,
  scaleAround,
  scaleOf,
} from '../../../renderer/training/slide';

const found = (text: string) => findTunables(text).map(({ name, value, range }) => [name, value, range]);

describe('findTunables', () => {
  it('finds the learning rate by itself, wherever it is given', () => {
    expect(found('const opt = new optim.SGD(ps, { lr: 3e-3, momentum: 0.9 });')).toEqual([
      ['lr', 3e-3, null],
    ]);
    expect(found('const lr = 0.1;')).toEqual([['lr', 0.1, null]]);
    expect(found('const learningRate = 1e-2, steps = 3;')).toEqual([['learningRate', 0.01, null]]);
    expect(found('let lr: number; lr = 5;')).toEqual([['lr', 5, null]]);
  });

  it('finds the last number of a line that a comment marks', () => {
    expect(found('const hidden = 64; // slider 8 … 256')).toEqual([['hidden', 64, [8, 256]]]);
    expect(found('f({ p: -0.5 }); // slider -1 ... 1')).toEqual([['p', -0.5, [-1, 1]]]);
    expect(found('const lr = 1e-3; // slider 1e-5 to 1')).toEqual([['lr', 1e-3, [1e-5, 1]]]);
    expect(found('f(3); // slider 1 … 5')).toEqual([['number', 3, [1, 5]]]);
  });

  it('leaves comments, texts and other lines alone', () => {
    expect(found('// lr: 3\nconst s = "lr: 3";\nconst a = 2;\n// slider 1 … 3\n')).toEqual([]);
    expect(found('const a = 2; // slider 3 … 1')).toEqual([]);
    expect(found('const lr = rate();')).toEqual([]);
  });

  it('tells numbers of one name apart, and says where they stand', () => {
    const text = 'new optim.SGD(a, { lr: 0.1 }); new optim.SGD(b, { lr: 0.2 });';
    const [one, other] = findTunables(text);
    expect([one?.name, other?.name]).toEqual(['lr', 'lr (2)']);
    expect(text.slice(other!.from, other!.to)).toBe('0.2');
  });

  it('finds what there is in a text that is being typed', () => {
    expect(found('const lr = 0.1;\nfor (let i = 0; i <')).toEqual([['lr', 0.1, null]]);
  });
});

describe('writeNumber', () => {
  it('writes a number as the one before was written', () => {
    expect(writeNumber(0.01, '3e-3')).toBe('1e-2');
    expect(writeNumber(2, '3.5')).toBe('2.0');
    expect(writeNumber(0.30000000000000004, '1.0')).toBe('0.3');
    expect(writeNumber(64, '32')).toBe('64');
    expect(writeNumber(-2, '1.5')).toBe('-2.0');
  });
});

describe('scales', () => {
  it('goes by decades where the range spans more than two', () => {
    expect(scaleOf([0.1, 10], '1.0').log).toBe(false);
    expect(scaleOf([0.01, 10], '1.0').log).toBe(true);
    expect(scaleOf([-1, 1000], '1.0').log).toBe(false);
  });

  it('stays within the range, whole where number and range are whole', () => {
    const whole = scaleOf([8, 256], '64');
    for (let place = 0; place <= PLACES; place++) {
      const value = numberAt(place, whole);
      expect(Number.isInteger(value) && value >= 8 && value <= 256).toBe(true);
    }
    expect(numberAt(0, whole)).toBe(8);
    expect(numberAt(PLACES, whole)).toBe(256);
  });

  it('gives numbers that people write, and finds them again', () => {
    const rates = scaleAround(3e-3);
    expect([rates.low, rates.high]).toEqual([1e-5, 1]);
    expect(nextNumber(3e-3, 1, rates)).toBe(5e-3);
    expect(nextNumber(3e-3, -1, rates)).toBe(2e-3);
    expect(nextNumber(rates.high, 1, rates)).toBe(rates.high);
    expect(numberAt(placeOf(5e-3, rates), rates)).toBe(5e-3);
    const even = scaleOf([-1, 1], '0.5');
    expect(nextNumber(0.5, 1, even)).toBe(0.51);
    expect(nextNumber(0, -1, even)).toBe(-0.01);
  });
});
