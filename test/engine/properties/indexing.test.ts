/** @file Square brackets against a naive model: reading and writing with every kind of index, on every device. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { brackets, meets, named, valueFor, written } from './indices';
import { counted, expectSame, places, row } from './model';

const devices = await testDevices();

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  // a mask on a GPU decides a shape, and is refused there (see README)
  const kinds = ['number', 'slice', 'list', 'tensor', 'column', ...(device.name === 'cpu' ? ['mask'] : [])];
  const numRuns = device.name === 'cpu' ? 500 : 60;

  test('at reads what a loop reads', async () => {
    await fc.assert(
      fc.asyncProperty(brackets(kinds), async (given) => {
        const { tensor } = counted(given.shape);
        await expectSame(tensor.at(...written(given)), named(given));
      }),
      { numRuns },
    );
  });

  test('put writes a number there and nowhere else, and counts the change', async () => {
    await fc.assert(
      fc.asyncProperty(brackets(kinds), async (given) => {
        const tensor = counted(given.shape).tensor.clone();
        const look = tensor.view(-1);
        const model = named(given);
        const there = new Set(places(model.shape).map((place) => model.at(place)));
        const before = tensor.version;
        expect(tensor.put(...written(given), -1)).toBe(tensor);
        expect(tensor.version).toBeGreaterThan(before);
        expect(look.version).toBe(tensor.version);
        const at = (i: number): number => (there.has(i) ? -1 : i);
        await expectSame(tensor, { shape: given.shape, at: (place) => at(row(given.shape, place)) });
        await expectSame(look, { shape: [tensor.numel()], at: ([i]) => at(i!) });
      }),
      { numRuns },
    );
  });

  test('put writes a tensor, repeated to the places', async () => {
    await fc.assert(
      fc.asyncProperty(brackets(kinds), fc.nat({ max: 3 }), fc.nat({ max: 15 }), async (given, cut, ones) => {
        const model = named(given);
        fc.pre(!meets(model));
        const { value, at } = valueFor(model.shape, cut, ones);
        const there = new Map(places(model.shape).map((place) => [model.at(place), at(place)]));
        const tensor = counted(given.shape)
          .tensor.clone()
          .put(...written(given), value);
        await expectSame(tensor, {
          shape: given.shape,
          at: (place) => there.get(row(given.shape, place)) ?? row(given.shape, place),
        });
      }),
      { numRuns },
    );
  });

  test('the gradient of what was overwritten is 0, and the value gets that of its places', async () => {
    await fc.assert(
      fc.asyncProperty(brackets(kinds), fc.nat({ max: 3 }), fc.nat({ max: 15 }), async (given, cut, ones) => {
        const model = named(given);
        fc.pre(!meets(model));
        const x = counted(given.shape).tensor.float().detach().requiresGrad_();
        const { value, at } = valueFor(model.shape, cut, ones);
        const v = value.float().detach().requiresGrad_();
        const weights = counted(given.shape).tensor.float().add(1);
        x.mul(1)
          .put(...written(given), v)
          .mul(weights)
          .sum()
          .backward();
        const there = new Map(places(model.shape).map((place) => [model.at(place), at(place) - 100]));
        await expectSame(x.grad!, {
          shape: given.shape,
          at: (place) => (there.has(row(given.shape, place)) ? 0 : row(given.shape, place) + 1),
        });
        const sums = new Map<number, number>();
        for (const [i, own] of there) sums.set(own, (sums.get(own) ?? 0) + i + 1);
        await expectSame(v.grad ?? v.mul(0), {
          shape: [...v.shape],
          at: (place) => sums.get(row(v.shape, place)) ?? 0,
        });
      }),
      { numRuns },
    );
  });

  /** A shape, a dimension of it, and an index for gather: of any length there, and smaller elsewhere. */
  const along = fc
    .record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
      dim: fc.nat({ max: 2 }),
      length: fc.integer({ min: 0, max: 5 }),
      smaller: fc.nat({ max: 7 }),
      numbers: fc.array(fc.nat({ max: 40 }), { minLength: 5, maxLength: 5 }),
    })
    .map(({ shape, dim, length, smaller, numbers }) => {
      const d = dim % shape.length;
      const own = shape.map((size, e) =>
        e === d ? length : (smaller >> e) & 1 ? Math.max(size - 1, 1) : size,
      );
      const index = places(own).map((_, i) => (numbers[i % 5]! + 3 * i) % shape[d]!);
      return {
        shape,
        d,
        own,
        index,
        tensor: (): Tensor => torch.tensor(index, { dtype: torch.int64 }).reshape(own),
      };
    });

  test('gather reads and scatter writes what loops do', async () => {
    await fc.assert(
      fc.asyncProperty(along, async ({ shape, d, own, index, tensor }) => {
        const x = counted(shape).tensor;
        const source = (place: number[]): number => row(shape, place.with(d, index[row(own, place)]!));
        await expectSame(x.gather(d, tensor()), { shape: own, at: source });
        await expectSame(x.gather(d - shape.length, tensor()), { shape: own, at: source });
        const there = new Set(places(own).map(source));
        await expectSame(x.scatter(d, tensor(), -1), {
          shape,
          at: (place) => (there.has(row(shape, place)) ? -1 : row(shape, place)),
        });
        const sums = new Map<number, number>();
        places(own).forEach((place, i) => sums.set(source(place), (sums.get(source(place)) ?? 0) + i + 1));
        const added = torch.arange(index.length).add(1).reshape(own);
        await expectSame(x.scatterAdd(d, tensor(), added), {
          shape,
          at: (place) => row(shape, place) + (sums.get(row(shape, place)) ?? 0),
        });
      }),
      { numRuns: device.name === 'cpu' ? 300 : 40 },
    );
  });

  test('what gather gives, scattered by distinct indices, is where it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 2 }),
        async (shape, dim) => {
          const d = dim % shape.length;
          const x = counted(shape).tensor;
          const order = x.mul(-1).argsort(d);
          const back = torch.zerosLike(x).scatter(d, order, x.gather(d, order));
          await expectSame(back, { shape, at: (place) => row(shape, place) });
        },
      ),
      { numRuns: 40 },
    );
  });
});
