/** @file Sequences of different lengths, packed: what recurrent networks take so that padding is never computed. */

import type { DeviceName } from '../devices/registry';
import type { DType } from '../dtype';
import { arrayNow } from '../ops/indexing/now';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';

/**
 * The rows of all sequences step by step, the longest sequence first: `data` [all steps, …], and how many sequences
 * have a step t, `batchSizes`. `packPaddedSequence` and `packSequence` make them.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html
 */
export class PackedSequence {
  readonly data: Tensor;
  readonly batchSizes: Tensor;
  /** which sequence of the batch is the longest, the second …; null: they came sorted */
  readonly sortedIndices: Tensor | null;
  /** the way back */
  readonly unsortedIndices: Tensor | null;

  constructor(
    data: Tensor,
    batchSizes: Tensor,
    sortedIndices: Tensor | null = null,
    unsortedIndices: Tensor | null = null,
  ) {
    this.data = data;
    this.batchSizes = batchSizes;
    this.sortedIndices = sortedIndices;
    this.unsortedIndices = unsortedIndices ?? (sortedIndices && unobserved(() => sortedIndices.argsort()));
  }

  /** The same sequences on another device or of another dtype. */
  to(target: DType | DeviceName): PackedSequence {
    return this.with(this.data.to(target));
  }

  /** Other rows in the places of these. */
  with(data: Tensor): PackedSequence {
    return new PackedSequence(data, this.batchSizes, this.sortedIndices, this.unsortedIndices);
  }

  /** As PyTorch prints it; a promise where the rows are on a GPU. */
  format(): string | Promise<string> {
    const parts = [this.data, this.batchSizes, this.sortedIndices, this.unsortedIndices];
    const texts = parts.map((part) => part?.format() ?? 'None');
    const whole = ([data, sizes, sorted, unsorted]: readonly string[]): string =>
      `PackedSequence(data=${data}, batch_sizes=${sizes}, sorted_indices=${sorted}, unsorted_indices=${unsorted})`;
    return texts.every((text) => typeof text === 'string') ? whole(texts) : Promise.all(texts).then(whole);
  }
}

/** How many sequences have each step, as numbers. */
export function sizesOf({ batchSizes }: PackedSequence): number[] {
  return Array.from<number | bigint, number>(arrayNow(batchSizes, 'PackedSequence'), Number);
}
