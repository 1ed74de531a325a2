/** @file A view's elements one after the other. */

import type { DataArray } from '../../dtype';
import type { StridedView } from '../device';
import { dataOf } from './storage';
import { positions } from './strided';

/** The view's elements in row-major order, copied only if they do not lie so already. Not for writing to. */
export function denseArray(view: StridedView): DataArray {
  const data = dataOf(view);
  const at = positions(view);
  let count = 1;
  for (const size of view.shape) count *= size;
  if (!at) return data.subarray(view.offset, view.offset + count);
  const out = view.storage.dtype.array(count);
  for (let i = 0; i < count; i++) out[i] = data[at[i]!]!;
  return out;
}

/** The same to calculate with: any array of numbers, named after the widest; int64 (indices) becomes doubles. */
export function dense(view: StridedView): Float64Array {
  const data = denseArray(view);
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : (data as Float64Array);
}
