/** @file Numbers as the golden files have them. */

import { DTYPES, type DType } from '../../engine/dtype';

/** What JSON has no word for is a text: 'NaN', '-0', large integers. */
export type Numbers = (number | string)[];

export interface Packed {
  shape: number[];
  dtype: string;
  data: Numbers;
}

export const dtypeOf = (name: string): DType => DTYPES.find((dtype) => dtype.name === name)!;

/** A float32 may be written as short as tells it from its neighbours. */
export const numbers = (data: Numbers, dtype = ''): number[] =>
  data.map(dtype === 'float32' ? (x) => Math.fround(Number(x)) : Number);
