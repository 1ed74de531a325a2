/** @file What the explanations of linear algebra compute with: matrices of a batch of numbers. */

import type { Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import { elementAt } from '../common';
import type { Local, NumericTensor } from '../op';
import { matrix, type Matrix } from './host';

export const mT = (x: Tensor): Tensor => x.transpose(-2, -1);
export const batchOf = (x: { readonly shape: Shape }): Shape => x.shape.slice(0, -2);

/** Matrix `b` of a batch of numbers. */
export function numeric(x: NumericTensor, b: number): Matrix {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const data = Float64Array.from({ length: rows * columns }, (_, i) => elementAt(x, b * rows * columns + i));
  return matrix(rows, columns, data);
}

/** Element i of a batch of matrices: its matrix, row and column. */
export function placeOf(shape: Shape, i: number): { b: number; r: number; c: number } {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const [b, rest] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
  return { b, r: Math.floor(rest / columns), c: rest % columns };
}

/** All elements of output matrix `b` with their slopes. */
export function wholeMatrix(b: number, slopes: Matrix): Local[] {
  return Array.from(slopes.data, (value, j) => ({ at: b * slopes.data.length + j, value }));
}

/** 1 at one place. */
export function unit(rows: number, columns: number, r: number, c: number): Matrix {
  const out = matrix(rows, columns);
  out.data[r * columns + c] = 1;
  return out;
}

export const negated = (a: Matrix): Matrix =>
  matrix(
    a.rows,
    a.columns,
    a.data.map((x) => -x),
  );
export const sum = (a: Matrix, b: Matrix): Matrix =>
  matrix(
    a.rows,
    a.columns,
    a.data.map((x, i) => x + b.data[i]!),
  );
