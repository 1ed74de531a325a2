/** @file What can be said of all elements of a tensor at once: extremes, mean, spread, a histogram, a share. */

import { ofNothing, type Question, type Statistics } from '../../engine/devices/statistics';
import type { Data, Layout } from './part';
import { extent, offsetsAlong } from './plane';

export type { Question, Statistics };

/** Elements that lie evenly apart: the last dimension's. */
interface Line {
  readonly data: ArrayLike<number>;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** All elements, line by line. Those of int64 are read into one line that is used again. */
function* linesOf(data: Data, { shape, strides, offset }: Layout): Generator<Line> {
  const dims = shape.map((_, d) => d).slice(0, -1);
  const length = shape.at(-1) ?? 1;
  const step = strides.at(-1) ?? 0;
  const exact = data instanceof BigInt64Array ? new Float64Array(length) : null;
  for (const from of offsetsAlong(shape, strides, dims, 0, extent(shape, dims))) {
    const start = offset + from;
    if (exact === null) yield { data: data as ArrayLike<number>, start, step, length };
    else {
      for (let j = 0; j < length; j++) exact[j] = Number(data[start + j * step]);
      yield { data: exact, start: 0, step: 1, length };
    }
  }
}

/** What one pass finds; one object for all lines. */
class Tally {
  nan = 0;
  infinite = 0;
  above = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;

  // plain loops over plain numbers: there may be 25 million of them
  add({ data, start, step, length }: Line, threshold: number): void {
    let { nan, infinite, above, sum, min, max } = this;
    for (let j = 0, at = start; j < length; j++, at += step) {
      const x = data[at]!;
      if (x > threshold || -x > threshold) above++;
      if (x - x === 0) {
        sum += x;
        if (x < min) min = x;
        if (x > max) max = x;
      } else if (x === x) infinite++;
      else nan++;
    }
    Object.assign(this, { nan, infinite, above, sum, min, max });
  }
}

/** Counts the finite elements of a line by their range; returns the sum of their squared distances from the mean. */
function spread(
  { data, start, step, length }: Line,
  counts: Float64Array,
  min: number,
  width: number,
  mean: number,
): number {
  const last = counts.length - 1;
  const scale = width === 0 ? 0 : 1 / width;
  let squares = 0;
  for (let j = 0, at = start; j < length; j++, at += step) {
    const x = data[at]!;
    if (x - x !== 0) continue;
    squares += (x - mean) * (x - mean);
    const bin = Math.floor((x - min) * scale);
    counts[bin > last ? last : bin]!++;
  }
  return squares;
}

/** Two passes over the elements: one for the extremes and sums, one for the histogram. */
export function statisticsOf(data: Data, layout: Layout, { threshold, bins }: Question): Statistics {
  const tally = new Tally();
  const count = extent(
    layout.shape,
    layout.shape.map((_, d) => d),
  );
  for (const line of linesOf(data, layout)) tally.add(line, threshold);
  const { nan, infinite, above, min, max, sum } = tally;
  const finite = count - nan - infinite;
  if (finite === 0) return ofNothing({ count, nan, infinite, above }, bins);
  const counts = new Float64Array(bins);
  const mean = sum / finite;
  const width = (max - min) / bins;
  let squares = 0;
  for (const line of linesOf(data, layout)) squares += spread(line, counts, min, width, mean);
  return { count, nan, infinite, above, min, max, mean, std: Math.sqrt(squares / finite), bins: [...counts] };
}

/** The largest |x| of the finite elements; 0 where there is none. */
export function reach({ min, max }: Statistics): number {
  return Number.isNaN(min) ? 0 : Math.max(Math.abs(min), Math.abs(max));
}
