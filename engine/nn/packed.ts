/** @file Sequences of different lengths, packed: what recurrent networks take so that padding is never computed. */

import type { DeviceLike } from '../devices/registry';
import { int64, type DType } from '../dtype';
import type { Destination } from '../methods/destination';
import { arrayNow } from '../ops/indexing/now';
import type { Tensor } from '../tensor';
import { tensor } from '../torch';
import { unobserved } from '../trace/observer';

/** What `batchSizes` and `unsortedIndices` say, as numbers: a GPU's would have to be waited for. */
interface Plan {
  readonly sizes: readonly number[];
  readonly back: readonly number[] | null;
}

const plans = new WeakMap<PackedSequence, Plan>();

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
  to(target: Destination, dtype: DType | null = null): PackedSequence {
    return replaced(this, this.data.to(target, dtype));
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

/** Packed sequences of so many rows a step; `order`: which sequence each was before it was sorted. */
export function packedOf(
  data: Tensor,
  sizes: readonly number[],
  order: readonly number[] | null,
): PackedSequence {
  const indices = (list: readonly number[], device: DeviceLike): Tensor =>
    unobserved(() => tensor([...list], { dtype: int64, device }));
  const back = order && order.map((_, i) => order.indexOf(i));
  const where = data.device;
  const made = new PackedSequence(
    data,
    indices(sizes, 'cpu'),
    order && indices(order, where),
    back && indices(back, where),
  );
  plans.set(made, { sizes, back });
  return made;
}

/** Other rows in the places of these. */
export function replaced(packed: PackedSequence, data: Tensor): PackedSequence {
  const made = new PackedSequence(data, packed.batchSizes, packed.sortedIndices, packed.unsortedIndices);
  plans.set(made, planOf(packed));
  return made;
}

/** How many sequences have each step, and the way back to the order before, as numbers. */
export function planOf(packed: PackedSequence): Plan {
  const numbers = (x: Tensor): number[] =>
    Array.from<number | bigint, number>(arrayNow(x, 'PackedSequence'), Number);
  const { batchSizes, unsortedIndices } = packed;
  return (
    plans.get(packed) ?? {
      sizes: numbers(batchSizes),
      back: unsortedIndices && numbers(unsortedIndices),
    }
  );
}
