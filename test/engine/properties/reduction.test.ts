/** @file Reductions over any dimensions, and einsum, against loops over the elements; on every device. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { places, row } from './model';

const devices = await testDevices();

type Dims = number[];
interface Naive {
  of: (x: Tensor, dim: Dims, keepdim: boolean) => Tensor;
  /** of the elements that fall together, in order */
  is: (elements: number[]) => number;
}

const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);
const mean = (list: number[]): number => sum(list) / list.length;
const variance = (list: number[], correction: number): number =>
  sum(list.map((x) => (x - mean(list)) ** 2)) / Math.max(list.length - correction, 0);

const NAIVE: Record<string, Naive> = {
  sum: { of: (x, dim, keepdim) => x.sum(dim, { keepdim }), is: sum },
  mean: { of: (x, dim, keepdim) => x.mean(dim, { keepdim }), is: mean },
  amax: { of: (x, dim, keepdim) => x.amax(dim, { keepdim }), is: (list) => Math.max(...list) },
  amin: { of: (x, dim, keepdim) => x.amin(dim, { keepdim }), is: (list) => Math.min(...list) },
  var: { of: (x, dim, keepdim) => x.var(dim, { keepdim }), is: (list) => variance(list, 1) },
  std: {
    of: (x, dim, keepdim) => x.std(dim, { keepdim, correction: 0 }),
    is: (list) => Math.sqrt(variance(list, 0)),
  },
  logsumexp: {
    of: (x, dim, keepdim) => x.logsumexp(dim, { keepdim }),
    is: (list) => Math.log(sum(list.map(Math.exp))),
  },
  norm: { of: (x, dim, keepdim) => x.norm(2, dim, { keepdim }), is: (list) => Math.hypot(...list) },
  'norm 1': {
    of: (x, dim, keepdim) => x.norm(1, dim, { keepdim }),
    is: (list) => sum(list.map(Math.abs)),
  },
  countNonzero: {
    of: (x, dim, keepdim) => restored(x.countNonzero(dim), x, dim, keepdim),
    is: (list) => list.filter((one) => one !== 0).length,
  },
  any: {
    of: (x, dim, keepdim) => x.gt(0.5).any(dim, { keepdim }),
    is: (list) => Number(list.some((one) => one > 0.5)),
  },
  all: {
    of: (x, dim, keepdim) => x.gt(-1).all(dim, { keepdim }),
    is: (list) => Number(list.every((one) => one > -1)),
  },
  nansum: { of: (x, dim, keepdim) => x.nansum(dim, { keepdim }), is: sum },
};

/** Along one dimension. */
const ALONG: Record<
  string,
  { of: (x: Tensor, dim: number, keepdim: boolean) => Tensor; is: (list: number[]) => number }
> = {
  prod: { of: (x, dim, keepdim) => x.prod(dim, { keepdim }), is: (list) => list.reduce((a, b) => a * b, 1) },
  argmax: {
    of: (x, dim, keepdim) => x.argmax(dim, { keepdim }),
    is: (list) => list.indexOf(Math.max(...list)),
  },
  argmin: {
    of: (x, dim, keepdim) => x.argmin(dim, { keepdim }),
    is: (list) => list.indexOf(Math.min(...list)),
  },
  'max values': { of: (x, dim, keepdim) => x.max(dim, { keepdim }).values, is: (list) => Math.max(...list) },
  'min indices': {
    of: (x, dim, keepdim) => x.min(dim, { keepdim }).indices,
    is: (list) => list.indexOf(Math.min(...list)),
  },
  median: {
    of: (x, dim, keepdim) => x.median(dim, { keepdim }).values,
    is: (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)]!,
  },
  kthvalue: {
    of: (x, dim, keepdim) => x.kthvalue(1, dim, { keepdim }).values,
    is: (list) => Math.min(...list),
  },
};

/** With the reduced dimensions put back, for an op that has no keepdim. */
function restored(y: Tensor, x: Tensor, dim: Dims, keepdim: boolean): Tensor {
  if (!keepdim) return y;
  const gone = dim.map((d) => (d + x.ndim) % x.ndim);
  return y.reshape(x.shape.map((size, d) => (gone.includes(d) ? 1 : size)));
}

/** Numbers that repeat seldom and lie in float32 as in float64, laid out in order or transposed. */
const given = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
  chosen: fc.nat({ max: 15 }),
  keepdim: fc.boolean(),
  isTurned: fc.boolean(),
  isNegative: fc.boolean(),
  seed: fc.nat({ max: 1000 }),
});

const element = (i: number, seed: number): number => (((i + seed) * 37) % 101) / 32 - 1.5;

function made(shape: number[], seed: number, isTurned: boolean, dtype: torch.Tensor['dtype']): Tensor {
  const values = places(shape).map((_, i) => element(i, seed));
  const x = torch.tensor(values, { dtype }).reshape(shape);
  const order = shape.map((_, d) => shape.length - 1 - d);
  return isTurned ? x.permute(order).contiguous().permute(order) : x;
}

/** What falls together, in order, by the place of the result (with the reduced dimensions as 0). */
function together(shape: number[], dims: Dims, seed: number): number[][] {
  const kept = shape.map((size, d) => (dims.includes(d) ? 1 : size));
  const lists = places(kept).map((): number[] => []);
  places(shape).forEach((place, i) => {
    lists[
      row(
        kept,
        place.map((at, d) => (dims.includes(d) ? 0 : at)),
      )
    ]!.push(element(i, seed));
  });
  return lists;
}

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const isCpu = device.name === 'cpu';
  const dtype = isCpu ? torch.float64 : torch.float32;
  const slack = isCpu ? 1e-13 : 1e-5;

  async function expectNear(y: Tensor, shape: number[], wanted: number[]): Promise<void> {
    expect(y.shape).toEqual(shape);
    const got = (await y
      .reshape(-1)
      .to(isCpu ? torch.float64 : torch.float32)
      .tolist()) as number[];
    got.forEach((x, i) => {
      const same =
        Object.is(x, wanted[i]) ||
        x === wanted[i] ||
        Math.abs(x - wanted[i]!) <= slack * (1 + Math.abs(wanted[i]!));
      expect(same, `element ${i}: got ${x}, a loop gives ${wanted[i]}`).toBe(true);
    });
  }

  test.each(Object.keys(NAIVE))('%s over any dimensions', async (name) => {
    const { of, is } = NAIVE[name]!;
    await fc.assert(
      fc.asyncProperty(given, async ({ shape, chosen, keepdim, isTurned, isNegative, seed }) => {
        const some = shape.flatMap((_, d) => ((chosen >> d) & 1 ? [d] : []));
        const dims = some.length > 0 ? some : [shape.length - 1];
        const written = isNegative ? dims.map((d) => d - shape.length) : dims;
        const y = of(made(shape, seed, isTurned, dtype), written, keepdim);
        const out = shape.flatMap((size, d) => (dims.includes(d) ? (keepdim ? [1] : []) : [size]));
        await expectNear(y, out, together(shape, dims, seed).map(is));
      }),
      { numRuns: isCpu ? 100 : 12 },
    );
  });

  test.each(Object.keys(ALONG))('%s along a dimension', async (name) => {
    const { of, is } = ALONG[name]!;
    await fc.assert(
      fc.asyncProperty(given, async ({ shape, chosen, keepdim, isTurned, isNegative, seed }) => {
        const d = chosen % shape.length;
        const y = of(made(shape, seed, isTurned, dtype), isNegative ? d - shape.length : d, keepdim);
        const out = shape.flatMap((size, k) => (k === d ? (keepdim ? [1] : []) : [size]));
        await expectNear(y, out, together(shape, [d], seed).map(is));
      }),
      { numRuns: isCpu ? 100 : 12 },
    );
  });

  test('sort gives what a sort gives, stable in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(given, fc.boolean(), async ({ shape, chosen, isTurned, seed }, descending) => {
        const d = chosen % shape.length;
        // few different values: ties keep their order
        const coarse = made(shape, seed, isTurned, dtype).floor();
        const { values, indices } = coarse.sort(d, { descending });
        const kept = shape.with(d, 1);
        const lists = together(shape, [d], seed).map((list) => {
          const at = list.map((_, i) => i);
          const floor = list.map(Math.floor);
          at.sort((a, b) => (descending ? floor[b]! - floor[a]! : floor[a]! - floor[b]!) || a - b);
          return { at, floor };
        });
        const wanted = (what: 'at' | 'value') =>
          places(shape).map((place) => {
            const { at, floor } = lists[row(kept, place.with(d, 0))]!;
            const from = at[place[d]!]!;
            return what === 'at' ? from : floor[from]!;
          });
        await expectNear(indices, shape, wanted('at'));
        await expectNear(values, shape, wanted('value'));
      }),
      { numRuns: isCpu ? 100 : 12 },
    );
  });

  test('einsum is the loop over all letters', async () => {
    const letters = ['a', 'b', 'c', 'd'];
    const operand = fc.array(fc.constantFrom(...letters), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(operand, { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }),
        fc.nat({ max: 15 }),
        fc.option(fc.nat({ max: 5 })),
        async (operands, sizes, inOutput, order) => {
          const used = letters.filter((letter) => operands.some((own) => own.includes(letter)));
          const out = used.filter((_, i) => (inOutput >> i) & 1);
          if (order !== null)
            out.sort((a, b) => ((a.charCodeAt(0) * (order + 3)) % 5) - ((b.charCodeAt(0) * (order + 3)) % 5));
          const size = (letter: string): number => sizes[letters.indexOf(letter)]!;
          const tensors = operands.map((own, k) => made(own.map(size), 7 * k, k % 2 === 1, dtype));
          const y = torch.einsum(
            `${operands.map((own) => own.join('')).join(',')}->${out.join('')}`,
            ...tensors,
          );
          const shape = out.map(size);
          const wanted = places(shape).map(() => 0);
          for (const place of places(used.map(size))) {
            const at = (own: string[]): number[] => own.map((letter) => place[used.indexOf(letter)]!);
            const product = operands.reduce(
              (all, own, k) => all * element(row(own.map(size), at(own)), 7 * k),
              1,
            );
            wanted[row(shape, at(out))]! += product;
          }
          await expectNear(y, shape, wanted);
        },
      ),
      { numRuns: isCpu ? 300 : 40 },
    );
  });
});
