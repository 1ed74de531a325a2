/** @file Matrices as plain doubles, for factorisations: read from a tensor, and made into one. */

import type { DataArray } from '../../dtype';
import { RuntimeError } from '../../errors';
import { numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import { onCpu } from '../on-cpu';

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
function matricesIn(elements: DataArray, shape: Shape): Matrix[] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return Array.from({ length: numel(shape.slice(0, -2)) }, (_, b) =>
    matrix(
      rows,
      columns,
      Float64Array.from(elements.subarray(b * rows * columns, (b + 1) * rows * columns) as Float64Array),
    ),
  );
}

/** What was made of matrices on the cpu (see onCpu). */
export interface Made<R> {
  /** A tensor of numbers. */
  numbers(shape: Shape, values: (result: R) => ArrayLike<number>): Tensor;
  /** A tensor of a batch of matrices. */
  matrices(batch: Shape, rows: number, columns: number, list: (result: R) => readonly Matrix[]): Tensor;
}

/** Works on the matrices of each tensor's batch; results have the first one's dtype. */
export function onMatrices<R>(inputs: readonly Tensor[], work: (...batches: Matrix[][]) => R): Made<R> {
  const made = onCpu(inputs, (elements) =>
    work(...elements.map((each, k) => matricesIn(each, inputs[k]!.shape))),
  );
  const { dtype } = inputs[0]!;
  return {
    numbers: (shape, values) => made.tensor(shape, dtype, values),
    matrices: (batch, rows, columns, list) =>
      made.tensor([...batch, rows, columns], dtype, (result) => {
        const values = new Float64Array(numel(batch) * rows * columns);
        list(result).forEach((m, b) => values.set(m.data, b * rows * columns));
        return values;
      }),
  };
}

/** A tensor without elements. */
export function nothing(like: Tensor): Tensor {
  return Tensor.empty([0], like.dtype, like.device);
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
