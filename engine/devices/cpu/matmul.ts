/** @file Matrix product of the cpu, batched. */

import type { StridedView } from '../device';
import { denseArray } from './dense';
import { dataOf } from './storage';

/** [B, M, K] × [B, K, N] → [B, M, N]. Sums run in double precision and are rounded once at the end. */
export function matmulKernel(a: StridedView, b: StridedView, out: StridedView): void {
  const [batch, rows, inner] = a.shape as [number, number, number];
  const columns = b.shape[2]!;
  const result = dataOf(out);
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
