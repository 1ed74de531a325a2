/** @file Matrices as plain doubles, for factorisations: read from a tensor, and made into one. */

import { RuntimeError } from '../../errors';
import type { DType } from '../../dtype';
import { contiguousStrides, numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import { arrayNow } from '../indexing/now';

/** Row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export function matrix(rows: number, columns: number, data = new Float64Array(rows * columns)): Matrix {
  return { rows, columns, data };
}

export function identity(n: number): Matrix {
  const out = matrix(n, n);
  for (let i = 0; i < n; i++) out.data[i * n + i] = 1;
  return out;
}

export function transposed(a: Matrix): Matrix {
  const out = matrix(a.columns, a.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) out.data[j * a.rows + i] = a.data[i * a.columns + j]!;
  }
  return out;
}

export function multiplied(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const value = a.data[i * a.columns + k]!;
      for (let j = 0; j < b.columns; j++) out.data[i * b.columns + j]! += value * b.data[k * b.columns + j]!;
    }
  }
  return out;
}

/** The matrices of a batch, one after the other. */
export function matricesOf(x: Tensor, op: string): Matrix[] {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const elements = arrayNow(x, op);
  return Array.from({ length: numel(x.shape.slice(0, -2)) }, (_, b) =>
    matrix(
      rows,
      columns,
      Float64Array.from(elements.subarray(b * rows * columns, (b + 1) * rows * columns) as Float64Array),
    ),
  );
}

/** A tensor of these elements, rounded to the dtype. */
export function tensorOf(
  values: ArrayLike<number>,
  shape: Shape,
  like: Tensor,
  dtype: DType = like.dtype,
): Tensor {
  const array = dtype.array(values.length) as Float64Array;
  array.set(values);
  return new Tensor({
    storage: like.device.upload(dtype, array),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
}

/** A batch of matrices as a tensor. */
export function stacked(
  list: readonly Matrix[],
  batch: Shape,
  rows: number,
  columns: number,
  like: Tensor,
): Tensor {
  const values = new Float64Array(list.length * rows * columns);
  list.forEach((m, b) => values.set(m.data, b * rows * columns));
  return tensorOf(values, [...batch, rows, columns], like);
}

export function checkFloat(x: Tensor, op: string): void {
  if (x.dtype.isFloatingPoint) return;
  throw new RuntimeError(
    `${op}: Expected a floating point or complex tensor as input. Got ${x.dtype.scalarName}`,
  );
}

export function checkMatrix(x: Tensor, op: string, name = 'A'): void {
  if (x.ndim >= 2) return;
  throw new RuntimeError(`${op}: The input tensor ${name} must have at least 2 dimensions.`);
}

export function checkSquare(x: Tensor, op: string): void {
  checkMatrix(x, op);
  const [rows, columns] = x.shape.slice(-2);
  if (rows === columns) return;
  throw new RuntimeError(
    `${op}: A must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
  );
}

/** `(Batch element 2): ` in an error, where there is a batch. */
export function batchText(batch: Shape, b: number): string {
  return batch.length ? `(Batch element ${b}): ` : '';
}
