/** @file Reductions: all elements along the dimensions that go. */

import { dimension, flatten, numbersOf, unflatten, type Source, type SourcesOf } from './source';

/** For settings `dim` (a number, a list, or none for all) and `keepdim`. */
export const reduce: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const rank = shape.length;
  const given = numbersOf(applied, 'dim').map((dim) => dimension(dim, rank));
  const gone = given.length === 0 ? shape.map((_, d) => d) : given;
  const index = unflatten(applied.output.shape, at);
  const kept = applied.attrs['keepdim'] === true;
  let next = 0;
  const start = shape.map((_, d) => {
    if (gone.includes(d)) {
      if (kept) next++;
      return 0;
    }
    return index[next++] ?? 0;
  });
  const sizes = gone.map((d) => shape[d]!);
  const count = sizes.reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, (_, i): Source => {
    const along = unflatten(sizes, i);
    const place = start.map((x, d) => (gone.includes(d) ? along[gone.indexOf(d)]! : x));
    return { input: 0, at: flatten(shape, place) };
  });
};
