/** @file Lanes of the cpu: reading runs along the last dimension, sorting, choosing and searching in them. */

import type { DataArray } from '../../dtype';
import { numel } from '../../shape';
import type { StridedView } from '../device';
import type { ChoiceKernel } from '../lanes';
import { dataOf } from './storage';
import { positions } from './strided';

/** A lane's elements: doubles, or exact integers. */
export type Lane = Float64Array | BigInt64Array;

/** A view as lanes: `at(r, i)` is the storage position of element i of lane r. */
export interface Lanes {
  readonly data: DataArray;
  readonly rows: number;
  readonly length: number;
  readonly at: Int32Array | null;
  readonly offset: number;
}

export function lanesOf(view: StridedView): Lanes {
  const length = view.shape.at(-1) ?? 1;
  const rows = numel(view.shape.slice(0, -1));
  return { data: dataOf(view), rows, length, at: positions(view), offset: view.offset };
}

/** The storage position of the k-th element, counted through all lanes. */
export function place(lanes: Lanes, k: number): number {
  return lanes.at ? lanes.at[k]! : lanes.offset + k;
}

/** A buffer that holds one lane. */
export function laneBuffer({ data, length }: Lanes): Lane {
  return data instanceof BigInt64Array ? new BigInt64Array(length) : new Float64Array(length);
}

/** Copies a lane to the buffer, from where it is quick to read. */
export function readLane(lanes: Lanes, row: number, out: Lane): void {
  const { data, length, at, offset } = lanes;
  const from = row * length;
  // the buffer has the kind that the data needs
  const [target, source] = [out as Float64Array, data as Float64Array];
  if (at) for (let i = 0; i < length; i++) target[i] = source[at[from + i]!]!;
  else for (let i = 0; i < length; i++) target[i] = source[offset + from + i]!;
}

/** −1, 0 or 1, with NaN above all. */
function compare(x: number | bigint, y: number | bigint): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === y) return 0;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

/** The indices that sort the lane, equal elements in their order. */
function sortedOrder(lane: Lane, descending: boolean, order: Uint32Array): Uint32Array {
  for (let i = 0; i < order.length; i++) order[i] = i;
  return descending
    ? order.sort((i, j) => compare(lane[j]!, lane[i]!))
    : order.sort((i, j) => compare(lane[i]!, lane[j]!));
}

export function sortKernel(x: StridedView, order: StridedView, descending: boolean): void {
  const [source, target] = [lanesOf(x), lanesOf(order)];
  const lane = laneBuffer(source);
  const indices = new Uint32Array(source.length);
  const out = target.data as BigInt64Array;
  for (let r = 0; r < source.rows; r++) {
    readLane(source, r, lane);
    sortedOrder(lane, descending, indices);
    for (let i = 0; i < indices.length; i++) {
      out[place(target, r * source.length + i)] = BigInt(indices[i]!);
    }
  }
}

type Choice = (lane: Lane, order: Uint32Array) => number;

const CHOICES: Record<ChoiceKernel, Choice> = {
  argmax: (lane) => extreme(lane, 1),
  argmin: (lane) => extreme(lane, -1),
  argmedian: median,
  argmode: mode,
};

/** The first of the largest (sign 1) or smallest (sign −1); the first NaN wins. */
function extreme(lane: Lane, sign: 1 | -1): number {
  let best = 0;
  for (let i = 0; i < lane.length; i++) {
    const x = lane[i]!;
    if (Number.isNaN(x)) return i;
    if (sign === 1 ? x > lane[best]! : x < lane[best]!) best = i;
  }
  return best;
}

/** The lower of the two middle elements; the first NaN, if there is one. */
function median(lane: Lane, order: Uint32Array): number {
  if (lane instanceof Float64Array) {
    const firstNaN = lane.findIndex(Number.isNaN);
    if (firstNaN >= 0) return firstNaN;
  }
  return sortedOrder(lane, false, order)[(lane.length - 1) >> 1]!;
}

/** The most frequent element, of several the smallest: its last occurrence. */
function mode(lane: Lane, order: Uint32Array): number {
  sortedOrder(lane, false, order);
  let [best, longest] = [order[0]!, 0];
  for (let start = 0, i = 0; i < order.length; i++) {
    if (compare(lane[order[i]!]!, lane[order[start]!]!) !== 0) start = i;
    if (i - start + 1 > longest) [best, longest] = [order[i]!, i - start + 1];
  }
  return best;
}

export function chooseKernel(kernel: ChoiceKernel, x: StridedView, index: StridedView): void {
  const source = lanesOf(x);
  const at = positions(index);
  const out = dataOf(index) as BigInt64Array;
  const lane = laneBuffer(source);
  const order = new Uint32Array(source.length);
  for (let r = 0; r < source.rows; r++) {
    readLane(source, r, lane);
    out[at ? at[r]! : index.offset + r] = BigInt(CHOICES[kernel](lane, order));
  }
}

export function searchKernel(sorted: StridedView, x: StridedView, out: StridedView, right: boolean): void {
  const [bounds, source, target] = [lanesOf(sorted), lanesOf(x), lanesOf(out)];
  const lane = laneBuffer(bounds);
  const values = laneBuffer(source);
  const result = target.data as BigInt64Array;
  if (bounds.rows === 1) readLane(bounds, 0, lane);
  for (let r = 0; r < source.rows; r++) {
    if (bounds.rows > 1) readLane(bounds, r, lane);
    readLane(source, r, values);
    for (let i = 0; i < values.length; i++) {
      result[place(target, r * source.length + i)] = BigInt(bound(lane, values[i]!, right));
    }
  }
}

function bound(lane: Lane, value: number | bigint, right: boolean): number {
  let [low, high] = [0, lane.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const x = lane[middle]!;
    // as PyTorch writes it, so that NaN goes to the end
    if (right ? !(x > value) : !(x >= value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
