/** @file roll and flip: elements go round, or turn round, along dimensions. */

import { dimension, fromFirst, numbersOf, unflatten, type SourcesOf } from './source';

const wrapped = (x: number, size: number): number => ((x % size) + size) % size;

/** Without dimensions it goes through all elements row by row. */
export const roll: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const shifts = numbersOf(applied, 'shifts');
  const dims = numbersOf(applied, 'dims').map((dim) => dimension(dim, shape.length));
  if (dims.length === 0) {
    const count = shape.reduce((a, b) => a * b, 1);
    return [{ input: 0, at: wrapped(at - (shifts[0] ?? 0), count) }];
  }
  const index = unflatten(shape, at);
  dims.forEach((dim, i) => (index[dim] = wrapped(index[dim]! - shifts[i]!, shape[dim]!)));
  return fromFirst(applied, index);
};

export const flip: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const index = unflatten(shape, at);
  for (const dim of numbersOf(applied, 'dims')) {
    const d = dimension(dim, shape.length);
    index[d] = shape[d]! - 1 - index[d]!;
  }
  return fromFirst(applied, index);
};
