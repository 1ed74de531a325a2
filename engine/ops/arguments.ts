/** @file Arguments as PyTorch takes them: one number, or one for each dimension. */

/** `3` or `[3, 3]` */
export type Sizes = number | readonly number[];

/** One number for all dimensions, or a list, which is left as it is: PyTorch's `_ntuple`. */
export function spread(value: Sizes, count: number): readonly number[] {
  return typeof value === 'number' ? new Array<number>(count).fill(value) : value;
}

/** One number for each of `count` dimensions; null where the list is of another length. */
export function perDimension(value: Sizes, count: number): number[] | null {
  if (typeof value === 'number') return new Array<number>(count).fill(value);
  if (value.length === count) return [...value];
  return value.length === 1 ? new Array<number>(count).fill(value[0]!) : null;
}
