/** @file Order and running results against loops: topk, unique, searchsorted, cumulative ops, counting; on every device. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { expectSame, places, row } from './model';

const devices = await testDevices();

/** Few different whole numbers, so that many are the same, in rows along one dimension; laid out in order or not. */
const given = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    dim: fc.nat({ max: 2 }),
    seed: fc.nat({ max: 99 }),
    isTurned: fc.boolean(),
    isNegative: fc.boolean(),
  })
  .map(({ shape, dim, ...rest }) => ({ shape, d: dim % shape.length, ...rest }));

const element = (i: number, seed: number): number => ((i * 7 + seed * 3 + ((i * i) % 5)) % 6) - 2;

function made(shape: number[], seed: number, isTurned: boolean): Tensor {
  const x = torch
    .tensor(
      places(shape).map((_, i) => element(i, seed)),
      { dtype: torch.float32 },
    )
    .reshape(shape);
  const order = shape.map((_, d) => shape.length - 1 - d);
  return isTurned ? x.permute(order).contiguous().permute(order) : x;
}

/** The row that a place lies in, along a dimension. */
const rowAt = (shape: number[], d: number, seed: number, place: number[]): number[] =>
  Array.from({ length: shape[d]! }, (_, i) => element(row(shape, place.with(d, i)), seed));

const ascending = (a: number, b: number): number => a - b;
const numbers = async (x: Tensor): Promise<number[]> =>
  Array.from<number | bigint>(await x.device.read(x)).map(Number);

/** Running results: of the elements up to and with this one. */
const RUNNING: Record<string, { of: (x: Tensor, d: number) => Tensor; is: (before: number[]) => number }> = {
  cumsum: { of: (x, d) => x.cumsum(d), is: (list) => list.reduce((a, b) => a + b, 0) },
  cumprod: { of: (x, d) => x.cumprod(d), is: (list) => list.reduce((a, b) => a * b, 1) },
  cummax: { of: (x, d) => x.cummax(d).values, is: (list) => Math.max(...list) },
  cummin: { of: (x, d) => x.cummin(d).values, is: (list) => Math.min(...list) },
  // the last of equal ones
  'cummax indices': { of: (x, d) => x.cummax(d).indices, is: (list) => list.lastIndexOf(Math.max(...list)) },
  'cummin indices': { of: (x, d) => x.cummin(d).indices, is: (list) => list.lastIndexOf(Math.min(...list)) },
};

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const times = (onCpu: number): { numRuns: number } => ({
    numRuns: device.name === 'cpu' ? onCpu : Math.ceil(onCpu / 8),
  });

  test.each(Object.entries(RUNNING))('%s is a loop', async (_, { of, is }) => {
    await fc.assert(
      fc.asyncProperty(given, async ({ shape, d, seed, isTurned, isNegative }) => {
        const y = of(made(shape, seed, isTurned), isNegative ? d - shape.length : d);
        await expectSame(y.add(0), {
          shape,
          at: (place) => is(rowAt(shape, d, seed, place).slice(0, place[d]! + 1)) + 0,
        });
      }),
      times(100),
    );
  });

  test('the gradient of cumsum runs the other way, and diff takes a running sum apart', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ shape, d, seed, isTurned }) => {
        const x = made(shape, seed, isTurned).detach().requiresGrad_();
        const sums = x.cumsum(d);
        const weights = made(shape, seed + 1, false);
        sums.mul(weights).sum().backward();
        await expectSame(x.grad!.add(0), {
          shape,
          at: (place) =>
            rowAt(shape, d, seed + 1, place)
              .slice(place[d]!)
              .reduce((a, b) => a + b, 0),
        });
        const apart = torch.cat([sums.narrow(d, 0, 1), sums.diff(1, d)], d);
        await expectSame(apart.add(0), { shape, at: (place) => element(row(shape, place), seed) });
      }),
      times(80),
    );
  });

  test('topk gives the largest or smallest in order, with where they are, and their gradients go there', async () => {
    await fc.assert(
      fc.asyncProperty(
        given,
        fc.nat({ max: 5 }),
        fc.boolean(),
        async ({ shape, d, seed, isTurned }, n, largest) => {
          const k = n % (shape[d]! + 1);
          const x = made(shape, seed, isTurned).detach().requiresGrad_();
          const { values, indices } = x.topk(k, d, { largest });
          const own = shape.with(d, k);
          await expectSame(values.add(0), {
            shape: own,
            at(place) {
              const sorted = rowAt(shape, d, seed, place).sort(ascending);
              return (largest ? sorted.reverse() : sorted)[place[d]!]!;
            },
          });
          const at = await numbers(indices);
          expect(indices.shape).toEqual(own);
          const flows = new Map<number, number>();
          places(own).forEach((place, i) => {
            const from = row(shape, place.with(d, at[i]!));
            expect(flows.has(from)).toBe(false);
            flows.set(from, i + 1);
          });
          await expectSame(x.gather(d, indices).sub(values).add(0), { shape: own, at: () => 0 });
          values.mul(torch.arange(values.numel()).add(1).reshape(own)).sum().backward();
          await expectSame(x.grad!, { shape, at: (place) => flows.get(row(shape, place)) ?? 0 });
        },
      ),
      times(100),
    );
  });

  test('a sort, put back by its indices, is what it was; msort and argsort say the same', async () => {
    await fc.assert(
      fc.asyncProperty(given, fc.boolean(), async ({ shape, d, seed, isTurned }, descending) => {
        const x = made(shape, seed, isTurned);
        const { values, indices } = x.sort(d, { descending });
        const back = torch.zerosLike(x).scatter(d, indices, values);
        await expectSame(back.add(0), { shape, at: (place) => element(row(shape, place), seed) });
        const order = x.argsort(d, { descending, stable: true });
        await expectSame(order.sub(indices), { shape, at: () => 0 });
        await expectSame(x.msort().sub(x.sort(0).values).add(0), { shape, at: () => 0 });
      }),
      times(80),
    );
  });

  test('unique gives each once and in order, how often, and the way back', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ shape, seed, isTurned }) => {
        const x = made(shape, seed, isTurned);
        const all = places(shape).map((_, i) => element(i, seed));
        const once = [...new Set(all)].sort(ascending);
        const {
          output: values,
          inverse,
          counts,
        } = await x.unique({ returnInverse: true, returnCounts: true });
        await expectSame(values!.add(0), { shape: [once.length], at: ([i]) => once[i!]! });
        await expectSame(inverse!, { shape, at: (place) => once.indexOf(all[row(shape, place)]!) });
        await expectSame(counts!, {
          shape: [once.length],
          at: ([i]) => all.filter((one) => one === once[i!]).length,
        });
        const runs = all.flatMap((one, i) => (i > 0 && all[i - 1] === one ? [] : [i]));
        const consecutive = await x.uniqueConsecutive({ returnCounts: true });
        await expectSame(consecutive.output.add(0), { shape: [runs.length], at: ([i]) => all[runs[i!]!]! });
        await expectSame(consecutive.counts!, {
          shape: [runs.length],
          at: ([i]) => (runs[i! + 1] ?? all.length) - runs[i!]!,
        });
      }),
      times(80),
    );
  });

  test('searchsorted and bucketize count what lies before, bincount and histc what lies within', async () => {
    await fc.assert(
      fc.asyncProperty(
        given,
        fc.boolean(),
        fc.nat({ max: 6 }),
        async ({ shape, seed, isTurned }, right, n) => {
          const x = made(shape, seed, isTurned);
          const edges = Array.from({ length: n }, (_, i) => element(i, seed + 2)).sort(ascending);
          const sorted = torch.tensor(edges, { dtype: torch.float32 });
          const before = (value: number): number =>
            edges.filter((edge) => (right ? edge <= value : edge < value)).length;
          const expected = { shape, at: (place: number[]) => before(element(row(shape, place), seed)) };
          await expectSame(torch.searchsorted(sorted, x, { right }), expected);
          await expectSame(torch.bucketize(x, sorted, { right }), expected);
          const all = places(shape).map((_, i) => element(i, seed));
          const times = (value: number): number => all.filter((one) => one === value).length;
          const length = Math.max(Math.max(...all) + 3, n);
          await expectSame(await x.reshape(-1).long().add(2).bincount({ minlength: n }), {
            shape: [length],
            at: ([i]) => times(i! - 2),
          });
          await expectSame(x.histc(6, { min: -2.5, max: 3.5 }), { shape: [6], at: ([i]) => times(i! - 2) });
        },
      ),
      times(80),
    );
  });

  test('mode is the smallest of the most frequent, median the lower one in the middle', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ({ shape, d, seed, isTurned }) => {
        const x = made(shape, seed, isTurned);
        const out = { shape: shape.toSpliced(d, 1) };
        const sorted = (place: number[]): number[] =>
          rowAt(shape, d, seed, place.toSpliced(d, 0, 0)).sort(ascending);
        await expectSame(x.mode(d).values.add(0), {
          ...out,
          at(place) {
            const list = sorted(place);
            const often = (one: number): number => list.filter((other) => other === one).length;
            return list.reduce((best, one) => (often(one) > often(best) ? one : best));
          },
        });
        await expectSame(x.median(d).values.add(0), {
          ...out,
          at: (place) => sorted(place)[Math.floor((shape[d]! - 1) / 2)]!,
        });
        for (const { values, indices } of [x.mode(d), x.median(d)]) {
          const there = x.gather(d, indices.unsqueeze(d)).squeeze(d);
          await expectSame(there.sub(values).add(0), { ...out, at: () => 0 });
        }
      }),
      times(80),
    );
  });
});
