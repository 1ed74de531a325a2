/** @file Softmax and class indices on the cpu: what a classifier's loss is made of. */

import { IndexError } from '../../errors';
import { numel } from '../../shape';
import type { StridedView } from '../device';
import { lanesOf, readLane, type Lanes } from './lanes';
import { dataOf } from './storage';
import { positions } from './strided';
import { LEAST, wasmSoftmax } from './wasm/elementwise';

export function softmaxKernel(x: StridedView, out: StridedView, log: boolean): void {
  const [source, target] = [lanesOf(x), lanesOf(out)];
  const { rows, length } = source;
  if (isLarge(source, target)) {
    const [from, to] = [source, target].map(({ data, offset }) => ({
      data: data as Float32Array,
      at: offset,
    }));
    if (wasmSoftmax(from!, to!, rows, length, log)) return;
  }
  const lane = new Float64Array(length);
  for (let r = 0; r < rows; r++) {
    readLane(source, r, lane);
    if (log) logSoftmaxOf(lane);
    else softmaxOf(lane);
    storeLane(target, r, lane);
  }
}

/** Whether the lanes are for the WebAssembly kernel: many floats in order. */
function isLarge(source: Lanes, target: Lanes): boolean {
  const { rows, length, data, at } = source;
  return data instanceof Float32Array && !at && !target.at && rows * length >= LEAST;
}

/** NaN wins over every number. */
function largestOf(lane: Float64Array): number {
  let largest = -Infinity;
  for (let i = 0; i < lane.length; i++) {
    const value = lane[i]!;
    // not "greater", so that a NaN is taken and stays
    if (!(value <= largest)) largest = value;
    if (value !== value) return NaN;
  }
  return largest;
}

function softmaxOf(lane: Float64Array): void {
  const largest = largestOf(lane);
  let sum = 0;
  for (let i = 0; i < lane.length; i++) sum += lane[i] = Math.exp(lane[i]! - largest);
  for (let i = 0; i < lane.length; i++) lane[i]! /= sum;
}

function logSoftmaxOf(lane: Float64Array): void {
  const largest = largestOf(lane);
  let sum = 0;
  for (let i = 0; i < lane.length; i++) sum += Math.exp(lane[i]! - largest);
  const logSum = Math.log(sum);
  for (let i = 0; i < lane.length; i++) lane[i] = lane[i]! - largest - logSum;
}

/** Copies a buffer of doubles to where a lane is. */
function storeLane({ data, length, at, offset }: Lanes, row: number, lane: Float64Array): void {
  const to = data as Float64Array;
  const from = row * length;
  if (at) for (let i = 0; i < length; i++) to[at[from + i]!] = lane[i]!;
  else for (let i = 0; i < length; i++) to[offset + from + i] = lane[i]!;
}

export function classesKernel(
  target: StridedView,
  weight: StridedView | null,
  count: number,
  ignoreIndex: number,
  index: StridedView,
  weights: StridedView,
): void {
  const labels = dataOf(target);
  const at = positions(target);
  const [classes, factors] = [dataOf(index) as BigInt64Array, dataOf(weights)];
  const table = weight ? dataOf(weight) : null;
  const step = weight ? weight.strides[0]! : 0;
  for (let i = 0, n = numel(target.shape); i < n; i++) {
    const label = Number(labels[at ? at[i]! : target.offset + i]!);
    const ignored = label === ignoreIndex;
    if (!ignored && (label < 0 || label >= count)) throw new IndexError(`Target ${label} is out of bounds.`);
    classes[index.offset + i] = ignored ? 0n : BigInt(label);
    const own = table ? table[weight!.offset + label * step]! : 1;
    factors[weights.offset + i] = ignored ? 0 : own;
  }
}
