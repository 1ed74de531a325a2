/** @file Copying elements from one dtype to another, as PyTorch's `to` does. */

import type { DataArray, DType } from '../../dtype';

/**
 * Converts `count` elements; positions are storage indices, null for dense runs from the offset.
 * Floats go to integers by dropping the fraction and wrapping; anything but 0 is true.
 */
export function convert(
  from: DType,
  source: DataArray,
  to: DType,
  out: DataArray,
  sourceAt: Int32Array | null = null,
  outAt: Int32Array | null = null,
  sourceOffset = 0,
  outOffset = 0,
  count: number = source.length,
): void {
  // a view of nothing may begin behind the end
  if (count === 0) return;
  if (!sourceAt && !outAt && from === to) {
    const run =
      sourceOffset === 0 && count === source.length
        ? source
        : source.subarray(sourceOffset, sourceOffset + count);
    // one dtype has one kind of array
    (out as Float64Array).set(run as Float64Array, outOffset);
    return;
  }
  const cast = caster(from, to);
  for (let i = 0; i < count; i++) {
    const value = source[sourceAt ? sourceAt[i]! : sourceOffset + i]!;
    out[outAt ? outAt[i]! : outOffset + i] = cast(value);
  }
}

type Cast = (value: number | bigint) => number | bigint;

function caster(from: DType, to: DType): Cast {
  if (from === to) return (value) => value;
  // NaN is not 0
  if (to.name === 'bool') return (value) => (value === 0 || value === 0n ? 0 : 1);
  if (to.name === 'int64') return from.isFloatingPoint ? (value) => floatToLong(value as number) : BigInt;
  if (from.name === 'int64') {
    // the low bits are what a narrower integer keeps; a double has too few of them
    if (!to.isFloatingPoint) return (value) => Number(BigInt.asIntN(32, value as bigint));
    return Number;
  }
  if (!to.isFloatingPoint && from.isFloatingPoint) return (value) => floatToNarrow(value as number);
  return (value) => value;
}

const LOWEST_LONG = -(2n ** 63n);

/** C's conversion as x86-64 does it: out of range and NaN give the lowest value. */
function floatToLong(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) return LOWEST_LONG;
  return BigInt(Math.trunc(value));
}

function floatToNarrow(value: number): number {
  return Number(BigInt.asIntN(32, floatToLong(value)));
}
