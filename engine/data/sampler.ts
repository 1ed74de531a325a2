/** @file Samplers: in which order, and in which batches, the items of a data set come. */

import { float64 } from '../dtype';
import { ArgumentTypeError, ValueError } from '../errors';
import { pythonValue } from '../format/python';
import { Generator, defaultGenerator } from '../random/generator';
import { checkDraws, multinomial } from '../random/multinomial';
import { permutation } from './permutation';

/** Indices in some order; a learner's own class needs these two. */
export interface Sampler<Index = number> extends Iterable<Index> {
  readonly length: number;
}

/** What has items. */
interface Sized {
  readonly length: number;
}

/** As Python's f-string has it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? `[${value.map(pythonValue).join(', ')}]` : pythonValue(value);
}

function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value <= 0) {
    throw new ValueError(`${name} should be a positive integer value, but got ${name}=${shown(value)}`);
  }
}

/**
 * 0, 1, 2 … in order.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler
 */
export class SequentialSampler implements Sampler {
  readonly length: number;

  constructor(dataSource: Sized) {
    this.length = dataSource.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.length; i++) yield i;
  }
}

export interface RandomSamplerOptions {
  /** whether an item may come again before all have come */
  readonly replacement?: boolean;
  /** how many are drawn; left out: as many as there are */
  readonly numSamples?: number;
  readonly generator?: Generator;
}

/**
 * Items at random, in PyTorch's order for PyTorch's seed.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler
 * @throws ValueError when nothing is to be drawn
 */
export class RandomSampler implements Sampler {
  readonly length: number;
  readonly #count: number;
  readonly #replacement: boolean;
  readonly #generator: Generator | undefined;

  constructor(dataSource: Sized, { replacement = false, numSamples, generator }: RandomSamplerOptions = {}) {
    if (typeof replacement !== 'boolean') {
      throw new ArgumentTypeError(
        `replacement should be a boolean value, but got replacement=${pythonValue(replacement)}`,
      );
    }
    this.#count = dataSource.length;
    this.length = numSamples ?? this.#count;
    checkCount('num_samples', this.length);
    this.#replacement = replacement;
    this.#generator = generator;
  }

  *[Symbol.iterator](): Iterator<number> {
    const generator = this.#generator ?? seeded();
    const count = this.#count;
    if (this.#replacement) {
      for (let i = 0; i < this.length; i++) yield generator.word() % count;
      return;
    }
    for (let round = 0; round < Math.floor(this.length / count); round++) {
      yield* permutation(count, generator);
    }
    // PyTorch draws an order for the rest also where there is none
    yield* permutation(count, generator).slice(0, this.length % count);
  }
}

/** A generator with a seed that the default one draws. */
function seeded(): Generator {
  return new Generator().manualSeed(Number(defaultGenerator.random64() & 0xffffffffn));
}

/**
 * The indices given, at random, each once.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler
 */
export class SubsetRandomSampler implements Sampler {
  readonly indices: readonly number[];
  readonly #generator: Generator;

  constructor(
    indices: readonly number[],
    { generator = defaultGenerator }: { readonly generator?: Generator } = {},
  ) {
    this.indices = indices;
    this.#generator = generator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const i of permutation(this.length, this.#generator)) yield this.indices[i]!;
  }
}

/**
 * Indices by weights, which need not add up to 1; with replacement unless told otherwise.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler
 * @throws ValueError when nothing is to be drawn; RuntimeError for weights that are no weights
 */
export class WeightedRandomSampler implements Sampler {
  readonly weights: readonly number[];
  readonly length: number;
  readonly #replacement: boolean;
  readonly #generator: Generator;

  constructor(
    weights: readonly number[],
    numSamples: number,
    {
      replacement = true,
      generator = defaultGenerator,
    }: { readonly replacement?: boolean; readonly generator?: Generator } = {},
  ) {
    if (typeof replacement !== 'boolean') {
      throw new ValueError(
        `replacement should be a boolean value, but got replacement=${pythonValue(replacement)}`,
      );
    }
    checkCount('num_samples', numSamples);
    this.weights = weights;
    this.length = numSamples;
    this.#replacement = replacement;
    this.#generator = generator;
  }

  *[Symbol.iterator](): Iterator<number> {
    const weights = Float64Array.from(this.weights);
    const given = { weights, rows: 1, size: weights.length, dtype: float64 };
    checkDraws(this.length, weights.length, this.#replacement);
    yield* Array.from(multinomial(given, this.length, this.#replacement, this.#generator), Number);
  }
}

/**
 * A sampler's indices in lists of `batchSize`.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler
 * @throws ValueError for a batch size that is no whole number above 0
 */
export class BatchSampler implements Sampler<number[]> {
  readonly sampler: Sampler;
  readonly batchSize: number;
  readonly dropLast: boolean;

  constructor(sampler: Sampler, batchSize: number, dropLast: boolean) {
    checkCount('batch_size', batchSize);
    if (typeof dropLast !== 'boolean') {
      throw new ValueError(`drop_last should be a boolean value, but got drop_last=${shown(dropLast)}`);
    }
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }

  get length(): number {
    const share = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(share) : Math.ceil(share);
  }

  *[Symbol.iterator](): Iterator<number[]> {
    const indices = this.sampler[Symbol.iterator]();
    for (;;) {
      const batch: number[] = [];
      while (batch.length < this.batchSize) {
        const next = indices.next();
        if (next.done) break;
        batch.push(next.value);
      }
      const isWhole = batch.length === this.batchSize;
      if (isWhole || (batch.length > 0 && !this.dropLast)) yield batch;
      if (!isWhole) return;
    }
  }
}
