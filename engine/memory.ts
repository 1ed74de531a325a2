/** @file The refusal of what no memory could hold. */

import type { DType } from './dtype';
import { RuntimeError } from './errors';
import { numel, shapeText, type Shape } from './shape';

/** An array of more bytes is none of JavaScript's. */
const MOST = 2 ** 33;

/** @throws RuntimeError in PyTorch's words for a tensor of this shape that cannot be */
export function checkMemory(shape: Shape, dtype: DType): void {
  const bytes = numel(shape) * dtype.itemsize;
  if (bytes < MOST) return;
  throw new RuntimeError(
    bytes < 2 ** 63
      ? `[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate ${bytes} bytes. Error code 12 (Cannot allocate memory)`
      : `Storage size calculation overflowed with sizes=${shapeText(shape)}`,
  );
}
