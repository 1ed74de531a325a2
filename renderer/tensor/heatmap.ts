/** @file Heatmaps as paths: one a shade, so that a picture of many cells stays a handful of elements. */

import type { Value } from '../../engine/trace/events';
import { largest } from '../run/history/values';
import { level } from '../theme/scales';

/** Up to this many elements a tensor is shown as numbers. */
export const NUMBERS_LIMIT = 12;
/** Rows and columns a picture has at most; larger tensors show their first corner. */
export const PICTURE_LIMIT = 16;

/** A tensor's last two dimensions as a table: the first of the leading ones is taken. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** of the tensor itself */
  readonly of: { readonly rows: number; readonly columns: number };
  /** flat index into the value's elements */
  readonly index: (row: number, column: number) => number;
}

/**
 * How a recorded value is laid out as a table: a vector is one row, a matrix itself, a larger tensor its first matrix.
 * @param whole the tensor's own shape, of which `value` may hold a corner only
 */
export function gridOf(value: Value, whole: readonly number[], limit: number = PICTURE_LIMIT): Grid {
  const held = { rows: value.shape.at(-2) ?? 1, columns: value.shape.at(-1) ?? 1 };
  return {
    rows: Math.min(held.rows, limit),
    columns: Math.min(held.columns, limit),
    of: { rows: whole.at(-2) ?? 1, columns: whole.at(-1) ?? 1 },
    index: (row, column) => row * held.columns + column,
  };
}

/** `first 16 × 16 of 1000 × 1000`; null where all is shown. */
export function cornerLabel(grid: Grid, shape: readonly number[]): string | null {
  const leading = shape.slice(0, -2);
  const more = leading.some((size) => size > 1);
  if (!more && grid.rows === grid.of.rows && grid.columns === grid.of.columns) return null;
  const size = more ? shape.join(' × ') : sized(grid.of.rows, grid.of.columns, shape.length);
  return `first ${sized(grid.rows, grid.columns, shape.length)} of ${size}`;
}

function sized(rows: number, columns: number, dimensions: number): string {
  return dimensions < 2 ? String(columns) : `${rows} × ${columns}`;
}

/** Where a recorded element stands in its tensor, as it is indexed: `[1, 2]`; the corner of a large one begins at 0. */
export function indexLabel(value: Value, index: number): string {
  const places: number[] = [];
  let rest = index;
  for (const size of [...value.shape].reverse()) {
    places.unshift(size === 0 ? 0 : rest % size);
    rest = size === 0 ? 0 : Math.floor(rest / size);
  }
  return `[${places.join(', ')}]`;
}

/** All cells of one shade, as the `d` of an SVG path. */
export interface ShadePath {
  readonly shade: number | 'special';
  readonly d: string;
}

/**
 * The picture of a value: cells of `width` × `height`, from (0, 0).
 * @param max where the scale ends; by default at the value's own largest element
 */
export function heatmapPaths(
  value: Value,
  grid: Grid,
  width: number,
  height: number,
  max: number = largest(value),
): ShadePath[] {
  const cells = new Map<number | 'special', string>();
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const element = value.elements[grid.index(row, column)];
      if (element === undefined) continue;
      const shade = level(element, max);
      const cell = `M${column * width} ${row * height}h${width}v${height}h${-width}z`;
      cells.set(shade, (cells.get(shade) ?? '') + cell);
    }
  }
  return [...cells].map(([shade, d]) => ({ shade, d }));
}
