/** @file Parts of tensors: the cells that a view shows, taken from where the elements lie, large ones averaged in blocks. */

import type { Elements } from '../../engine/trace/events';
import { offsetsAlong, type Plane } from './plane';

/** Where a tensor's elements lie: strides and offset are in elements. */
export interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Elements of any type, as an engine's storage has them. */
export type Data = ArrayLike<number> | ArrayLike<bigint>;

/** Which part of a tensor a view wants: a rectangle of a plane, in at most so many cells. */
export interface Look {
  readonly plane: Plane;
  readonly top: number;
  readonly left: number;
  /** in elements */
  readonly rows: number;
  readonly columns: number;
  readonly mostRows: number;
  readonly mostColumns: number;
  /** a cell of several elements is the share of those whose absolute value is above this, instead of their mean */
  readonly above?: number;
}

/** What is to be drawn: cells, row by row. */
export interface Part {
  readonly top: number;
  readonly left: number;
  /** in cells */
  readonly rows: number;
  readonly columns: number;
  /** elements that a cell is the mean (or share) of, down and across; 1 and 1: each cell is an element */
  readonly down: number;
  readonly across: number;
  readonly cells: Elements;
}

/** Row-major and dense, as a value in the trace is. */
export function denseLayout(shape: readonly number[]): Layout {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1));
  return { shape, strides, offset: 0 };
}

/** Takes a part out of a tensor's elements. A cell of several elements is their mean, or the share of large ones. */
export function partOf(data: Data, layout: Layout, look: Look): Part {
  const { plane, top, left, above } = look;
  const { shape, strides } = layout;
  const rowsAt = offsetsAlong(shape, strides, plane.rows, top, top + look.rows);
  const columnsAt = offsetsAlong(shape, strides, plane.columns, left, left + look.columns);
  const along = new Set([...plane.rows, ...plane.columns]);
  const base = shape.reduce(
    (sum, _, d) => sum + (along.has(d) ? 0 : (plane.at[d] ?? 0) * (strides[d] ?? 0)),
    layout.offset,
  );
  const down = Math.max(1, Math.ceil(look.rows / look.mostRows));
  const across = Math.max(1, Math.ceil(look.columns / look.mostColumns));
  const rows = Math.ceil(look.rows / down);
  const columns = Math.ceil(look.columns / across);
  const size = { top, left, rows, columns, down, across };
  if (down * across === 1 && data instanceof BigInt64Array) {
    const cells = new BigInt64Array(rows * columns);
    let i = 0;
    for (const r of rowsAt) for (const c of columnsAt) cells[i++] = data[base + r + c] ?? 0n;
    return { ...size, cells };
  }
  const cells = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [fromRow, toRow] = [row * down, Math.min(look.rows, (row + 1) * down)];
    for (let column = 0; column < columns; column++) {
      const [from, to] = [column * across, Math.min(look.columns, (column + 1) * across)];
      let sum = 0;
      for (let r = fromRow; r < toRow; r++) {
        const start = base + rowsAt[r]!;
        for (let c = from; c < to; c++) {
          const x = Number(data[start + columnsAt[c]!]);
          if (above === undefined) sum += x;
          else if (Math.abs(x) > above) sum++;
        }
      }
      // one element is itself: −0 stays −0, and nothing is rounded
      const count = (toRow - fromRow) * (to - from);
      cells[row * columns + column] =
        count === 1 ? Number(data[base + rowsAt[fromRow]! + columnsAt[from]!]) : sum / count;
    }
  }
  return { ...size, cells };
}
