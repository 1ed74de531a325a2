/** @file Running results along lanes of the cpu, and picking elements of lanes by index. */

import type { DataArray } from '../../dtype';
import type { StridedView } from '../device';
import type { ScanKernel } from '../lanes';
import { laneBuffer, lanesOf, place, readLane, type Lane } from './lanes';

const STEP: Record<ScanKernel, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  logaddexp: (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    return low === high && !Number.isFinite(low) ? low : high + Math.log1p(Math.exp(low - high));
  },
};

export function scanKernel(kernel: ScanKernel, x: StridedView, out: StridedView, reverse: boolean): void {
  const [source, target] = [lanesOf(x), lanesOf(out)];
  const { rows, length } = source;
  const lane = laneBuffer(source);
  for (let r = 0; r < rows; r++) {
    readLane(source, r, lane);
    if (reverse) lane.reverse();
    if (lane instanceof BigInt64Array) runExact(kernel, lane);
    else runFloat(kernel, lane);
    if (reverse) lane.reverse();
    writeLane(lane, target.data, (i) => place(target, r * length + i));
  }
}

function runFloat(kernel: ScanKernel, lane: Float64Array): void {
  const step = STEP[kernel];
  for (let i = 1; i < lane.length; i++) lane[i] = step(lane[i - 1]!, lane[i]!);
}

function runExact(kernel: ScanKernel, lane: BigInt64Array): void {
  // storing wraps to 64 bits
  if (kernel === 'prod') for (let i = 1; i < lane.length; i++) lane[i] = lane[i - 1]! * lane[i]!;
  else for (let i = 1; i < lane.length; i++) lane[i] = lane[i - 1]! + lane[i]!;
}

function writeLane(lane: Lane, data: DataArray, at: (i: number) => number): void {
  // both are of the kind that one dtype has
  const [target, source] = [data as Float64Array, lane as Float64Array];
  for (let i = 0; i < lane.length; i++) target[at(i)] = source[i]!;
}

export function scanExtremeKernel(kernel: 'max' | 'min', x: StridedView, index: StridedView): void {
  const [source, target] = [lanesOf(x), lanesOf(index)];
  const lane = laneBuffer(source);
  const out = target.data as BigInt64Array;
  for (let r = 0; r < source.rows; r++) {
    readLane(source, r, lane);
    let best = 0;
    for (let i = 0; i < source.length; i++) {
      const [value, held] = [lane[i]!, lane[best]!];
      const wins = Number.isNaN(value) || (kernel === 'max' ? value >= held : value <= held);
      if (wins) best = i;
      out[place(target, r * source.length + i)] = BigInt(best);
    }
  }
}

export function recurrenceKernel(a: StridedView, c: StridedView, out: StridedView, reverse: boolean): void {
  const [terms, factors, target] = [lanesOf(a), lanesOf(c), lanesOf(out)];
  const { rows, length } = terms;
  const [term, factor] = [laneBuffer(terms) as Float64Array, laneBuffer(factors) as Float64Array];
  for (let r = 0; r < rows; r++) {
    readLane(terms, r, term);
    readLane(factors, r, factor);
    if (reverse) for (let i = length - 2; i >= 0; i--) term[i]! += factor[i]! * term[i + 1]!;
    else for (let i = 1; i < length; i++) term[i]! += factor[i]! * term[i - 1]!;
    writeLane(term, target.data, (i) => place(target, r * length + i));
  }
}

export function shiftKernel(x: StridedView, out: StridedView, by: number, fill: number): void {
  const [source, target] = [lanesOf(x), lanesOf(out)];
  const { rows, length } = source;
  const [from, to] = [source.data as Float64Array, target.data as Float64Array];
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < length; i++) {
      const j = i - by;
      const at = place(target, r * length + i);
      to[at] = j < 0 || j >= length ? fill : from[place(source, r * length + j)]!;
    }
  }
}

export function pickKernel(x: StridedView, index: StridedView, out: StridedView): void {
  const [source, chosen, target] = [lanesOf(x), lanesOf(index), lanesOf(out)];
  const indices = chosen.data as BigInt64Array;
  // one dtype has one kind of array
  const [from, to] = [source.data as Float64Array, target.data as Float64Array];
  for (let r = 0; r < chosen.rows; r++) {
    for (let i = r * chosen.length; i < (r + 1) * chosen.length; i++) {
      to[place(target, i)] = from[place(source, r * source.length + Number(indices[place(chosen, i)]!))]!;
    }
  }
}

export function placeKernel(from: StridedView, index: StridedView, out: StridedView): void {
  const [source, chosen, target] = [lanesOf(from), lanesOf(index), lanesOf(out)];
  const indices = chosen.data as BigInt64Array;
  const [values, sums] = [source.data as Float64Array, target.data as Float64Array];
  for (let r = 0; r < chosen.rows; r++) {
    for (let i = r * chosen.length; i < (r + 1) * chosen.length; i++) {
      const at = place(target, r * target.length + Number(indices[place(chosen, i)]!));
      sums[at] = sums[at]! + values[place(source, i)]!;
    }
  }
}
