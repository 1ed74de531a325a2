/** @file Sparse maps of planes, normalising and row look-up on the cpu. */

import { numel } from '../../shape';
import type { StridedView } from '../device';
import { outOfBounds } from '../indexing';
import type { NetworkKernels, SparseMap } from '../network';
import { convolve, convolveInput, convolveWeight } from './convolution';
import { dense } from './dense';
import { dataOf } from './storage';
import { positions } from './strided';

/**
 * Lets `work` read x and write out as numbers, the first element of out being at `base`.
 * int64 goes by way of doubles: sums of windows beyond 2^53 are not exact.
 */
function inNumbers(
  x: StridedView,
  out: StridedView,
  work: (source: ArrayLike<number>, result: Float64Array, base: number) => void,
): void {
  const data = dataOf(out);
  if (!(data instanceof BigInt64Array)) {
    work(dense(x), data as Float64Array, out.offset);
    return;
  }
  const count = numel(out.shape);
  const own = data.subarray(out.offset, out.offset + count);
  const result = Float64Array.from(own, Number);
  work(Float64Array.from(dense(x) as ArrayLike<number>, Number), result, 0);
  for (let i = 0; i < count; i++) own[i] = BigInt(Math.trunc(result[i]!));
}

function planes(map: SparseMap, transposed: boolean, x: StridedView, out: StridedView): void {
  const { rows, columns, start, column, weight } = map;
  const count = numel(transposed ? out.shape : x.shape) / Math.max(1, columns);
  inNumbers(x, out, (source, result, base) => {
    for (let b = 0; b < count; b++) {
      if (transposed) {
        const sums = new Float64Array(columns);
        for (let r = 0; r < rows; r++) {
          const value = source[b * rows + r]!;
          for (let e = start[r]!; e < start[r + 1]!; e++) sums[column[e]!]! += value * weight[e]!;
        }
        result.set(sums, base + b * columns);
        continue;
      }
      for (let r = 0; r < rows; r++) {
        const end = start[r + 1]!;
        if (start[r] === end) continue;
        let sum = 0;
        for (let e = start[r]!; e < end; e++) sum += source[b * columns + column[e]!]! * weight[e]!;
        result[base + b * rows + r] = sum;
      }
    }
  });
}

function planeMax(map: SparseMap, x: StridedView, out: StridedView, indices: StridedView): void {
  const found = dataOf(indices) as BigInt64Array;
  const { rows, columns, start, column } = map;
  const count = numel(x.shape) / Math.max(1, columns);
  inNumbers(x, out, (source, result, base) => {
    for (let b = 0; b < count; b++) {
      for (let r = 0; r < rows; r++) {
        let best = -Infinity;
        let at = column[start[r]!]!;
        for (let e = start[r]!; e < start[r + 1]!; e++) {
          const value = source[b * columns + column[e]!]!;
          if (value > best || Number.isNaN(value)) {
            best = value;
            at = column[e]!;
          }
        }
        result[base + b * rows + r] = best;
        found[indices.offset + b * rows + r] = BigInt(at);
      }
    }
  });
}

/** Calls `move(plane element, listed element)` for all that `indices` lists. */
function listed(
  columns: number,
  size: number,
  indices: StridedView,
  move: (p: number, i: number) => void,
): void {
  const places = dense(indices);
  const total = numel(indices.shape);
  for (let i = 0; i < total; i++) move(Math.floor(i / size) * columns + Number(places[i]!), i);
}

function planePick(columns: number, x: StridedView, indices: StridedView, out: StridedView): void {
  const source = dense(x);
  const result = dataOf(out) as Float64Array;
  const size = numel(indices.shape) / (numel(x.shape) / columns);
  listed(columns, size, indices, (p, i) => (result[out.offset + i] = source[p]!));
}

function planeScatter(columns: number, x: StridedView, indices: StridedView, out: StridedView): void {
  const source = dense(x);
  const result = dataOf(out) as Float64Array;
  const size = numel(indices.shape) / (numel(out.shape) / columns);
  listed(columns, size, indices, (p, i) => (result[out.offset + p]! += source[i]!));
}

function standardize(
  size: number,
  eps: number,
  x: StridedView,
  weight: StridedView | null,
  bias: StridedView | null,
  out: StridedView,
): void {
  const source = dense(x);
  const scale = weight && dense(weight);
  const shift = bias && dense(bias);
  const result = dataOf(out) as Float64Array;
  const places = positions(out);
  const total = numel(out.shape);
  for (let from = 0; from < total; from += size) {
    let mean = 0;
    for (let i = from; i < from + size; i++) mean += source[i]!;
    mean /= size;
    let variance = 0;
    for (let i = from; i < from + size; i++) variance += (source[i]! - mean) ** 2;
    const factor = 1 / Math.sqrt(variance / size + eps);
    for (let i = from; i < from + size; i++) {
      const value = (source[i]! - mean) * factor * (scale ? scale[i]! : 1) + (shift ? shift[i]! : 0);
      result[places ? places[i]! : out.offset + i] = value;
    }
  }
}

function rows(weight: StridedView, indices: StridedView, out: StridedView): void {
  const source = dense(weight);
  const places = dense(indices);
  const result = dataOf(out) as Float64Array;
  const [size, width] = weight.shape as [number, number];
  for (let i = 0; i < numel(indices.shape); i++) {
    const row = Number(places[i]!);
    if (row < 0 || row >= size) throw outOfBounds('select', row, 0, size);
    const from = row * width;
    for (let d = 0; d < width; d++) result[out.offset + i * width + d] = source[from + d]!;
  }
}

function addRows(g: StridedView, indices: StridedView, skip: number, out: StridedView): void {
  const source = dense(g);
  const places = dense(indices);
  const result = dataOf(out) as Float64Array;
  const width = out.shape[1]!;
  for (let i = 0; i < numel(indices.shape); i++) {
    const row = Number(places[i]!);
    if (row === skip) continue;
    for (let d = 0; d < width; d++) result[out.offset + row * width + d]! += source[i * width + d]!;
  }
}

/** The kernels, each handed to the device's queue. */
export function networkKernels(run: (work: () => void) => void): NetworkKernels {
  return {
    planes: (...args) => run(() => planes(...args)),
    planeMax: (...args) => run(() => planeMax(...args)),
    planePick: (...args) => run(() => planePick(...args)),
    planeScatter: (columns, x, indices, out) => run(() => planeScatter(columns, x, indices, out)),
    convolve: (...args) => run(() => convolve(...args)),
    convolveInput: (...args) => run(() => convolveInput(...args)),
    convolveWeight: (...args) => run(() => convolveWeight(...args)),
    standardize: (...args) => run(() => standardize(...args)),
    rows: (...args) => run(() => rows(...args)),
    addRows: (...args) => run(() => addRows(...args)),
  };
}
