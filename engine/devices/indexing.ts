/** @file Kernels that look elements up by index, and put them there. */

import { IndexError, RuntimeError, type TorchError } from '../errors';
import type { Operand, StridedView } from './device';

/** Whose words an index that is not there is refused with, and whether −1 is the last one. */
export type Bounds = 'index' | 'gather' | 'select' | 'fill' | 'copy' | 'take';

export type PutMode = 'set' | 'add';

export interface IndexingKernels {
  /** out[…, j, …] = x[…, index[…, j, …], …]; `index` (int64) has `out`'s shape, `x` their rank, no size smaller but `dim`'s. */
  gather(x: StridedView, dim: number, index: StridedView, out: StridedView): void;
  /** out[…, index[…, j, …], …] = (or +=) source[…, j, …]; a source view has `index`'s shape. */
  scatter(out: StridedView, dim: number, index: StridedView, source: Operand, mode: PutMode): void;
  /**
   * Looks the leading dimensions of `x` up: out[b…, r…] = x[i₀[b…], i₁[b…], …, r…]. All `indices` (int64) have
   * one shape; strides may be 0.
   */
  lookUp(x: StridedView, indices: readonly StridedView[], out: StridedView, at: IndexPlace): void;
  /** The other way: out[i₀[b…], …, r…] = (or +=) source[b…, r…]. */
  putAt(
    out: StridedView,
    indices: readonly StridedView[],
    source: Operand,
    mode: PutMode,
    at: IndexPlace,
  ): void;
}

/** For messages: the dimensions that the indices count in. */
export interface IndexPlace {
  readonly bounds: Bounds;
  readonly dims: readonly number[];
}

/** Whether an index below 0 counts from the end. */
export function countsFromEnd(bounds: Bounds): boolean {
  return bounds === 'index' || bounds === 'fill' || bounds === 'take';
}

/** PyTorch's refusal of an index that is not there. */
export function outOfBounds(bounds: Bounds, index: number, dim: number, size: number): TorchError {
  const plain = `index ${index} is out of bounds for dimension ${dim} with size ${size}`;
  switch (bounds) {
    case 'gather':
      return new RuntimeError(plain);
    case 'select':
      return new IndexError('index out of range in self');
    case 'copy':
      return new IndexError(`index_copy_(): ${plain}`);
    case 'take':
      return size === 0
        ? new IndexError('take(): tried to take from an empty tensor')
        : new IndexError(`out of range: tried to access index ${index} on a tensor of ${size} elements.`);
    default:
      return new IndexError(plain);
  }
}
