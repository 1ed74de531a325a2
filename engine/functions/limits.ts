/** @file Functions of `torch` that tell what a dtype can hold. */

import { bool, DType, float32, int32, int64, uint8 } from '../dtype';
import { ArgumentTypeError } from '../errors';
import { missing, mustBe } from '../refusals';

/** What `finfo` tells of a dtype of floats. */
export interface FloatInfo {
  readonly bits: number;
  /** the distance from 1 to the next larger number */
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  /** the smallest positive number of full precision */
  readonly tiny: number;
  readonly smallestNormal: number;
  /** how many decimal digits hold, as a number: 1e-6 */
  readonly resolution: number;
  readonly dtype: string;
}

/**
 * What a dtype of floats can hold.
 * Source: https://docs.pytorch.org/docs/stable/type_info.html#torch.finfo
 * @throws TypeError for integers and bools
 */
export function finfo(dtype: DType = float32): FloatInfo {
  if (!(dtype instanceof DType)) mustBe('finfo', 'type', 1, 'torch.dtype', dtype);
  if (!dtype.isFloatingPoint) {
    throw new ArgumentTypeError(
      "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'",
    );
  }
  const isSingle = dtype === float32;
  const max = isSingle ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
  const tiny = isSingle ? 2 ** -126 : 2 ** -1022;
  return {
    bits: 8 * dtype.itemsize,
    eps: isSingle ? 2 ** -23 : Number.EPSILON,
    max,
    min: -max,
    tiny,
    smallestNormal: tiny,
    resolution: isSingle ? 1e-6 : 1e-15,
    dtype: dtype.name,
  };
}

/** What `iinfo` tells of a dtype of integers; of int64 the limits are rounded to JavaScript's numbers. */
export interface IntegerInfo {
  readonly bits: number;
  readonly max: number;
  readonly min: number;
  readonly dtype: string;
}

const SMALLEST = new Map([
  [uint8, 0],
  [int32, -(2 ** 31)],
  [int64, -(2 ** 63)],
]);

/**
 * What a dtype of integers can hold.
 * Source: https://docs.pytorch.org/docs/stable/type_info.html#torch.iinfo
 * @throws TypeError for floats and bools
 */
export function iinfo(dtype: DType): IntegerInfo {
  if ((dtype as unknown) === undefined) missing('iinfo', ['type']);
  if (!(dtype instanceof DType)) mustBe('iinfo', 'type', 1, 'torch.dtype', dtype);
  if (dtype === bool) throw new ArgumentTypeError('torch.bool is not supported by torch.iinfo');
  const min = SMALLEST.get(dtype);
  if (min === undefined) {
    throw new ArgumentTypeError(
      "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'",
    );
  }
  const bits = 8 * dtype.itemsize;
  return { bits, max: min + 2 ** bits - 1, min, dtype: dtype.name };
}
