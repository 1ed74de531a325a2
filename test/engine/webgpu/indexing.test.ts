/** @file Sorting, scanning and indexing on webgpu: long lanes, sums that come out the same, indices that are not there. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { observe, type Observer } from '../../../engine/trace/observer';
import { testDevices } from '../devices';
import { seeded } from './reference';

beforeAll(async () => {
  (await testDevices())[1]!.use();
});
afterEach(() => void observe(null));

const list = async (x: Tensor): Promise<number[]> => (await x.reshape(-1).tolist()) as number[];
const random = seeded(11);
const numbers = (n: number, make: (x: number) => number): number[] =>
  Array.from({ length: n }, () => make(random()));

/** Indices that sort, equal elements in their order, NaN last. */
function order(values: readonly number[], descending: boolean): number[] {
  const key = (x: number): number => (Number.isNaN(x) ? Infinity : x);
  const sign = descending ? -1 : 1;
  return values.map((_, i) => i).sort((i, j) => sign * (key(values[i]!) - key(values[j]!)) || i - j);
}

describe('sort', () => {
  // runs of 32 are merged: lengths around their multiples, and one with many passes
  test.each([1, 2, 31, 32, 33, 63, 64, 65, 100, 1000, 5000])('%i elements with ties', async (n) => {
    const values = numbers(n, (x) => Math.floor(x * 20) - 10);
    if (n > 50) values[40] = NaN;
    for (const descending of [false, true]) {
      const { values: sorted, indices } = torch.tensor(values).sort(-1, { descending });
      const wanted = order(values, descending);
      expect(await list(indices)).toEqual(wanted);
      expect(await list(sorted)).toEqual(wanted.map((i) => values[i]));
    }
  });

  test('along the first of two dimensions', async () => {
    const x = torch.arange(70).mul(37).remainder(70).reshape(35, 2);
    const { values } = x.sort(0);
    const columns = [0, 1].map((c) => Array.from({ length: 35 }, (_, r) => ((r * 2 + c) * 37) % 70));
    const wanted = columns.map((column) => column.sort((a, b) => a - b));
    expect(await values.t().tolist()).toEqual(wanted);
  });
});

test.each([1, 33, 64, 500])(
  'argmax and argmin of %i take the first of several, and the first NaN',
  async (n) => {
    const values = numbers(n, (x) => Math.floor(x * 5));
    const x = torch.tensor(values);
    expect(await x.argmax().item()).toBe(values.indexOf(Math.max(...values)));
    expect(await x.argmin().item()).toBe(values.indexOf(Math.min(...values)));
    const withNaN = torch.tensor(values.map((value, i) => (i >= Math.floor(n / 2) ? NaN : value)));
    expect(await withNaN.argmax().item()).toBe(Math.floor(n / 2));
    expect(await withNaN.argmin().item()).toBe(Math.floor(n / 2));
  },
);

test('running sums keep their digits', async () => {
  const n = 20_000;
  const sums = await list(torch.full([n], 0.1).cumsum(0));
  expect(Math.abs(sums[n - 1]! / (n * Math.fround(0.1)) - 1)).toBeLessThan(2e-7);
});

describe('adding to places that are named more than once', () => {
  const names = numbers(3000, (x) => Math.floor(x * 7));
  const shares = numbers(3000, (x) => Math.fround(x - 0.5));
  /** as the cpu adds: one after the other, each sum rounded */
  const wanted = Array.from({ length: 7 }, (_, k) =>
    names.reduce((sum, name, i) => (name === k ? Math.fround(sum + shares[i]!) : sum), 0),
  );

  test('scatterAdd adds in the source’s order, every time', async () => {
    for (let run = 0; run < 3; run++) {
      const sums = torch.zeros(7).scatterAdd(0, torch.tensor(names), torch.tensor(shares));
      expect(await list(sums)).toEqual(wanted);
    }
  });

  test('so does the gradient of an index', async () => {
    const x = torch.zeros(7, { requiresGrad: true });
    x.at(torch.tensor(names)).mul(torch.tensor(shares)).sum().backward();
    expect(await list(x.grad!)).toEqual(wanted);
  });

  test('of several values put in one place the last stays', async () => {
    const x = torch.zeros(3);
    x.put(torch.tensor([1, 0, 1, 2, 1]), torch.tensor([1, 2, 3, 4, 5], { dtype: torch.float32 }));
    expect(await list(x)).toEqual([2, 5, 4]);
  });
});

test('what was computed before keeps the elements as they were', async () => {
  // elements in memory: what is put off reads them there
  const x = torch.tensor([0, 2, 4], { dtype: torch.float32 });
  const before = x.add(1);
  x.put(torch.tensor([0, 2]), torch.tensor([7, 8], { dtype: torch.float32 }));
  expect(await list(before)).toEqual([1, 3, 5]);
  expect(await list(x)).toEqual([7, 2, 8]);
});

describe('an index that is not there is told at the next read', () => {
  const at5 = 'index 5 is out of bounds for dimension 0 with size 3';
  const cases: [string, () => Tensor, string][] = [
    ['gather', () => torch.ones(3).gather(0, torch.tensor([0, 5])), at5],
    ['at', () => torch.ones(3).at(torch.tensor([5, -1])), at5],
    ['scatter', () => torch.ones(3).scatter(0, torch.tensor([5]), 1), at5],
    [
      'take',
      () => torch.ones(3).take(torch.tensor([5])),
      'out of range: tried to access index 5 on a tensor of 3 elements.',
    ],
    ['indexSelect', () => torch.ones(3, 2).indexSelect(0, torch.tensor([5])), 'index out of range in self'],
  ];
  test.each(cases)('%s', async (_, work, message) => {
    const wrong = work();
    await expect(wrong.tolist()).rejects.toThrow(message);
    // once: what comes after is sound
    expect(await torch.ones(2).sum().item()).toBe(2);
  });

  test('of the first call that was wrong, with its line', async () => {
    const observer = { line: 7 } as { line: number };
    const quiet = new Proxy(observer, { get: (o, key) => (key === 'line' ? o.line : () => undefined) });
    observe(quiet as unknown as Observer);
    torch.ones(3).gather(0, torch.tensor([1, 4, 9]));
    observer.line = 8;
    const later = torch.ones(3).gather(0, torch.tensor([6]));
    observer.line = 9;
    await expect(later.tolist()).rejects.toMatchObject({
      message: 'index 4 is out of bounds for dimension 0 with size 3',
      line: 7,
    });
  });
});
