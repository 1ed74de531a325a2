/** @file The DataLoader: batches of a data set, shuffled as PyTorch shuffles. */

import { ArgumentTypeError, ValueError } from '../errors';
import { pythonValue } from '../format/python';
import { defaultGenerator, type Generator } from '../random/generator';
import { defaultCollate, type Batch } from './collate';
import { IterableDataset, type Dataset } from './dataset';
import { BatchSampler, RandomSampler, SequentialSampler, type Sampler } from './sampler';

export interface LoaderOptions<Item, B = Batch<Item>> {
  /** null: the items one by one, as they are */
  readonly batchSize?: number | null;
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
  /** null: items come one by one, or the data set itself says in which order */
  readonly batchSampler: Sampler<readonly number[]> | null;
  /** null: the data set's own */
  readonly #order: Sampler<readonly number[] | number> | null;
  readonly #batchSize: number | null;
  readonly #dropLast: boolean;
  readonly #generator: Generator;
  readonly #collate: (items: Item[]) => B;
  /** what is done with an item that is in no batch */
  readonly #convert: (item: Item) => B;

  /** @throws ValueError for a batch size that is no whole number above 0, for shuffling nothing, and for two orders */
  constructor(dataset: Dataset<Item> | IterableDataset<Item>, options: LoaderOptions<Item, B> = {}) {
    this.dataset = dataset;
    const { batchSize = 1, dropLast = false } = options;
    refuseRest(batchSize, dropLast);
    this.#batchSize = batchSize;
    this.#dropLast = dropLast;
    const order = dataset instanceof IterableDataset ? inItsOrder(options) : orderOf(dataset, options);
    this.#order = order && (order.batches ?? order.items);
    this.batchSampler = order && order.batches;
    this.#generator = options.generator ?? defaultGenerator;
    this.#collate = options.collateFn ?? ((items) => defaultCollate(items) as B);
    this.#convert =
      (options.collateFn as ((item: unknown) => B) | undefined) ?? ((item) => item as unknown as B);
  }

  /** Batches in an epoch. */
  get length(): number {
    if (this.#order) return this.#order.length;
    const { length } = this.dataset as { readonly length?: number };
    if (length === undefined) {
      throw new ArgumentTypeError(`object of type '${this.dataset.constructor.name}' has no len()`);
    }
    const batches = length / (this.#batchSize ?? 1);
    return this.#dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  *[Symbol.iterator](): Iterator<B> {
    // PyTorch draws a seed for its workers at the start of every epoch, also where there are none
    this.#generator.random64();
    const { dataset } = this;
    if (dataset instanceof IterableDataset) {
      if (this.#batchSize === null) for (const item of dataset) yield this.#convert(item);
      else {
        for (const batch of inBatches(dataset, this.#batchSize, this.#dropLast)) yield this.#collate(batch);
      }
      return;
    }
    for (const one of this.#order!) {
      yield typeof one === 'number'
        ? this.#convert(dataset.get(one))
        : this.#collate(one.map((index) => dataset.get(index)));
    }
  }
}

/** @throws ValueError for a rest to leave out where there are no batches */
function refuseRest(batchSize: number | null, dropLast: boolean): void {
  if (batchSize !== null || !dropLast) return;
  throw new ValueError(
    'batch_size=None option disables auto-batching and is mutually exclusive with drop_last',
  );
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

interface Order {
  readonly items: Sampler;
  readonly batches: Sampler<readonly number[]> | null;
}

function orderOf<Item, B>(
  dataset: Dataset<Item>,
  { batchSize, shuffle = false, sampler, batchSampler, dropLast = false, generator }: LoaderOptions<Item, B>,
): Order {
  if (sampler && shuffle) throw new ValueError('sampler option is mutually exclusive with shuffle');
  if (batchSampler) {
    if ((batchSize ?? 1) !== 1 || shuffle || sampler || dropLast) {
      throw new ValueError(
        'batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last',
      );
    }
    return { items: new SequentialSampler(dataset), batches: batchSampler };
  }
  const random = (): Sampler => new RandomSampler(dataset, { ...(generator && { generator }) });
  const order = sampler ?? (shuffle ? random() : new SequentialSampler(dataset));
  return {
    items: order,
    batches: batchSize === null ? null : new BatchSampler(order, batchSize ?? 1, dropLast),
  };
}
