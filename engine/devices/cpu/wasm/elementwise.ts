/** @file Large dense float32 tensors through the kernels' memory, a piece at a time, so that it stays in the cache. */

import type { BinaryKernel, UnaryKernel } from '../../device';
import type { AdamFactors } from '../../optimizers';
import { kernels, type Kernels } from './kernels';

/** Fewer elements are done sooner in plain loops. */
export const LEAST = 4096;
/** elements of a piece: three of them fit the second cache many times over */
const PIECE = 8192;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

const BINARY: Partial<Record<BinaryKernel, number>> = { add: 0, sub: 1, mul: 2, div: 3 };
const UNARY: Partial<Record<UnaryKernel, number>> = { neg: 0, abs: 1, sqrt: 2, relu: 3, exp: 4 };

/** Elements in order from `at`, or one number for all. */
export type Source = { readonly data: Float32Array; readonly at: number } | number;

/** Puts a piece of a source into memory; a number is put there once. */
function piece(wasm: Kernels, source: Source, from: number, count: number, place: number): void {
  if (typeof source !== 'number') {
    wasm.floats.set(source.data.subarray(source.at + from, source.at + from + count), place);
  } else if (from === 0) wasm.floats.fill(source, place, place + PIECE);
}

/** Does the work and returns true where there is such a kernel; false otherwise. */
export function wasmBinary(
  kernel: BinaryKernel,
  a: Source,
  b: Source,
  out: Float32Array,
  at: number,
  count: number,
): boolean {
  const code = BINARY[kernel];
  const wasm = code === undefined ? null : kernels(3 * PIECE * FLOAT);
  if (!wasm) return false;
  for (let from = 0; from < count; from += PIECE) {
    const size = Math.min(PIECE, count - from);
    piece(wasm, a, from, size, 0);
    piece(wasm, b, from, size, PIECE);
    wasm.binary(code!, 0, PIECE * FLOAT, 2 * PIECE * FLOAT, size);
    out.set(wasm.floats.subarray(2 * PIECE, 2 * PIECE + size), at + from);
  }
  return true;
}

/** The same for one operand. */
export function wasmUnary(
  kernel: UnaryKernel,
  x: Source,
  out: Float32Array,
  at: number,
  count: number,
): boolean {
  const code = UNARY[kernel];
  const wasm = code === undefined ? null : kernels(PIECE * FLOAT);
  if (!wasm) return false;
  for (let from = 0; from < count; from += PIECE) {
    const size = Math.min(PIECE, count - from);
    piece(wasm, x, from, size, 0);
    wasm.unary(code!, 0, size);
    out.set(wasm.floats.subarray(0, size), at + from);
  }
  return true;
}

/** Softmax of rows that lie in order. */
export function wasmSoftmax(
  x: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  rows: number,
  length: number,
  log: boolean,
): boolean {
  const together = Math.max(1, Math.floor(PIECE / length));
  const wasm = kernels((together * length + 4) * FLOAT);
  if (!wasm) return false;
  for (let r = 0; r < rows; r += together) {
    const count = Math.min(together, rows - r);
    const [start, size] = [r * length, count * length];
    wasm.floats.set(x.subarray(from + start, from + start + size));
    wasm.softmax(0, count, length, log);
    out.set(wasm.floats.subarray(0, size), to + start);
  }
  return true;
}

/** One step of Adam: the parameter and both averages are changed, the gradient is read. */
export function wasmAdam(
  [p, g, average, square]: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  f: AdamFactors,
): boolean {
  const wasm = kernels(4 * PIECE * FLOAT);
  if (!wasm) return false;
  const changed = [p, average, square];
  const places = [0, 2 * PIECE, 3 * PIECE];
  for (let from = 0; from < p.length; from += PIECE) {
    const size = Math.min(PIECE, p.length - from);
    changed.forEach((data, i) => wasm.floats.set(data.subarray(from, from + size), places[i]));
    wasm.floats.set(g.subarray(from, from + size), PIECE);
    wasm.adam(
      ...([0, PIECE * FLOAT, 2 * PIECE * FLOAT, 3 * PIECE * FLOAT, size, f.sign, f.weightDecay] as const),
      ...([f.keep, f.blend, f.decay, f.rest, f.root, f.eps, f.rate] as const),
    );
    changed.forEach((data, i) => data.set(wasm.floats.subarray(places[i], places[i]! + size), from));
  }
  return true;
}
