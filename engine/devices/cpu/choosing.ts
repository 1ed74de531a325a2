/** @file Comparing, and choosing by a condition, where the output is dense and no operand is int64. */

import type { CompareKernel, Operand, StridedView } from '../device';
import { Rows } from './rows';
import { COMPARE } from './scalar';
import { dataOf } from './storage';
import { isDense } from './strided';

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The operands' elements; null where one is int64. A number stands as the one element of an array of the type. */
function numbersOf(operands: readonly Operand[], single: boolean): Numbers[] | null {
  const found: Numbers[] = [];
  for (const operand of operands) {
    if (typeof operand === 'number') found.push(single ? Float32Array.of(operand) : Float64Array.of(operand));
    else {
      const data = dataOf(operand);
      if (data instanceof BigInt64Array) return null;
      found.push(data);
    }
  }
  return found;
}

const isSingle = (view: StridedView): boolean => view.storage.dtype.name === 'float32';

/** As rows, with where each operand begins. */
function rowsOf(operands: readonly Operand[], out: StridedView): { rows: Rows; offsets: number[] } {
  const none = out.shape.map(() => 0);
  const strides = operands.map((operand) => (typeof operand === 'number' ? none : operand.strides));
  const offsets = operands.map((operand) => (typeof operand === 'number' ? 0 : operand.offset));
  return { rows: new Rows(out.shape, strides), offsets };
}

/** Both do the work and return true where they can; false otherwise. */
export function denseCompare(kernel: CompareKernel, a: Operand, b: Operand, out: StridedView): boolean {
  const single = isSingle((typeof a === 'number' ? b : a) as StridedView);
  const found = isDense(out) && !out.shape.includes(0) ? numbersOf([a, b], single) : null;
  if (!found) return false;
  const [x, y] = found as [Numbers, Numbers];
  const holds = COMPARE[kernel];
  const to = dataOf(out) as Uint8Array;
  const { rows, offsets } = rowsOf([a, b], out);
  const [iStep, jStep] = rows.steps as [number, number];
  rows.each(out.offset, offsets, (k, starts) => {
    let [i, j] = starts as [number, number];
    for (let e = 0; e < rows.length; e++, i += iStep, j += jStep) to[k + e] = holds(x[i]!, y[j]!) ? 1 : 0;
  });
  return true;
}

export function denseSelect(condition: StridedView, a: Operand, b: Operand, out: StridedView): boolean {
  const found =
    isDense(out) && !out.shape.includes(0) ? numbersOf([condition, a, b, out], isSingle(out)) : null;
  if (!found) return false;
  const [test, x, y, to] = found as [Numbers, Numbers, Numbers, Numbers];
  const { rows, offsets } = rowsOf([condition, a, b], out);
  const [hStep, iStep, jStep] = rows.steps as [number, number, number];
  rows.each(out.offset, offsets, (k, starts) => {
    let [h, i, j] = starts as [number, number, number];
    for (let e = 0; e < rows.length; e++, h += hStep, i += iStep, j += jStep) {
      to[k + e] = test[h] ? x[i]! : y[j]!;
    }
  });
  return true;
}
