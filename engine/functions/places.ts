/** @file Functions of `torch` that give places: of triangles, and of flat indices. */

import { int64 } from '../dtype';
import { RuntimeError } from '../errors';
import { checkMemory } from '../memory';
import { checkTensors, missing, mustBe } from '../refusals';
import { contiguousStrides, type Shape } from '../shape';
import type { Tensor } from '../tensor';
import { arange } from './make';

/** @throws TypeError, RuntimeError for sizes that are none, or too large for the places to be told */
function checkArea(name: string, rows: number, columns: number): void {
  const sizes = Object.entries({ row: rows, col: columns });
  const given = sizes.filter(([, size]) => size !== undefined).length;
  if (given < 2) {
    missing(
      name,
      sizes.slice(given).map(([side]) => side),
    );
  }
  sizes.forEach(([side, size], i) => {
    if (!Number.isInteger(size)) mustBe(name, side, i + 1, 'int', size);
    if (size < 0) throw new RuntimeError(`${side} must be non-negative, got${size}`);
  });
  checkMemory([2, rows, columns], int64);
}

/** The places (row, column) of a triangle of an n × m matrix, as two rows of indices. */
function triangle(
  name: string,
  rows: number,
  columns: number,
  isIn: (row: number, column: number) => boolean,
): Tensor {
  checkArea(name, rows, columns);
  const places: [number, number][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) if (isIn(row, column)) places.push([row, column]);
  }
  const index = (k: 0 | 1): number[] => places.map((place) => place[k]);
  const flat = [...index(0), ...index(1)];
  return arange(Math.max(rows, columns)).at(flat).reshape(2, places.length);
}

/**
 * The indices of the lower triangle of a matrix: [2, count], rows first.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tril_indices.html
 */
export function trilIndices(rows: number, columns: number, offset = 0): Tensor {
  return triangle('trilIndices', rows, columns, (row, column) => column - row <= offset);
}

/**
 * The indices of the upper triangle of a matrix: [2, count], rows first.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.triu_indices.html
 */
export function triuIndices(rows: number, columns: number, offset = 0): Tensor {
  return triangle('triuIndices', rows, columns, (row, column) => column - row >= offset);
}

/**
 * Flat indices as coordinates in a tensor of `shape`: one index tensor a dimension, each of the indices' shape.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.unravel_index.html
 */
export function unravelIndex(indices: Tensor, shape: Shape): Tensor[] {
  checkTensors('unravelIndex', { indices }, 'python');
  return contiguousStrides(shape).map((step, d) =>
    indices.div(step, { roundingMode: 'floor' }).remainder(shape[d]!),
  );
}
