/** @file Copying elements that lie apart to where they lie in order. */

import { numel } from '../../shape';
import type { StridedView } from '../device';
import { Rows } from './rows';
import { dataOf } from './storage';
import { isDense } from './strided';

/** Does the work and returns true where only the strides differ, and `out` is dense; false otherwise. */
export function gather(source: StridedView, out: StridedView): boolean {
  if (source.storage.dtype !== out.storage.dtype || !isDense(out) || isDense(source)) return false;
  if (numel(out.shape) === 0) return true;
  // one dtype has one kind of array
  const [from, to] = [dataOf(source) as Float64Array, dataOf(out) as Float64Array];
  const rows = new Rows(out.shape, [source.strides]);
  const step = rows.steps[0]!;
  const { length } = rows;
  rows.each(out.offset, [source.offset], (place, starts) => {
    let at = starts[0]!;
    for (let i = place; i < place + length; i++, at += step) to[i] = from[at]!;
  });
  return true;
}
