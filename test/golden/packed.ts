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
export const numbers = (data: Numbers): number[] => data.map(Number);
