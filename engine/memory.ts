/** @file The refusal of what no memory could hold. */

import type { DType } from './dtype';
import { cannotAllocate, RuntimeError } from './errors';
import { numel, shapeText, type Shape } from './shape';

/** An array of more bytes is none of JavaScript's. */
const MOST = 2 ** 33;

/** @throws RuntimeError in PyTorch's words for a tensor of this shape that cannot be */
export function checkMemory(shape: Shape, dtype: DType): void {
  const bytes = numel(shape) * dtype.itemsize;
  if (bytes < MOST) return;
  if (bytes < 2 ** 63) throw cannotAllocate(bytes);
  throw new RuntimeError(`Storage size calculation overflowed with sizes=${shapeText(shape)}`);
}
