/** @file permute and transpose: the index's numbers change places. */

import { dimension, fromFirst, numberOf, numbersOf, unflatten, type Applied, type SourcesOf } from './source';

/** Dimension d of the output is dimension `dims[d]` of the input. */
function from(applied: Applied, dims: readonly number[], at: number) {
  const index = unflatten(applied.output.shape, at);
  const source = index.map(() => 0);
  dims.forEach((dim, d) => (source[dim] = index[d]!));
  return fromFirst(applied, source);
}

export const permute: SourcesOf = (applied, at) => {
  const rank = applied.output.shape.length;
  return from(
    applied,
    numbersOf(applied, 'dims').map((dim) => dimension(dim, rank)),
    at,
  );
};

/** `t` has no settings: it turns a matrix, and leaves a vector. */
export const transpose: SourcesOf = (applied, at) => {
  const rank = applied.output.shape.length;
  const dims = applied.output.shape.map((_, d) => d);
  if (rank < 2) return [{ input: 0, at }];
  const named = applied.op !== 't';
  const a = named ? dimension(numberOf(applied, 'dim0'), rank) : 0;
  const b = named ? dimension(numberOf(applied, 'dim1'), rank) : 1;
  [dims[a], dims[b]] = [b, a];
  return from(applied, dims, at);
};
