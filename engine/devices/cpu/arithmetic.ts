/** @file The commonest case of the commonest kernels: plain arithmetic on floats that lie one after the other. */

import type { BinaryKernel, Operand, StridedView } from '../device';
import { dataOf } from './storage';
import { isDense } from './strided';

type Floats = Float32Array | Float64Array;

/** One loop a kernel, so that each stays simple for the compiler. */
const LOOPS: Partial<
  Record<
    BinaryKernel,
    (a: Floats, i: number, b: Floats, j: number, out: Floats, k: number, n: number) => void
  >
> = {
  add(a, i, b, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = a[i + e]! + b[j + e]!;
  },
  sub(a, i, b, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = a[i + e]! - b[j + e]!;
  },
  mul(a, i, b, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = a[i + e]! * b[j + e]!;
  },
  div(a, i, b, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = a[i + e]! / b[j + e]!;
  },
};

/** Does the work and returns true where both operands and `out` are dense floats of one type; false otherwise. */
export function denseBinary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView): boolean {
  const loop = LOOPS[kernel];
  if (!loop || typeof a === 'number' || typeof b === 'number') return false;
  if (!out.storage.dtype.isFloatingPoint || !isDense(a) || !isDense(b) || !isDense(out)) return false;
  const [x, y, z] = [dataOf(a) as Floats, dataOf(b) as Floats, dataOf(out) as Floats];
  let count = 1;
  for (const size of out.shape) count *= size;
  loop(x, a.offset, y, b.offset, z, out.offset, count);
  return true;
}
