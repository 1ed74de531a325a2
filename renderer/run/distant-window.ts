/** @file Windows into a large tensor on a GPU: what is on view is gathered or averaged there, and that alone is read. */

import { float32 } from '../../engine/dtype';
import { numel } from '../../engine/shape';
import { Tensor } from '../../engine/tensor';
import { unobserved } from '../../engine/trace/observer';
import { denseLayout, partOf, type Look, type Part } from '../tensor/part';
import { extent } from '../tensor/plane';
import type { Question, Statistics } from '../tensor/statistics';

/** Up to this many elements a tensor is read as it is: what would be asked about it is hardly less. */
const READ_WHOLE = 2 ** 18;

/** Whether a tensor is looked at where it is. */
export function isDistant({ device, dtype, shape }: Tensor): boolean {
  return device.statistics !== undefined && dtype === float32 && numel(shape) > READ_WHOLE;
}

export function statisticsThere(tensor: Tensor, question: Question): Promise<Statistics> {
  return tensor.device.statistics!(tensor, question);
}

/** Rows, or columns, of a plane that lie evenly apart; the first of them at `from`. */
interface Side {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** where the window begins in what is taken, in rows or columns */
  readonly from: number;
  readonly offset: number;
}

function sideOf({ shape, strides }: Tensor, dims: readonly number[], first: number, count: number): Side {
  const [d] = dims;
  if (d !== undefined && dims.length === 1)
    return { shape: [count], strides: [strides[d]!], from: 0, offset: first * strides[d]! };
  // several dimensions along one side are taken whole
  return { shape: dims.map((k) => shape[k]!), strides: dims.map((k) => strides[k]!), from: first, offset: 0 };
}

/** The same cells as `partOf` of all elements. */
export async function partThere(tensor: Tensor, look: Look): Promise<Part> {
  const { plane, top, left } = look;
  const [rows, columns] = [
    sideOf(tensor, plane.rows, top, look.rows),
    sideOf(tensor, plane.columns, left, look.columns),
  ];
  const along = new Set([...plane.rows, ...plane.columns]);
  const fixed = tensor.strides.reduce((sum, s, d) => sum + (along.has(d) ? 0 : (plane.at[d] ?? 0) * s), 0);
  const offset = tensor.offset + fixed + rows.offset + columns.offset;
  const down = Math.max(1, Math.ceil(look.rows / look.mostRows));
  const across = Math.max(1, Math.ceil(look.columns / look.mostColumns));
  if (down * across > 1 && look.above === undefined && rows.shape.length * columns.shape.length === 1)
    return averaged(tensor, look, offset, rows.strides[0]!, columns.strides[0]!);
  const shape = [...rows.shape, ...columns.shape];
  const { storage } = tensor;
  const data = await tensor.device.read({
    ...{ storage, shape, offset },
    strides: [...rows.strides, ...columns.strides],
  });
  const dims = shape.map((_, d) => d);
  const split = rows.shape.length;
  const there = { rows: dims.slice(0, split), columns: dims.slice(split), at: dims.map(() => 0) };
  const part = partOf(data, denseLayout(shape), {
    ...look,
    plane: there,
    top: rows.from,
    left: columns.from,
  });
  return { ...part, top, left };
}

/** Blocks of elements, summed on the device: those that are whole, and those at the right and lower edges. */
async function averaged(
  { storage, device, dtype }: Tensor,
  look: Look,
  offset: number,
  rowStep: number,
  columnStep: number,
): Promise<Part> {
  const cut = (
    length: number,
    most: number,
  ): { each: number; whole: number; rest: number; cells: number } => {
    const each = Math.max(1, Math.ceil(length / most));
    const whole = Math.floor(length / each);
    return { each, whole, rest: length % each, cells: Math.ceil(length / each) };
  };
  const [r, c] = [cut(look.rows, look.mostRows), cut(look.columns, look.mostColumns)];
  const cells = new Float64Array(r.cells * c.cells);
  const blocks = async (
    [fromRow, rows, down]: readonly [number, number, number],
    [fromColumn, columns, across]: readonly [number, number, number],
  ): Promise<void> => {
    if (extent([rows, columns, down, across], [0, 1, 2, 3]) === 0) return;
    const sums = unobserved(() => Tensor.uncleared([rows, columns], dtype, device));
    const start = offset + fromRow * r.each * rowStep + fromColumn * c.each * columnStep;
    const strides = [r.each * rowStep, c.each * columnStep, rowStep, columnStep];
    device.reduce('sum', { storage, shape: [rows, columns, down, across], strides, offset: start }, sums);
    const read = await device.read(sums);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const mean = Number(read[row * columns + column]) / (down * across);
        cells[(fromRow + row) * c.cells + fromColumn + column] = mean;
      }
  };
  const [wholeRows, lastRow] = [[0, r.whole, r.each] as const, [r.whole, r.cells - r.whole, r.rest] as const];
  const [wholeColumns, lastColumn] = [
    [0, c.whole, c.each] as const,
    [c.whole, c.cells - c.whole, c.rest] as const,
  ];
  const all = [wholeRows, lastRow].flatMap((rows) =>
    [wholeColumns, lastColumn].map((columns) => blocks(rows, columns)),
  );
  await Promise.all(all);
  const { top, left } = look;
  return { top, left, rows: r.cells, columns: c.cells, down: r.each, across: c.each, cells };
}
