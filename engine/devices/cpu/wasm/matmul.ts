/** @file The product of large float32 matrices: copied to the kernels' memory unless they live there, and multiplied. */

import type { StridedView } from '../../device';
import { dataOf } from '../storage';
import { addressOf } from './arena';
import { kernels, Places, type Kernels } from './kernels';
import { MATMUL_BYTES } from './parts';
import { share } from './threads';

/** Below so many multiplications the copying is not worth it. */
const LEAST = 4096;
/** multiplications that a part of its own is worth */
const PART = 2 ** 22;
const MOST_PARTS = 8;

/** One matrix of a batch as it is copied: a stretch of its storage, or element by element where that has wide gaps. */
interface Staging {
  readonly data: Float32Array;
  readonly at: number;
  readonly length: number;
  readonly gathers: boolean;
  readonly rows: number;
  readonly columns: number;
  /** in the source */
  readonly strides: readonly [number, number];
  /** of the batch */
  readonly step: number;
}

function staging(view: StridedView): Staging {
  const [, rows, columns] = view.shape as [number, number, number];
  const [step, row, column] = view.strides as [number, number, number];
  const stretch = (rows - 1) * row + (columns - 1) * column + 1;
  const gathers = stretch > 2 * rows * columns;
  return {
    data: dataOf(view) as Float32Array,
    at: view.offset,
    length: gathers ? rows * columns : stretch,
    gathers,
    rows,
    columns,
    strides: [row, column],
    step,
  };
}

/** Where the batch's matrix `p` is for the kernel, in floats: copied to `place` unless it lives in its memory. */
function stage(matrix: Staging, p: number, wasm: Kernels, place: number): number {
  const { data, at, length, gathers, rows, columns, strides, step } = matrix;
  const from = at + p * step;
  const home = gathers ? null : addressOf(data, wasm);
  if (home !== null) return home + from;
  if (!gathers) {
    wasm.floats.set(data.subarray(from, from + length), place);
    return place;
  }
  let to = place;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) wasm.floats[to++] = data[from + i * strides[0] + j * strides[1]]!;
  }
  return place;
}

/** Does the work of `matmul` and returns true, for float32 matrices that are large enough; false otherwise. */
export function wasmMatmul(a: StridedView, b: StridedView, out: StridedView): boolean {
  const [batch, m, k] = a.shape as [number, number, number];
  const n = b.shape[2]!;
  if (out.storage.dtype.name !== 'float32' || m * n * k < LEAST) return false;
  const [left, right] = [staging(a), staging(b)];
  const places = new Places();
  const [x, y, z] = [places.take(left.length), places.take(right.length), places.take(m * n)];
  const work = places.bytes;
  const parts = Math.min(MOST_PARTS, Math.max(1, Math.floor((m * n * k) / PART)));
  const wasm = kernels(work + parts * MATMUL_BYTES);
  if (!wasm) return false;
  const result = dataOf(out) as Float32Array;
  const home = addressOf(result, wasm);
  const [aRow, aColumn] = left.gathers ? [k, 1] : left.strides;
  const [bRow, bColumn] = right.gathers ? [n, 1] : right.strides;
  let [i, j] = [x, y];
  for (let p = 0; p < batch; p++) {
    if (p === 0 || left.step !== 0) i = stage(left, p, wasm, x);
    if (p === 0 || right.step !== 0) j = stage(right, p, wasm, y);
    const to = out.offset + p * m * n;
    const target = home === null ? z : home + to;
    const args = [i * 4, j * 4, target * 4, m, n, k, aRow, aColumn, bRow, bColumn, n, work];
    share(wasm, 'matmul', args, parts);
    if (home === null) result.set(wasm.floats.subarray(z, z + m * n), to);
  }
  return true;
}
