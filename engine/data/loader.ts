/** @file The DataLoader: batches of a data set, shuffled as PyTorch shuffles. */

import { ValueError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import { defaultCollate, type Batch } from './collate';
import type { Dataset } from './dataset';
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
 */
export class DataLoader<Item, B = Batch<Item>> implements Iterable<B> {
  readonly dataset: Dataset<Item>;
  readonly batchSampler: Sampler<readonly number[]>;
  readonly #generator: Generator;
  readonly #collate: (items: Item[]) => B;

  /** @throws ValueError for a batch size that is no whole number above 0, for shuffling nothing, and for two orders */
  constructor(dataset: Dataset<Item>, options: LoaderOptions<Item, B> = {}) {
    this.dataset = dataset;
    this.batchSampler = batchesOf(dataset, options);
    this.#generator = options.generator ?? defaultGenerator;
    this.#collate = options.collateFn ?? ((items) => defaultCollate(items) as B);
  }

  /** Batches in an epoch. */
  get length(): number {
    return this.batchSampler.length;
  }

  *[Symbol.iterator](): Iterator<B> {
    // PyTorch draws a seed for its workers at the start of every epoch, also where there are none
    this.#generator.random64();
    for (const batch of this.batchSampler) yield this.#collate(batch.map((index) => this.dataset.get(index)));
  }
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
