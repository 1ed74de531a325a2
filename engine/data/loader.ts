/** @file The DataLoader: batches of a data set, shuffled as PyTorch shuffles. */

import { ArgumentTypeError, ValueError } from '../errors';
import { pythonValue } from '../format/python';
import { defaultGenerator, type Generator } from '../random/generator';
import { defaultCollate, type Batch } from './collate';
import { IterableDataset, type Dataset } from './dataset';
import { BatchSampler, RandomSampler, SequentialSampler, type Sampler } from './sampler';

export interface LoaderOptions<Item, B = Batch<Item>> {
  readonly batchSize?: number;
  readonly shuffle?: boolean;
  /** the order of the items, instead of `shuffle` */
  readonly sampler?: Sampler;
  /** the items of each batch, instead of `batchSize`, `shuffle`, `sampler` and `dropLast` */
  readonly batchSampler?: Sampler<readonly number[]>;
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
 * @throws ValueError for a batch size that is no whole number above 0, and for options that exclude each other
 */
export class DataLoader<Item, B = Batch<Item>> implements Iterable<B> {
  readonly dataset: Dataset<Item> | IterableDataset<Item>;
  /** null: the data set itself says in which order its items come */
  readonly batchSampler: Sampler<readonly number[]> | null;
  readonly #batchSize: number;
  readonly #dropLast: boolean;
  readonly #generator: Generator;
  readonly #collate: (items: Item[]) => B;

  /** @throws ValueError for a batch size that is no whole number above 0, for shuffling nothing, and for two orders */
  constructor(dataset: Dataset<Item> | IterableDataset<Item>, options: LoaderOptions<Item, B> = {}) {
    this.dataset = dataset;
    this.#batchSize = options.batchSize ?? 1;
    this.#dropLast = options.dropLast ?? false;
    this.batchSampler =
      dataset instanceof IterableDataset ? inItsOrder(options) : batchesOf(dataset, options);
    this.#generator = options.generator ?? defaultGenerator;
    this.#collate = options.collateFn ?? ((items) => defaultCollate(items) as B);
  }

  /** Batches in an epoch. */
  get length(): number {
    if (this.batchSampler) return this.batchSampler.length;
    const { length } = this.dataset as { readonly length?: number };
    if (length === undefined) {
      throw new ArgumentTypeError(`object of type '${this.dataset.constructor.name}' has no len()`);
    }
    const batches = length / this.#batchSize;
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Iterator<B> {
    // PyTorch draws a seed for its workers at the start of every epoch, also where there are none
    this.#generator.random64();
    if (this.dataset instanceof IterableDataset) {
      for (const batch of inBatches(this.dataset, this.#batchSize, this.#dropLast))
        yield this.#collate(batch);
      return;
    }
    const { dataset } = this;
    for (const batch of this.batchSampler!) yield this.#collate(batch.map((index) => dataset.get(index)));
  }
}

/** Items as they come, so many at a time. */
function* inBatches<Item>(items: Iterable<Item>, size: number, dropLast: boolean): Iterable<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0 && !dropLast) yield batch;
}

/** A data set of items that come one after the other has its own order. @throws ValueError for another */
function inItsOrder<Item, B>({ shuffle, sampler, batchSampler }: LoaderOptions<Item, B>): null {
  const unexpected = Object.entries({
    ...(shuffle && { shuffle }),
    ...(sampler && { sampler }),
    ...(batchSampler && { batch_sampler: batchSampler }),
  });
  if (unexpected.length === 0) return null;
  const [name, value] = unexpected[0]!;
  throw new ValueError(
    `DataLoader with IterableDataset: expected unspecified ${name} option, but got ${name}=${pythonValue(value)}`,
  );
}

function batchesOf<Item, B>(
  dataset: Dataset<Item>,
  { batchSize, shuffle = false, sampler, batchSampler, dropLast = false, generator }: LoaderOptions<Item, B>,
): Sampler<readonly number[]> {
  if (sampler && shuffle) throw new ValueError('sampler option is mutually exclusive with shuffle');
  if (batchSampler) {
    if ((batchSize ?? 1) !== 1 || shuffle || sampler || dropLast) {
      throw new ValueError(
        'batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last',
      );
    }
    return batchSampler;
  }
  const random = (): Sampler => new RandomSampler(dataset, { ...(generator && { generator }) });
  const order = sampler ?? (shuffle ? random() : new SequentialSampler(dataset));
  return new BatchSampler(order, batchSize ?? 1, dropLast);
}
