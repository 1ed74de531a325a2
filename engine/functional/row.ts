/** @file The sizes of a 1-D pooling as those of one row: PyTorch, too, pools a row of height 1. */

import { RuntimeError } from '../errors';
import type { Sizes } from '../ops/arguments';
import type { Tensor } from '../tensor';

/** What `max_pool1d` says to a list of more than one. */
const OF_MAX: Readonly<Record<string, string>> = {
  kernel_size: 'an int, list of ints or',
  stride: 'None, an int, list of ints, or',
  padding: 'an int, list of ints, or',
  dilation: 'an int, list of ints or',
};

/**
 * @param other the size in the other dimension
 * @throws RuntimeError for a list of another length than 1
 */
export function row(op: string, name: string, value: Sizes, other: number): number[] {
  if (typeof value === 'number') return [other, value];
  if (value.length === 1) return [other, value[0]!];
  throw new RuntimeError(
    op === 'max_pool1d'
      ? `max_pool1d() ${name} must be ${OF_MAX[name]} tuple of ints of size 1 but got size ${value.length}`
      : `${op}() argument '${name}' should contain one int (got ${value.length})`,
  );
}

/** Nothing, or an empty list, is the kernel's size. */
export const stepOf = (stride: Sizes | null, kernelSize: Sizes): Sizes =>
  stride === null || (typeof stride !== 'number' && stride.length === 0) ? kernelSize : stride;

/** @throws RuntimeError for what is no row of channels */
export function checkRank(op: string, x: Tensor): void {
  if (x.ndim === 2 || x.ndim === 3) return;
  throw new RuntimeError(
    `Expected 2 to 3 dimensions, but got ${x.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for ${op})`,
  );
}
