/** @file Data sets: items by number. */

import { AssertionError, IndexError, ValueError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import type { Tensor } from '../tensor';
import { permutation } from './permutation';

/**
 * What a DataLoader takes: a learner's own class extends it, or has these two by itself.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset
 */
export abstract class Dataset<Item> {
  /** how many items there are: Python's `__len__` */
  abstract readonly length: number;
  /** One item: Python's `__getitem__`. */
  abstract get(index: number): Item;
}

/**
 * Items that come one after the other, of which nobody knows how many: a learner's own class extends it and says how to
 * go through them, `*[Symbol.iterator]() { … }`.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset
 */
export abstract class IterableDataset<Item> implements Iterable<Item> {
  abstract [Symbol.iterator](): Iterator<Item>;
}

/**
 * Tensors of one first dimension: item i has row i of each.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset
 * @throws AssertionError for tensors of different lengths; IndexError for a place beyond the end
 */
export class TensorDataset<T extends readonly Tensor[]> implements Dataset<T> {
  readonly tensors: T;

  constructor(...tensors: T) {
    if (tensors.some((tensor) => tensor.ndim === 0)) {
      throw new IndexError('Dimension specified as 0 but tensor has no dimensions');
    }
    if (tensors.some((tensor) => tensor.shape[0] !== tensors[0]!.shape[0])) {
      throw new AssertionError('Size mismatch between tensors');
    }
    this.tensors = tensors;
  }

  get length(): number {
    return this.tensors[0]?.shape[0] ?? 0;
  }

  get(index: number): T {
    return this.tensors.map((tensor) => row(tensor, index)) as unknown as T;
  }
}

/** Row i, a view without history. */
function row(tensor: Tensor, index: number): Tensor {
  const size = tensor.shape[0]!;
  if (index < -size || index >= size) {
    throw new IndexError(`index ${index} is out of bounds for dimension 0 with size ${size}`);
  }
  const at = index < 0 ? index + size : index;
  return tensor.look(tensor.shape.slice(1), tensor.strides.slice(1), tensor.offset + at * tensor.strides[0]!);
}

/**
 * Some items of a data set, in an order of its own.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Subset
 */
export class Subset<Item> implements Dataset<Item> {
  readonly dataset: Dataset<Item>;
  readonly indices: readonly number[];

  constructor(dataset: Dataset<Item>, indices: readonly number[]) {
    this.dataset = dataset;
    this.indices = indices;
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number): Item {
    const found = this.indices.at(index);
    if (found === undefined || index < -this.length) throw new IndexError('list index out of range');
    return this.dataset.get(found);
  }
}

/**
 * Data sets one after the other.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset
 * @throws AssertionError for no data sets; ValueError for a place before the beginning
 */
export class ConcatDataset<Item> implements Dataset<Item> {
  readonly datasets: readonly Dataset<Item>[];

  constructor(datasets: Iterable<Dataset<Item>>) {
    this.datasets = [...datasets];
    if (this.datasets.length === 0) throw new AssertionError('datasets should not be an empty iterable');
  }

  get length(): number {
    return this.datasets.reduce((sum, dataset) => sum + dataset.length, 0);
  }

  get(index: number): Item {
    let at = index < 0 ? index + this.length : index;
    if (at < 0) throw new ValueError('absolute value of index should not exceed dataset length');
    for (const dataset of this.datasets) {
      if (at < dataset.length) return dataset.get(at);
      at -= dataset.length;
    }
    throw new IndexError('list index out of range');
  }
}

/**
 * Cuts a data set at random into parts of these lengths, or of these shares that add up to 1.
 * The same seed gives PyTorch's own parts.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.random_split
 * @throws ValueError when the lengths do not add up
 */
export function randomSplit<Item>(
  dataset: Dataset<Item>,
  lengths: readonly number[],
  { generator = defaultGenerator }: { generator?: Generator } = {},
): Subset<Item>[] {
  const sizes = sizesOf(dataset.length, lengths);
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total !== dataset.length) {
    throw new ValueError('Sum of input lengths does not equal the length of the input dataset!');
  }
  const order = permutation(total, generator);
  let at = 0;
  return sizes.map((size) => new Subset(dataset, order.slice(at, (at += size))));
}

function sizesOf(count: number, lengths: readonly number[]): number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= 1e-9 * Math.max(sum, 1) && sum <= 1)) return [...lengths];
  const sizes = lengths.map((share, i) => {
    if (share < 0 || share > 1) throw new ValueError(`Fraction at index ${i} is not between 0 and 1`);
    return Math.floor(count * share);
  });
  const left = count - sizes.reduce((a, b) => a + b, 0);
  for (let i = 0; i < left; i++) sizes[i % sizes.length]!++;
  return sizes;
}
