/** @file Small arithmetic on recorded values: counting, adding and zeroing them without a tensor library. */

import type { DTypeName } from '../../../engine/dtype';
import type { Elements, Value } from '../../../engine/trace/events';

/** How many elements a shape holds; 1 for the empty shape. */
export function numel(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** `a + b` element by element, rounded as the dtype rounds; shapes must agree. */
export function addValues(a: Value, b: Value, dtype: DTypeName): Value {
  const length = Math.min(a.elements.length, b.elements.length);
  let elements: Elements;
  if (a.elements instanceof BigInt64Array && b.elements instanceof BigInt64Array) {
    const [x, y] = [a.elements, b.elements];
    elements = BigInt64Array.from({ length }, (_, i) => (x[i] ?? 0n) + (y[i] ?? 0n));
  } else {
    const round = dtype === 'float32' ? Math.fround : (x: number): number => x;
    elements = Float64Array.from({ length }, (_, i) =>
      round(Number(a.elements[i] ?? 0) + Number(b.elements[i] ?? 0)),
    );
  }
  const kept = a.kept && b.kept ? { kept: [...a.kept, ...b.kept] } : {};
  return { shape: a.shape, elements, whole: a.whole && b.whole, ...kept };
}

/** A value of the same shape, all 0: what `.grad` holds after `zeroGrad({ setToNone: false })`. */
export function zerosLike(value: Value): Value {
  const elements =
    value.elements instanceof BigInt64Array
      ? new BigInt64Array(value.elements.length)
      : new Float64Array(value.elements.length);
  return { shape: value.shape, elements, whole: value.whole, ...(!value.whole && { kept: [] }) };
}

/** The largest |x| of the finite elements; 0 where there is none. */
export function largest(value: Value): number {
  let max = 0;
  for (const element of value.elements) {
    const size = Math.abs(Number(element));
    if (size > max && size !== Infinity) max = size;
  }
  return max;
}

/**
 * How many entries of a list sorted by `position` stand at or before it.
 * The entry in force there is the one before that count.
 */
export function countUpTo(list: readonly { readonly position: number }[], position: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.position ?? Infinity) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
