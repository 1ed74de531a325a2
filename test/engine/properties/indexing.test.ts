/** @file Square brackets against a naive model: reading and writing with every kind of index, on every device. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IndexError } from '../../../engine/errors';
import { torch, type Tensor } from '../../../engine/index';
import type { Index } from '../../../engine/ops/indexing/at';
import { testDevices } from '../devices';
import { KINDS, brackets, meets, named, valueFor, written } from './indices';
import { counted, expectSame, places, row } from './model';

const devices = await testDevices();

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  // a mask on a GPU decides a shape, and is refused there (see README)
  const kinds = KINDS.filter((kind) => kind !== 'mask' || device.name === 'cpu');
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

  test('the gradient of gather is added up where an element was read twice', async () => {
    await fc.assert(
      fc.asyncProperty(along, async ({ shape, d, own, index, tensor }) => {
        const x = counted(shape).tensor.float().detach().requiresGrad_();
        const read = x.gather(d, tensor());
        read.mul(counted(own).tensor.float().add(1)).sum().backward();
        const sums = new Map<number, number>();
        places(own).forEach((place, i) => {
          const from = row(shape, place.with(d, index[i]!));
          sums.set(from, (sums.get(from) ?? 0) + i + 1);
        });
        await expectSame(x.grad!, { shape, at: (place) => sums.get(row(shape, place)) ?? 0 });
      }),
      { numRuns: device.name === 'cpu' ? 100 : 20 },
    );
  });

  test('indexSelect, indexAdd, indexCopy, indexFill and take do what loops do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 2 }),
        fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 5 }),
        async (shape, dim, numbers) => {
          const d = dim % shape.length;
          const list = numbers.map((n) => n % shape[d]!);
          const index = torch.tensor(list);
          const x = counted(shape).tensor;
          const own = shape.with(d, list.length);
          const written = dim % 2 ? d - shape.length : d;
          await expectSame(x.indexSelect(written, index), {
            shape: own,
            at: (place) => row(shape, place.with(d, list[place[d]!]!)),
          });
          const source = counted(own).tensor.add(100);
          const added = (place: number[]): number =>
            list.reduce((sum, at, k) => (at === place[d] ? sum + row(own, place.with(d, k)) + 100 : sum), 0);
          await expectSame(x.indexAdd(written, index, source, { alpha: 2 }), {
            shape,
            at: (place) => row(shape, place) + 2 * added(place),
          });
          await expectSame(x.indexFill(written, index, -1), {
            shape,
            at: (place) => (list.includes(place[d]!) ? -1 : row(shape, place)),
          });
          if (new Set(list).size === list.length) {
            await expectSame(x.indexCopy(written, index, source), {
              shape,
              at: (place) => (list.includes(place[d]!) ? added(place) : row(shape, place)),
            });
          }
          const flat = numbers.map((n, i) => (i % 2 ? -1 - (n % x.numel()) : n % x.numel()));
          await expectSame(x.take(torch.tensor([flat])), {
            shape: [1, flat.length],
            at: ([, i]) => (flat[i!]! + x.numel()) % x.numel(),
          });
        },
      ),
      { numRuns: device.name === 'cpu' ? 150 : 20 },
    );
  });

  test('takeAlongDim repeats both sides to each other but along the dimension', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
        fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 1, max: 4 }), fc.nat({ max: 7 }), fc.nat({ max: 7 })),
        async (together, [dim, length, onesHere, onesThere]) => {
          const d = dim % together.length;
          const cut = (ones: number): number[] =>
            together.map((size, e) => (e !== d && (ones >> e) & 1 ? 1 : size));
          const [shape, own] = [cut(onesHere), cut(onesThere).with(d, length)];
          const index = places(own).map((_, i) => (i * 5 + onesHere) % shape[d]!);
          const out = own.map((size, e) => (e === d ? length : Math.max(size, shape[e]!)));
          const clipped = (place: number[], to: number[]): number[] =>
            place.map((i, e) => Math.min(i, to[e]! - 1));
          await expectSame(counted(shape).tensor.takeAlongDim(torch.tensor(index).reshape(own), d), {
            shape: out,
            at: (place) => row(shape, clipped(place, shape).with(d, index[row(own, clipped(place, own))]!)),
          });
        },
      ),
      { numRuns: device.name === 'cpu' ? 150 : 20 },
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

test('an index that is not there is refused, by number and size, and nothing is written', async () => {
  devices[0]!.use();
  const kinds = KINDS.filter((kind) => kind !== 'mask' && kind !== 'slice');
  await fc.assert(
    fc.asyncProperty(brackets(kinds), fc.nat(), fc.nat({ max: 3 }), async ({ shape, items }, which, by) => {
      const at = which % items.length;
      const wrong = items[at]!;
      fc.pre(wrong.kind === 'number' || wrong.kind === 'several');
      // the dimension that it stands for: that of what is before it, or else of what is behind it
      const taken = (list: typeof items): number =>
        list.filter(({ kind }) => kind !== 'new' && kind !== 'rest').length;
      const rest = items.findIndex(({ kind }) => kind === 'rest');
      const dim = rest >= 0 && rest < at ? shape.length - taken(items.slice(at)) : taken(items.slice(0, at));
      const size = shape[dim]!;
      const bad = by % 2 ? size + by : -size - 1 - by;
      const indices = written({ shape, items }).map((index, k) => {
        if (k !== at) return index;
        if (wrong.kind === 'number') return wrong.isTensor ? torch.tensor(bad) : bad;
        return Array.isArray(index) ? [...index.slice(1), bad] : torch.full([...wrong.shape], bad);
      }) as Index[];
      const text = `index ${bad} is out of bounds for dimension`;
      const x = counted(shape).tensor.clone();
      expect(() => x.at(...indices)).toThrow(IndexError);
      expect(() => x.at(...indices)).toThrow(text);
      expect(() => x.at(...indices)).toThrow(`with size ${size}`);
      expect(() => x.put(...indices, -1)).toThrow(text);
      await expectSame(x, { shape, at: (place) => row(shape, place) });
    }),
    { numRuns: 200 },
  );
});

test.each(devices)(
  '$name: a number in a tensor takes its dimension away, and does not part the lists around it',
  async (device) => {
    device.use();
    const x = torch.zeros(2, 3, 4);
    const rows = torch.arange(6).add(1).reshape(3, 2).float();
    x.put(torch.tensor(1), ':', [0, 3], rows);
    await expectSame(x.at(1), { shape: [3, 4], at: ([i, j]) => (j! % 3 === 0 ? 2 * i! + 1 + j! / 3 : 0) });
    devices[0]!.use();
  },
);
