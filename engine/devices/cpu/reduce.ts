/** @file Reductions of the cpu. Floats are added pairwise, as NumPy and PyTorch do, to keep the error small. */

import { numel } from '../../shape';
import type { ReduceKernel, StridedView } from '../device';
import { dataOf } from './storage';
import { REDUCE_START } from './scalar';
import { positions } from './strided';

/** Below this many elements plain addition is as good. */
const BLOCK = 128;

export function reduceKernel(kernel: ReduceKernel, x: StridedView, out: StridedView): void {
  const data = dataOf(x);
  const at = positions(x);
  const result = dataOf(out);
  const resultAt = positions(out);
  const groups = numel(out.shape);
  const size = groups === 0 ? 0 : numel(x.shape) / groups;
  if (data instanceof BigInt64Array) {
    const combine = EXACT[kernel];
    for (let g = 0; g < groups; g++) {
      let value = combine.start;
      for (let i = g * size; i < (g + 1) * size; i++) {
        value = BigInt.asIntN(64, combine.step(value, data[at ? at[i]! : x.offset + i]!));
      }
      result[resultAt ? resultAt[g]! : out.offset + g] = value;
    }
    return;
  }
  const numbers = data as Float64Array;
  const element = (i: number): number => numbers[at ? at[i]! : x.offset + i]!;
  const step = STEP[kernel];
  for (let g = 0; g < groups; g++) {
    result[resultAt ? resultAt[g]! : out.offset + g] =
      kernel === 'sum' ? pairwise(element, g * size, size) : fold(element, g * size, size, step, kernel);
  }
}

const STEP: Record<ReduceKernel, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};

const EXACT: Record<ReduceKernel, { start: bigint; step: (a: bigint, b: bigint) => bigint }> = {
  sum: { start: 0n, step: (a, b) => a + b },
  prod: { start: 1n, step: (a, b) => a * b },
  max: { start: -(2n ** 63n), step: (a, b) => (a > b ? a : b) },
  min: { start: 2n ** 63n - 1n, step: (a, b) => (a < b ? a : b) },
};

function fold(
  element: (i: number) => number,
  from: number,
  count: number,
  step: (a: number, b: number) => number,
  kernel: ReduceKernel,
): number {
  let value = REDUCE_START[kernel];
  for (let i = from; i < from + count; i++) value = step(value, element(i));
  return value;
}

function pairwise(element: (i: number) => number, from: number, count: number): number {
  if (count <= BLOCK) {
    let sum = 0;
    for (let i = from; i < from + count; i++) sum += element(i);
    return sum;
  }
  const half = count >> 1;
  return pairwise(element, from, half) + pairwise(element, from + half, count - half);
}
