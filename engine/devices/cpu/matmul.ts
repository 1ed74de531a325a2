/** @file Matrix product of the cpu, batched. */

import type { StridedView } from '../device';
import { denseArray } from './dense';
import { dataOf } from './storage';
import { wasmMatmul } from './wasm/matmul';

/** So few multiplications are done where the elements are, whatever their strides. */
const FEW = 1024;

/**
 * [B, M, K] × [B, K, N] → [B, M, N]. Sums run in double precision and are rounded once at the end, but for large
 * float32 matrices: those go to the WebAssembly kernel, which adds in float32 as PyTorch does.
 */
export function matmulKernel(a: StridedView, b: StridedView, out: StridedView): void {
  if (wasmMatmul(a, b, out)) return;
  const [batch, rows, inner] = a.shape as [number, number, number];
  const columns = b.shape[2]!;
  const result = dataOf(out);
  if (rows * inner * columns <= FEW && !(result instanceof BigInt64Array)) {
    inPlace(a, b, dataOf(a) as Float64Array, dataOf(b) as Float64Array, result as Float64Array, out.offset);
    return;
  }
  const left = denseArray(a);
  const right = denseArray(b);
  if (left instanceof BigInt64Array && right instanceof BigInt64Array) {
    exactProduct(left, right, result as BigInt64Array, out.offset, batch, rows, inner, columns);
    return;
  }
  const [x, y] = [left as Float64Array, right as Float64Array];
  const row = new Float64Array(columns);
  for (let p = 0; p < batch; p++) {
    for (let i = 0; i < rows; i++) {
      row.fill(0);
      for (let k = 0; k < inner; k++) {
        const value = x[(p * rows + i) * inner + k]!;
        const base = (p * inner + k) * columns;
        for (let j = 0; j < columns; j++) row[j]! += value * y[base + j]!;
      }
      const at = out.offset + (p * rows + i) * columns;
      for (let j = 0; j < columns; j++) result[at + j] = row[j]!;
    }
  }
}

function inPlace(
  a: StridedView,
  b: StridedView,
  x: Float64Array,
  y: Float64Array,
  result: Float64Array,
  to: number,
): void {
  const [batch, rows, inner] = a.shape as [number, number, number];
  const columns = b.shape[2]!;
  const [aStep, aRow, aColumn] = a.strides as [number, number, number];
  const [bStep, bRow, bColumn] = b.strides as [number, number, number];
  for (let p = 0; p < batch; p++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        let at = a.offset + p * aStep + i * aRow;
        let other = b.offset + p * bStep + j * bColumn;
        for (let k = 0; k < inner; k++, at += aColumn, other += bRow) sum += x[at]! * y[other]!;
        result[to++] = sum;
      }
    }
  }
}

function exactProduct(
  x: BigInt64Array,
  y: BigInt64Array,
  result: BigInt64Array,
  offset: number,
  batch: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let p = 0; p < batch; p++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0n;
        for (let k = 0; k < inner; k++) {
          sum += x[(p * rows + i) * inner + k]! * y[(p * inner + k) * columns + j]!;
        }
        result[offset + (p * rows + i) * columns + j] = sum;
      }
    }
  }
}
