/** @file The DataLoader: batches of a data set, shuffled as PyTorch shuffles. */

import { float64, int64 } from '../dtype';
import { ArgumentTypeError, RuntimeError, ValueError } from '../errors';
import { Generator, defaultGenerator } from '../random/generator';
import { contiguousStrides, numel, sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';
import { cpu } from '../devices/cpu/cpu';
import { defaultDevice } from '../devices/registry';
import type { Dataset } from './dataset';
import { permutation } from './permutation';

/** An item with numbers made tensors: what a batch of such items is. */
export type Batch<Item> = Item extends Tensor
  ? Tensor
  : Item extends number
    ? Tensor
    : Item extends string
      ? string[]
      : { -readonly [K in keyof Item]: Batch<Item[K]> };

export interface LoaderOptions<Item, B = Batch<Item>> {
  readonly batchSize?: number;
  readonly shuffle?: boolean;
  /** leave out a last batch that is not full */
  readonly dropLast?: boolean;
  readonly generator?: Generator;
  /** makes a batch of items; default: stacks tensors and numbers, part by part */
  readonly collateFn?: (items: Item[]) => B;
}

/**
 * Goes through a data set in batches: `for (const [x, y] of new data.DataLoader(set, { batchSize: 32 }))`.
 * Each loop is one epoch, and with `shuffle` in an order of its own: PyTorch's for the same seed.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
 */
export class DataLoader<Item, B = Batch<Item>> implements Iterable<B> {
  readonly dataset: Dataset<Item>;
  readonly batchSize: number;
  readonly #options: LoaderOptions<Item, B>;

  /** @throws ValueError for a batch size that is no whole number above 0, and for shuffling nothing */
  constructor(dataset: Dataset<Item>, options: LoaderOptions<Item, B> = {}) {
    const { batchSize = 1, shuffle = false } = options;
    if (!Number.isInteger(batchSize) || batchSize <= 0) {
      throw new ValueError(`batch_size should be a positive integer value, but got batch_size=${batchSize}`);
    }
    if (shuffle && dataset.length === 0) {
      throw new ValueError('num_samples should be a positive integer value, but got num_samples=0');
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.#options = options;
  }

  /** Batches in an epoch. */
  get length(): number {
    const share = this.dataset.length / this.batchSize;
    return this.#options.dropLast ? Math.floor(share) : Math.ceil(share);
  }

  *[Symbol.iterator](): Iterator<B> {
    const { shuffle = false, generator, collateFn } = this.#options;
    // PyTorch draws a seed for its workers at the start of every epoch, also where there are none
    (generator ?? defaultGenerator).random64();
    const order = shuffle ? this.#shuffled(generator) : null;
    const count = this.length;
    for (let b = 0; b < count; b++) {
      const items: Item[] = [];
      for (let i = b * this.batchSize; i < Math.min((b + 1) * this.batchSize, this.dataset.length); i++) {
        items.push(this.dataset.get(order ? order[i]! : i));
      }
      // where it looks for more, PyTorch's sampler draws another order before it finds that there is none
      if (generator && shuffle && items.length < this.batchSize) permutation(this.dataset.length, generator);
      yield collateFn ? collateFn(items) : (collate(items) as B);
    }
    const isEven = this.dataset.length % this.batchSize === 0 || this.#options.dropLast;
    if (generator && shuffle && isEven) permutation(this.dataset.length, generator);
  }

  #shuffled(generator: Generator | undefined): number[] {
    if (generator) return permutation(this.dataset.length, generator);
    const seed = defaultGenerator.random64() & 0xffffffffn;
    return permutation(this.dataset.length, new Generator().manualSeed(Number(seed)));
  }
}

/** Stacks items part by part. */
function collate(items: readonly unknown[]): unknown {
  const first = items[0];
  if (first instanceof Tensor) return stacked(items as readonly Tensor[]);
  if (typeof first === 'number') return numbers(items as readonly number[]);
  if (typeof first === 'string') return [...items];
  if (Array.isArray(first)) {
    if (items.some((item) => (item as unknown[]).length !== first.length)) {
      throw new RuntimeError('each element in list of batch should be of equal size');
    }
    return first.map((_, k) => collate(items.map((item) => (item as unknown[])[k])));
  }
  if (typeof first === 'object' && first !== null) {
    const part = (key: string): unknown[] => items.map((item) => (item as Record<string, unknown>)[key]);
    return Object.fromEntries(Object.keys(first).map((key) => [key, collate(part(key))]));
  }
  throw new ArgumentTypeError(
    `default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found ${typeof first}`,
  );
}

/** The rows in a fresh tensor. In the trace it begins a story of its own. */
function stacked(rows: readonly Tensor[]): Tensor {
  const first = rows[0]!;
  rows.forEach((row, i) => {
    if (sameShape(row.shape, first.shape)) return;
    throw new RuntimeError(
      `stack expects each tensor to be equal size, but got ${shapeText(first.shape)} at entry 0 and ${shapeText(row.shape)} at entry ${i}`,
    );
  });
  const out = Tensor.empty([rows.length, ...first.shape], first.dtype, first.device);
  const size = numel(first.shape);
  const strides = contiguousStrides(first.shape);
  unobserved(() =>
    rows.forEach((row, i) => first.device.copy(row, out.viewAs(first.shape, strides, i * size))),
  );
  observer()?.op('tensor', [], { dtype: out.dtype.name }, out);
  return out;
}

/** Whole numbers as int64, others as float64, as Python's numbers are. */
function numbers(values: readonly number[]): Tensor {
  const dtype = values.every(Number.isInteger) ? int64 : float64;
  const array = dtype.array(values.length);
  values.forEach((value, i) => (array[i] = dtype === int64 ? BigInt(value) : value));
  const device = defaultDevice();
  const out = new Tensor({
    storage: (device.supports(dtype) ? device : cpu).upload(dtype, array),
    shape: [values.length],
    strides: [1],
    offset: 0,
  });
  observer()?.op('tensor', [], { dtype: dtype.name }, out);
  return out;
}
