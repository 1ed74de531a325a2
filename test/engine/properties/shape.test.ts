/** @file View algebra, broadcasting and indexing against a naive model: nested places, computed one by one. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../../engine/devices/registry';
import { torch, type Tensor } from '../../../engine/index';
import type { Index } from '../../../engine/ops/indexing/at';

setDefaultDevice(cpu);

/** A tensor as the model has it: a shape, and what stands at each place. */
interface Model {
  shape: number[];
  at(place: number[]): number;
}

function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i])),
    [[]],
  );
}

const row = (shape: readonly number[], place: readonly number[]): number =>
  place.reduce((flat, i, d) => flat * shape[d]! + i, 0);

function counted(shape: number[]): { tensor: Tensor; model: Model } {
  const count = shape.reduce((n, size) => n * size, 1);
  return { tensor: torch.arange(count).reshape(shape), model: { shape, at: (place) => row(shape, place) } };
}

async function expectSame(tensor: Tensor, model: Model): Promise<void> {
  expect(tensor.shape).toEqual(model.shape);
  const elements = Array.from<number | bigint>(await tensor.device.read(tensor));
  expect(elements.map(Number)).toEqual(places(model.shape).map((place) => model.at(place)));
}

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
const withEmpty = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 0, maxLength: 4 });

/** One step on both: the engine's op and what it means. */
type Step = (tensor: Tensor, model: Model) => { tensor: Tensor; model: Model };

const STEPS: Record<string, (a: number, b: number) => Step> = {
  permute:
    (a, b) =>
    (tensor, { shape, at }) => {
      const order = shape.map((_, d) => d);
      const [from, to] = [a % shape.length, b % shape.length];
      order.splice(to, 0, ...order.splice(from, 1));
      return {
        tensor: tensor.permute(order),
        model: {
          shape: order.map((d) => shape[d]!),
          at: (place) => at(shape.map((_, d) => place[order.indexOf(d)]!)),
        },
      };
    },
  transpose:
    (a, b) =>
    (tensor, { shape, at }) => {
      const [from, to] = [a % shape.length, b % shape.length];
      const swap = (list: number[]): number[] => list.with(from, list[to]!).with(to, list[from]!);
      return {
        tensor: tensor.transpose(from, to),
        model: { shape: swap(shape), at: (place) => at(swap(place)) },
      };
    },
  narrow:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      const start = b % shape[d]!;
      return {
        tensor: tensor.narrow(d, start, shape[d]! - start),
        model: {
          shape: shape.with(d, shape[d]! - start),
          at: (place) => at(place.with(d, place[d]! + start)),
        },
      };
    },
  step:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      const by = (b % 3) + 1;
      const index: Index[] = [...shape.slice(0, d).map((): Index => ':'), `::${by}`];
      return {
        tensor: tensor.at(...index),
        model: {
          shape: shape.with(d, Math.ceil(shape[d]! / by)),
          at: (place) => at(place.with(d, place[d]! * by)),
        },
      };
    },
  flip:
    (a) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      return {
        tensor: tensor.flip(d),
        model: { shape, at: (place) => at(place.with(d, shape[d]! - 1 - place[d]!)) },
      };
    },
  roll:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      return {
        tensor: tensor.roll(b, d),
        model: {
          shape,
          at: (place) => at(place.with(d, (((place[d]! - b) % shape[d]!) + shape[d]!) % shape[d]!)),
        },
      };
    },
  reshape:
    (a) =>
    (tensor, { shape, at }) => {
      const count = shape.reduce((n, size) => n * size, 1);
      const first = shape[a % shape.length]!;
      const next = [first, count / first];
      return {
        tensor: tensor.reshape(next),
        model: { shape: next, at: (place) => at(places(shape)[row(next, place)]!) },
      };
    },
  unsqueeze:
    (a) =>
    (tensor, { shape, at }) => {
      const d = a % (shape.length + 1);
      return {
        tensor: tensor.unsqueeze(d),
        model: { shape: shape.toSpliced(d, 0, 1), at: (place) => at(place.toSpliced(d, 1)) },
      };
    },
  expand:
    (a) =>
    (tensor, { shape, at }) => {
      const wide = [(a % 2) + 1, ...shape];
      return { tensor: tensor.expand(wide), model: { shape: wide, at: (place) => at(place.slice(1)) } };
    },
  unfold:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      const size = (b % shape[d]!) + 1;
      return {
        tensor: tensor.unfold(d, size, 1),
        model: {
          shape: [...shape.with(d, shape[d]! - size + 1), size],
          at: (place) => at(place.slice(0, -1).with(d, place[d]! + place.at(-1)!)),
        },
      };
    },
};

const steps = fc.array(
  fc.record({
    name: fc.constantFrom(...Object.keys(STEPS)),
    a: fc.nat({ max: 7 }),
    b: fc.nat({ max: 7 }),
  }),
  { maxLength: 5 },
);

test('chains of views and copies see what the model sees', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, steps, async (shape, chain) => {
      let { tensor, model } = counted(shape);
      for (const { name, a, b } of chain) {
        if (model.shape.length > 5) break;
        ({ tensor, model } = STEPS[name]!(a, b)(tensor, model));
      }
      await expectSame(tensor, model);
      await expectSame(tensor.contiguous(), model);
    }),
    { numRuns: 300 },
  );
});

test('a gradient goes back through any chain: the sum of what was seen of each element', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, steps, async (shape, chain) => {
      const start = counted(shape);
      const x = start.tensor.double().requiresGrad_();
      let current = { tensor: x as Tensor, model: start.model };
      for (const { name, a, b } of chain) {
        if (current.model.shape.length > 5) break;
        current = STEPS[name]!(a, b)(current.tensor, current.model);
      }
      current.tensor.mul(1).sum().backward();
      const seen = new Map<number, number>();
      for (const place of places(current.model.shape)) {
        const from = current.model.at(place);
        seen.set(from, (seen.get(from) ?? 0) + 1);
      }
      await expectSame(x.grad!, { shape, at: (place) => seen.get(row(shape, place)) ?? 0 });
    }),
    { numRuns: 150 },
  );
});

test('broadcasting reads what repeating would have made', async () => {
  await fc.assert(
    fc.asyncProperty(
      withEmpty,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.nat({ max: 4 }),
      async (shape, ones, cut) => {
        const small = shape.slice(Math.min(cut, shape.length)).map((size, d) => (ones[d] ? 1 : size));
        const [a, b] = [counted(shape), counted(small)];
        const lead = shape.length - small.length;
        await expectSame(a.tensor.add(b.tensor), {
          shape,
          at: (place) =>
            a.model.at(place) + b.model.at(place.slice(lead).map((i, d) => (small[d] === 1 ? 0 : i))),
        });
      },
    ),
    { numRuns: 200 },
  );
});

/** An index for one dimension, with what it picks there: a number, a run, or a list. */
const picks = fc.oneof(
  fc.nat().map((n) => ({ kind: 'number' as const, n, m: 0, s: 1 })),
  fc
    .tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 3 }))
    .map(([n, m, s]) => ({ kind: 'slice' as const, n, m, s })),
);

/** What Python's basic indexing picks of a dimension: one place (dropped), or several. */
function resolve(
  pick: { kind: 'number' | 'slice'; n: number; m: number; s: number },
  size: number,
): { index: Index; at: number[]; drop: boolean } {
  if (pick.kind === 'number') {
    const i = (pick.n % (2 * size)) - size;
    return { index: i, at: [i < 0 ? i + size : i], drop: true };
  }
  const [start, end] = [pick.n % (size + 1), pick.m % (size + 2)];
  const at = Array.from({ length: size }, (_, i) => i).filter(
    (i) => i >= start && i < end && (i - start) % pick.s === 0,
  );
  return { index: `${start}:${end}:${pick.s}`, at, drop: false };
}

describe('indexing', () => {
  const cases = fc.tuple(shapes, fc.array(picks, { maxLength: 4 }));

  test('numbers and slices pick what a loop picks, and put writes there and nowhere else', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([shape, chosen]) => {
        const { tensor } = counted(shape);
        const parts = chosen.slice(0, shape.length).map((pick, d) => resolve(pick, shape[d]!));
        if (parts.length === 0) return;
        const all = shape.map((size, d) => parts[d]?.at ?? Array.from({ length: size }, (_, i) => i));
        const kept = all.filter((_, d) => !parts[d]?.drop);
        const model: Model = {
          shape: kept.map((list) => list.length),
          at: (place) => {
            const left = [...place];
            return row(
              shape,
              all.map((list, d) => (parts[d]?.drop ? list[0]! : list[left.shift()!]!)),
            );
          },
        };
        const indices = parts.map((part) => part.index);
        await expectSame(tensor.at(...indices), model);
        const named = new Set(places(model.shape).map((place) => model.at(place)));
        const changed = tensor.clone().put(...indices, -1);
        await expectSame(changed, {
          shape,
          at: (place) => (named.has(row(shape, place)) ? -1 : row(shape, place)),
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a mask picks in order, and what it picks can be put back', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.infiniteStream(fc.boolean()), async (shape, stream) => {
        const { tensor } = counted(shape);
        const mask = [...stream.take(tensor.numel())];
        const picked = mask.flatMap((yes, i) => (yes ? [i] : []));
        const asTensor = torch.tensor(mask).reshape(shape);
        const out = tensor.at(asTensor);
        await expectSame(out, { shape: [picked.length], at: ([i]) => picked[i!]! });
        const back = tensor.mul(0).put(asTensor, out);
        await expectSame(back, { shape, at: (place) => (mask[row(shape, place)] ? row(shape, place) : 0) });
      }),
      { numRuns: 150 },
    );
  });

  test('index tensors pick what a loop picks, wherever they stand', async () => {
    const three = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
    );
    const lists = fc.array(fc.nat(), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(three, lists, fc.nat({ max: 2 }), async (shape, list, d) => {
        const { tensor, model } = counted(shape);
        const index = list.map((n) => (n % (2 * shape[d]!)) - shape[d]!);
        const before = Array.from({ length: d }, (): Index => ':');
        await expectSame(tensor.at(...before, torch.tensor(index)), {
          shape: shape.with(d, index.length),
          at: (place) => model.at(place.with(d, (index[place[d]!]! + shape[d]!) % shape[d]!)),
        });
      }),
      { numRuns: 200 },
    );
  });
});
