/** @file Steps from one shape to another, each on a tensor and on its model: the views, and what copies. */

import fc from 'fast-check';
import { torch, type Tensor } from '../../../engine/index';
import type { Index } from '../../../engine/ops/indexing/at';
import { places, row, type Model } from './model';

/** A tensor and what is to be seen of it. */
export interface Seen {
  tensor: Tensor;
  model: Model;
}

/** Numbers that decide what a step does; `c` also whether a dimension is written from the end. */
type Step = (tensor: Tensor, model: Model, numbers: { a: number; b: number; c: number }) => Seen;

const signed = (d: number, rank: number, c: number): number => (c % 2 === 1 ? d - rank : d);

/** The model with one dimension gone: what stands at `index` of it. */
const without = ({ shape, at }: Model, d: number, index: number): Model => ({
  shape: shape.toSpliced(d, 1),
  at: (place) => at(place.toSpliced(d, 0, index)),
});

const run = ({ shape, at }: Model, d: number, start: number, length: number, step = 1): Model => ({
  shape: shape.with(d, length),
  at: (place) => at(place.with(d, start + place[d]! * step)),
});

const ordered = ({ shape, at }: Model, order: readonly number[]): Model => ({
  shape: order.map((d) => shape[d]!),
  at: (place) => at(shape.map((_, d) => place[order.indexOf(d)]!)),
});

/** The same elements in the same order. */
const reshaped = ({ shape, at }: Model, next: number[]): Model => {
  const all = places(shape);
  return { shape: next, at: (place) => at(all[row(next, place)]!) };
};

const moved = (rank: number, from: number, to: number): number[] => {
  const order = Array.from({ length: rank }, (_, d) => d);
  order.splice(to, 0, ...order.splice(from, 1));
  return order;
};

const swapped = (rank: number, from: number, to: number): number[] =>
  moved(rank, 0, 0).map((d) => (d === from ? to : d === to ? from : d));

const stay = (tensor: Tensor, model: Model): Seen => ({ tensor, model });

/** Views that see each of the elements at most once: what is written through them has one place. */
export const VIEWS: Record<string, Step> = {
  permute(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    const order = moved(length, a % length, b % length);
    return {
      tensor: tensor.permute(order.map((d) => signed(d, length, c + d))),
      model: ordered(model, order),
    };
  },
  transpose(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    const [from, to] = [a % length, b % length];
    return {
      tensor: tensor.transpose(signed(from, length, c), signed(to, length, a)),
      model: ordered(model, swapped(length, from, to)),
    };
  },
  movedim(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    const [from, to] = [a % length, b % length];
    return {
      tensor: tensor.movedim(signed(from, length, c), signed(to, length, b)),
      model: ordered(model, moved(length, from, to)),
    };
  },
  T: (tensor, model) => ({
    tensor: tensor.T,
    model: ordered(model, moved(model.shape.length, 0, 0).reverse()),
  }),
  mT(tensor, model) {
    const { length } = model.shape;
    if (length < 2) return stay(tensor, model);
    return { tensor: tensor.mT, model: ordered(model, swapped(length, length - 2, length - 1)) };
  },
  narrow(tensor, model, { a, b, c }) {
    const d = a % model.shape.length;
    const start = b % model.shape[d]!;
    const length = (c % (model.shape[d]! - start)) + 1;
    return {
      tensor: tensor.narrow(signed(d, model.shape.length, b), signed(start, model.shape[d]!, c), length),
      model: run(model, d, start, length),
    };
  },
  slice(tensor, model, { a, b, c }) {
    const d = a % model.shape.length;
    const [start, step] = [b % model.shape[d]!, (c % 3) + 1];
    const text = `${signed(start, model.shape[d]!, c)}::${step}` as Index;
    const before = model.shape.slice(0, d).map((): Index => ':');
    return {
      tensor: tensor.at(...before, text),
      model: run(model, d, start, Math.ceil((model.shape[d]! - start) / step), step),
    };
  },
  select(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    if (length === 1) return stay(tensor, model);
    const d = a % length;
    const index = b % model.shape[d]!;
    return {
      tensor: tensor.select(signed(d, length, b), signed(index, model.shape[d]!, c)),
      model: without(model, d, index),
    };
  },
  diagonal(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    const [first, second] = [a % length, b % length];
    if (first === second) return stay(tensor, model);
    const [rows, columns] = [model.shape[first]!, model.shape[second]!];
    // from the lowest to the highest diagonal that has an element
    const offset = (c % (rows + columns - 1)) - rows + 1;
    const size = offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns);
    const rest = (list: readonly number[]): number[] => list.filter((_, d) => d !== first && d !== second);
    return {
      tensor: tensor.diagonal(offset, signed(first, length, a), signed(second, length, c)),
      model: {
        shape: [...rest(model.shape), size],
        at(place) {
          const [others, k] = [place.slice(0, -1), place.at(-1)!];
          const own = model.shape.map((_, d) => {
            if (d === first) return k + Math.max(-offset, 0);
            if (d === second) return k + Math.max(offset, 0);
            return others.shift()!;
          });
          return model.at(own);
        },
      },
    };
  },
  unsqueeze(tensor, model, { a, c }) {
    const d = a % (model.shape.length + 1);
    return {
      tensor: tensor.unsqueeze(signed(d, model.shape.length + 1, c)),
      model: { shape: model.shape.toSpliced(d, 0, 1), at: (place) => model.at(place.toSpliced(d, 1)) },
    };
  },
  squeeze(tensor, model, { a, c }) {
    const { length } = model.shape;
    const d = a % length;
    const all = model.shape.every((size) => size === 1);
    if (c === 0 && !all) {
      return {
        tensor: tensor.squeeze(),
        model: reshaped(
          model,
          model.shape.filter((size) => size !== 1),
        ),
      };
    }
    const goes = model.shape[d] === 1 && length > 1;
    if (length === 1 && model.shape[0] === 1) return stay(tensor, model);
    return { tensor: tensor.squeeze(signed(d, length, c)), model: goes ? without(model, d, 0) : model };
  },
  unflatten(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    const d = a % length;
    const size = model.shape[d]!;
    const first = (b % size) + 1;
    if (size % first !== 0) return stay(tensor, model);
    const parts = [first, size / first];
    return {
      tensor: tensor.unflatten(signed(d, length, c), c % 3 === 0 ? [first, -1] : parts),
      model: reshaped(model, model.shape.toSpliced(d, 1, ...parts)),
    };
  },
  tensorSplit(tensor, model, { a, b, c }) {
    const d = a % model.shape.length;
    const cut = b % model.shape[d]!;
    return {
      tensor: tensor.tensorSplit([cut], signed(d, model.shape.length, c))[1]!,
      model: run(model, d, cut, model.shape[d]! - cut),
    };
  },
};

/** Further views: of several given at once, or of elements that they see more than once. */
const FURTHER: Record<string, Step> = {
  chunk(tensor, model, { a, b, c }) {
    const d = a % model.shape.length;
    const size = Math.ceil(model.shape[d]! / ((b % 3) + 1));
    const pieces = tensor.chunk((b % 3) + 1, signed(d, model.shape.length, c));
    const which = c % pieces.length;
    return {
      tensor: pieces[which]!,
      model: run(model, d, which * size, Math.min(size, model.shape[d]! - which * size)),
    };
  },
  unbind(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    if (length === 1) return stay(tensor, model);
    const d = a % length;
    const index = b % model.shape[d]!;
    return { tensor: tensor.unbind(signed(d, length, c))[index]!, model: without(model, d, index) };
  },
  expand(tensor, model, { a, b, c }) {
    const lead = (a % 2) + 1;
    const shape = model.shape.map((size, d) => (size === 1 && (b >> d) & 1 ? 2 : size));
    return {
      tensor: tensor.expand(lead, ...shape.map((size, d) => (size === model.shape[d] && c % 2 ? -1 : size))),
      model: {
        shape: [lead, ...shape],
        at: (place) => model.at(place.slice(1).map((i, d) => Math.min(i, model.shape[d]! - 1))),
      },
    };
  },
  unfold(tensor, model, { a, b, c }) {
    const { shape, at } = model;
    const d = a % shape.length;
    const [size, step] = [(b % shape[d]!) + 1, (c % 3) + 1];
    return {
      tensor: tensor.unfold(signed(d, shape.length, b), size, step),
      model: {
        shape: [...shape.with(d, Math.floor((shape[d]! - size) / step) + 1), size],
        at: (place) => at(place.slice(0, -1).with(d, place[d]! * step + place.at(-1)!)),
      },
    };
  },
};

const COPIES: Record<string, Step> = {
  flip(tensor, model, { a, c }) {
    const d = a % model.shape.length;
    return {
      tensor: tensor.flip(signed(d, model.shape.length, c)),
      model: run(model, d, model.shape[d]! - 1, model.shape[d]!, -1),
    };
  },
  roll(tensor, { shape, at }, { a, b, c }) {
    const d = a % shape.length;
    return {
      tensor: tensor.roll(c % 2 ? b : b - 8, signed(d, shape.length, a)),
      model: {
        shape,
        at: (place) => at(place.with(d, (place[d]! - (c % 2 ? b : b - 8) + 16 * shape[d]!) % shape[d]!)),
      },
    };
  },
  reshape(tensor, model, { a, c }) {
    const count = model.shape.reduce((n, size) => n * size, 1);
    const first = model.shape[a % model.shape.length]!;
    return {
      tensor: tensor.reshape(first, c % 2 ? -1 : count / first),
      model: reshaped(model, [first, count / first]),
    };
  },
  flatten(tensor, model, { a, b, c }) {
    const { length } = model.shape;
    const [from, to] = [a % length, b % length].sort((x, y) => x - y) as [number, number];
    const size = model.shape.slice(from, to + 1).reduce((n, own) => n * own, 1);
    return {
      tensor: tensor.flatten(signed(from, length, c), signed(to, length, a)),
      model: reshaped(model, model.shape.toSpliced(from, to - from + 1, size)),
    };
  },
  repeat(tensor, { shape, at }, { a, b }) {
    const times = [(b % 2) + 1, ...shape.map((_, d) => ((a >> d) & 1) + 1)];
    return {
      tensor: tensor.repeat(times),
      model: {
        shape: times.map((n, d) => n * (shape[d - 1] ?? 1)),
        at: (place) => at(place.slice(1).map((i, d) => i % shape[d]!)),
      },
    };
  },
  repeatInterleave(tensor, { shape, at }, { a, b, c }) {
    const d = a % shape.length;
    const times = (b % 2) + 1;
    return {
      tensor: tensor.repeatInterleave(times, signed(d, shape.length, c)),
      model: {
        shape: shape.with(d, shape[d]! * times),
        at: (place) => at(place.with(d, Math.floor(place[d]! / times))),
      },
    };
  },
  cat(tensor, { shape, at }, { a, c }) {
    const d = a % shape.length;
    return {
      tensor: torch.cat([tensor, tensor], signed(d, shape.length, c)),
      model: {
        shape: shape.with(d, 2 * shape[d]!),
        at: (place) => at(place.with(d, place[d]! % shape[d]!)),
      },
    };
  },
};

export const STEPS: Record<string, Step> = { ...VIEWS, ...FURTHER, ...COPIES };
/** All views, also those that see elements twice. */
export const LOOKS: Record<string, Step> = { ...VIEWS, ...FURTHER };

/** What a chain does, one step after the other. */
export type Chain = readonly { name: string; a: number; b: number; c: number }[];

const number = fc.nat({ max: 7 });

export const chainsOf = (steps: Record<string, Step>, maxLength: number): fc.Arbitrary<Chain> =>
  fc.array(fc.record({ name: fc.constantFrom(...Object.keys(steps)), a: number, b: number, c: number }), {
    maxLength,
  });

/** What is seen after each step, the start among it; a chain ends where the rank or the size gets out of hand. */
export function follow(start: Seen, chain: Chain): Seen[] {
  const seen = [start];
  for (const { name, ...numbers } of chain) {
    const { tensor, model } = seen.at(-1)!;
    if (model.shape.length > 5 || tensor.numel() > 300) break;
    seen.push(STEPS[name]!(tensor, model, numbers));
  }
  return seen;
}
