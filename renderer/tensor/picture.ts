/** @file Where the cells of a picture lie on its canvas, one pixel a cell: side by side, or as several pictures in lines. */

import { formatNumber } from './format';
import type { DTypeName } from '../../engine/dtype';
import type { Part } from './part';
import { indexAt, type Plane } from './plane';

/** A part's cells on a canvas: pictures of `tile` columns each, `perLine` in a line, one pixel apart. */
export interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly tile: number;
  readonly perLine: number;
}

/** A cell of a part. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * Arranges a part's cells.
 * @param tile columns of one picture; null: the part is one picture
 * @param wanted pictures in a line; null: about as many as there are lines
 */
export function arrange(part: Part, tile: number | null, wanted: number | null = null): Arrangement {
  if (tile === null || part.across > 1 || tile >= part.columns) {
    return { width: part.columns, height: part.rows, tile: part.columns, perLine: 1 };
  }
  const count = Math.ceil(part.columns / tile);
  const perLine = Math.min(count, wanted ?? Math.ceil(Math.sqrt(count)));
  const lines = Math.ceil(count / perLine);
  return {
    width: perLine * (tile + 1) - 1,
    height: lines * (part.rows + 1) - 1,
    tile,
    perLine,
  };
}

/** Where a cell lies on the canvas. */
export function pixelOf(part: Part, { tile, perLine }: Arrangement, cell: Cell): { x: number; y: number } {
  const picture = tile === 0 ? 0 : Math.floor(cell.column / tile);
  return {
    x: (picture % perLine) * (tile + 1) + (cell.column - picture * tile),
    y: Math.floor(picture / perLine) * (part.rows + 1) + cell.row,
  };
}

/** The cell at a pixel; null between pictures and beyond the last. */
export function cellAt(part: Part, { tile, perLine }: Arrangement, x: number, y: number): Cell | null {
  const [across, down] = [Math.floor(x / (tile + 1)), Math.floor(y / (part.rows + 1))];
  const [column, row] = [x - across * (tile + 1), y - down * (part.rows + 1)];
  if (x < 0 || y < 0 || across >= perLine || column >= tile || row >= part.rows) return null;
  const at = (down * perLine + across) * tile + column;
  return at < part.columns ? { row, column: at } : null;
}

/** Moves a cell by an arrow key, within the part. */
export function moved(part: Pick<Part, 'rows' | 'columns'>, cell: Cell, key: string): Cell | null {
  const { row, column } = cell;
  const within = (x: number, most: number): number => Math.max(0, Math.min(most - 1, x));
  switch (key) {
    case 'ArrowUp':
      return { row: within(row - 1, part.rows), column };
    case 'ArrowDown':
      return { row: within(row + 1, part.rows), column };
    case 'ArrowLeft':
      return { row, column: within(column - 1, part.columns) };
    case 'ArrowRight':
      return { row, column: within(column + 1, part.columns) };
    case 'Home':
      return { row, column: 0 };
    case 'End':
      return { row, column: part.columns - 1 };
    default:
      return null;
  }
}

/** `[3, 7]`, or of a cell that is a mean `[30–39, 70–79]`. */
export function cellIndex(shape: readonly number[], plane: Plane, part: Part, { row, column }: Cell): string {
  const top = part.top + row * part.down;
  const left = part.left + column * part.across;
  const from = indexAt(shape, plane, top, left);
  if (part.down * part.across === 1) return `[${from.join(', ')}]`;
  const edge = (dims: readonly number[]): number => dims.reduce((n, d) => n * (shape[d] ?? 1), 1) - 1;
  const to = indexAt(
    shape,
    plane,
    Math.min(edge(plane.rows), top + part.down - 1),
    Math.min(edge(plane.columns), left + part.across - 1),
  );
  return `[${from.map((x, d) => (x === to[d] ? String(x) : `${x}–${to[d]}`)).join(', ')}]`;
}

/** What a cell holds, for a line of text: `[3, 7] = 0.9991`. */
export function cellText(
  shape: readonly number[],
  plane: Plane,
  part: Part,
  dtype: DTypeName,
  cell: Cell,
  several: 'mean' | 'share' = 'mean',
): string {
  const held = part.cells[cell.row * part.columns + cell.column];
  if (held === undefined) return '';
  const index = cellIndex(shape, plane, part, cell);
  return part.down * part.across > 1
    ? `${several} of ${index} = ${formatNumber(held, 'float64')}`
    : `${index} = ${formatNumber(held, dtype)}`;
}
