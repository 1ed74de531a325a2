/** @file What can be said of all elements of a tensor at once: extremes, mean, spread, a histogram, a share. */

import type { Data, Layout } from './part';
import { offsetsAlong } from './plane';

export interface Statistics {
  readonly count: number;
  readonly nan: number;
  readonly infinite: number;
  /** of the finite elements; NaN where there is none */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** the population's standard deviation */
  readonly std: number;
  /** elements whose absolute value is above the threshold; ±∞ is, NaN is not */
  readonly above: number;
  /** finite elements from min to max, in ranges of one width; the last takes max in */
  readonly bins: readonly number[];
}

export interface Question {
  readonly threshold: number;
  readonly bins: number;
}

/** Calls `visit` with every element, in any order. */
function each(data: Data, layout: Layout, visit: (x: number) => void): void {
  const { shape, strides, offset } = layout;
  const last = shape.length - 1;
  const dims = shape.map((_, d) => d).slice(0, -1);
  const outer = dims.reduce((count, d) => count * (shape[d] ?? 1), 1);
  const inner = shape[last] ?? 1;
  const step = strides[last] ?? 0;
  for (const start of offsetsAlong(shape, strides, dims, 0, outer)) {
    for (let j = 0, at = offset + start; j < inner; j++, at += step) visit(Number(data[at]));
  }
}

/** Two passes over the elements: one for the extremes and sums, one for the histogram. */
export function statisticsOf(data: Data, layout: Layout, { threshold, bins }: Question): Statistics {
  let [count, nan, infinite, above, sum] = [0, 0, 0, 0, 0];
  let [min, max] = [Infinity, -Infinity];
  each(data, layout, (x) => {
    count++;
    if (Math.abs(x) > threshold) above++;
    if (Number.isNaN(x)) nan++;
    else if (x === Infinity || x === -Infinity) infinite++;
    else {
      sum += x;
      if (x < min) min = x;
      if (x > max) max = x;
    }
  });
  const finite = count - nan - infinite;
  const counts = new Array<number>(bins).fill(0);
  if (finite === 0) {
    const none = Number.NaN;
    return { count, nan, infinite, above, min: none, max: none, mean: none, std: none, bins: counts };
  }
  const mean = sum / finite;
  const width = (max - min) / bins;
  let squares = 0;
  each(data, layout, (x) => {
    if (!Number.isFinite(x)) return;
    squares += (x - mean) ** 2;
    const bin = width === 0 ? 0 : Math.min(bins - 1, Math.floor((x - min) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return { count, nan, infinite, above, min, max, mean, std: Math.sqrt(squares / finite), bins: counts };
}

/** The largest |x| of the finite elements; 0 where there is none. */
export function reach({ min, max }: Statistics): number {
  return Number.isNaN(min) ? 0 : Math.max(Math.abs(min), Math.abs(max));
}
