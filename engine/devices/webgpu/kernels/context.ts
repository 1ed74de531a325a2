/** @file What a family of kernels is given to work with. */

import type { DataArray, DType } from '../../../dtype';
import type { StridedView } from '../../device';
import type { Recipe } from '../later';
import type { BufferPool } from '../pool';
import type { CommandQueue } from '../queue';
import type { Tiers } from '../tiers';
import type { Formula } from './elementwise';
import type { Source } from './record';

/** Where work is recorded, with memory for what lies in between. */
export interface Recording {
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  /** whether the work is done by a CPU that emulates a GPU */
  readonly software: boolean;
  /** whether kernels may use subgroups */
  readonly subgroups: boolean;
}

export interface KernelContext extends Recording {
  /** how many storage buffers a kernel can have */
  readonly bindings: number;
  /** what is used in the place of kernels that take long to compile; null: nothing is */
  readonly tiers: Tiers | null;
  /** whether what the view is to hold is put off still */
  isPutOff(view: StridedView): boolean;
  /** a view that will be read, in memory */
  source(view: StridedView): Source;
  /** a view of which every element will be written */
  target(view: StridedView): Source;
  /** a view that will be written in part: the rest stays as it is */
  partly(view: StridedView): Source;
  /**
   * Puts a kernel off that writes all of the recipe's fresh `out`, until somebody looks at it; does it now where nothing
   * is to be put off. @param reads the views that it reads
   */
  later(recipe: Recipe, reads: readonly StridedView[], record: () => void): void;
  /** What is put off and would make the view's storage; null: it is there, or something else makes it. */
  recipeOf(view: StridedView): Recipe | null;
  /** A contiguous view of these elements; kept on the device as long as somebody holds it. */
  upload(dtype: DType, values: DataArray): StridedView;
  /** Operands are views of `out`'s shape, or numbers already made words. `alpha` is a word, too. */
  elementwise(
    formula: Formula,
    out: StridedView,
    operands: readonly (StridedView | number)[],
    alpha?: number,
  ): void;
  /** A ticket for `refuse` in a kernel: the error that the next read rejects with, of the value found. */
  refusal(error: (value: number) => Error): number;
}
