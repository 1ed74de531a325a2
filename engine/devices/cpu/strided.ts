/** @file Walking strided views in row-major order, for the cpu kernels. */

import { isContiguous, numel } from '../../shape';
import type { StridedView } from '../device';

/** Whether the view's elements lie one after the other. */
export function isDense(view: StridedView): boolean {
  return isContiguous(view.shape, view.strides);
}

/**
 * The storage positions of a view's elements in row-major order; null for a dense view
 * (position = offset + index), which is the common and fast case.
 */
export function positions(view: StridedView): Int32Array | null {
  if (isDense(view)) return null;
  const { shape, strides, offset } = view;
  const out = new Int32Array(numel(shape));
  const rank = shape.length;
  const inner = shape[rank - 1]!;
  const innerStride = strides[rank - 1]!;
  const index = new Array<number>(rank).fill(0);
  let at = offset;
  for (let i = 0; i < out.length; i += inner) {
    for (let j = 0, p = at; j < inner; j++, p += innerStride) out[i + j] = p;
    for (let d = rank - 2; d >= 0; d--) {
      at += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      at -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return out;
}
