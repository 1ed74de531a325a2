/** @file Indexing kernels of the cpu: storage positions first, then one plain loop. */

import type { DataArray } from '../../dtype';
import { numel } from '../../shape';
import type { Operand, StridedView } from '../device';
import {
  countsFromEnd,
  outOfBounds,
  type Bounds,
  type IndexingKernels,
  type IndexPlace,
  type PutMode,
} from '../indexing';
import { dataOf } from './storage';
import { isDense, positions } from './strided';

/** The kernels, each handing its work to `run`. */
export function indexingKernels(run: (work: () => void) => void): IndexingKernels {
  return {
    gather: (x, dim, index, out) => run(() => read(x, gatherPlaces(x, dim, index), out)),
    scatter: (out, dim, index, source, mode) =>
      run(() => write(out, gatherPlaces(out, dim, index), source, mode)),
    lookUp: (x, indices, out, at) => run(() => lookUp(x, indices, out, at)),
    putAt: (out, indices, source, mode, at) =>
      run(() => write(out, placesOf(out, indices, at), source, mode)),
  };
}

/** Storage positions in row-major order, dense or not. */
function walk(view: StridedView): Int32Array {
  const at = positions(view);
  if (at) return at;
  const out = new Int32Array(numel(view.shape));
  for (let i = 0; i < out.length; i++) out[i] = view.offset + i;
  return out;
}

/** Adds to every place what its index contributes in one dimension; checks the index. */
function addIndex(
  places: Int32Array,
  index: StridedView,
  size: number,
  step: number,
  bounds: Bounds,
  dim: number,
): void {
  const values = dataOf(index);
  const from = positions(index);
  const fromEnd = countsFromEnd(bounds);
  for (let i = 0; i < places.length; i++) {
    let at = Number(values[from ? from[i]! : index.offset + i]!);
    if (at < 0 && fromEnd && at >= -size) at += size;
    else if (at < 0 || at >= size) throw outOfBounds(bounds, at, dim, size);
    places[i]! += at * step;
  }
}

function gatherPlaces(x: StridedView, dim: number, index: StridedView): Int32Array {
  const places = walk({ ...index, storage: x.storage, strides: x.strides.with(dim, 0), offset: x.offset });
  addIndex(places, index, x.shape[dim]!, x.strides[dim]!, 'gather', dim);
  return places;
}

/** Where each combination of indices begins in `x`. */
function beginnings(
  x: StridedView,
  indices: readonly StridedView[],
  { bounds, dims }: IndexPlace,
): Int32Array {
  const begin = new Int32Array(numel(indices[0]!.shape)).fill(x.offset);
  indices.forEach((index, k) => addIndex(begin, index, x.shape[k]!, x.strides[k]!, bounds, dims[k]!));
  return begin;
}

function restOf(x: StridedView, indices: readonly StridedView[]): StridedView {
  return {
    storage: x.storage,
    shape: x.shape.slice(indices.length),
    strides: x.strides.slice(indices.length),
    offset: 0,
  };
}

function placesOf(x: StridedView, indices: readonly StridedView[], at: IndexPlace): Int32Array {
  const begin = beginnings(x, indices, at);
  const rest = walk(restOf(x, indices));
  const places = new Int32Array(begin.length * rest.length);
  for (let b = 0, i = 0; b < begin.length; b++) {
    for (let r = 0; r < rest.length; r++) places[i++] = begin[b]! + rest[r]!;
  }
  return places;
}

function lookUp(x: StridedView, indices: readonly StridedView[], out: StridedView, at: IndexPlace): void {
  const rest = restOf(x, indices);
  const length = numel(rest.shape);
  if (length < 4 || !isDense(rest) || !isDense(out)) {
    read(x, placesOf(x, indices, at), out);
    return;
  }
  // rows in one piece each; both arrays are of one kind
  const source = dataOf(x) as Float64Array;
  const target = dataOf(out) as Float64Array;
  const begin = beginnings(x, indices, at);
  for (let b = 0; b < begin.length; b++) {
    target.set(source.subarray(begin[b]!, begin[b]! + length), out.offset + b * length);
  }
}

function read(x: StridedView, places: Int32Array, out: StridedView): void {
  const source = dataOf(x) as Float64Array;
  const target = dataOf(out) as Float64Array;
  const to = positions(out);
  for (let i = 0; i < places.length; i++) target[to ? to[i]! : out.offset + i] = source[places[i]!]!;
}

function write(out: StridedView, places: Int32Array, source: Operand, mode: PutMode): void {
  const target = dataOf(out);
  const { name } = out.storage.dtype;
  if (typeof source === 'number') {
    const value = name === 'int64' ? BigInt(source) : source;
    if (mode === 'set') for (let i = 0; i < places.length; i++) target[places[i]!] = value;
    else for (let i = 0; i < places.length; i++) addTo(target, places[i]!, value, name === 'bool');
    return;
  }
  const values = dataOf(source);
  const from = positions(source);
  if (mode === 'set') {
    const [to, given] = [target as Float64Array, values as Float64Array];
    for (let i = 0; i < places.length; i++) to[places[i]!] = given[from ? from[i]! : source.offset + i]!;
    return;
  }
  for (let i = 0; i < places.length; i++) {
    addTo(target, places[i]!, values[from ? from[i]! : source.offset + i]!, name === 'bool');
  }
}

/** int64 wraps in its array; a bool is true when either is. */
function addTo(target: DataArray, place: number, value: number | bigint, isBool: boolean): void {
  if (target instanceof BigInt64Array) target[place]! += value as bigint;
  else if (isBool) target[place]! |= value as number;
  else target[place]! += value as number;
}
