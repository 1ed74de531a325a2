/** @file How large a card is, from what is fixed about its tensor: nothing moves when a number arrives. */

import type { Value } from '../../engine/trace/events';
import { numel } from '../run/history/values';
import { cornerLabel, gridOf, NUMBERS_LIMIT, PICTURE_LIMIT, type Grid } from '../tensor/heatmap';
import { healthOf, healthText, type Health } from './health';
import { formatShape } from '../tensor/format';
import type { GraphNode } from './model';

/** Widths of one character, in the card's type sizes. */
const NAME_CHARACTER = 7.3;
const META_CHARACTER = 5.5;
const PAD = 9;
const HEAD = 19;
const NUMBER_LINE = 22;
const GRAD_LINE = 18;
const CELL = { width: 54, height: 18 };
const PICTURE = 96;
const CORNER_LINE = 13;
const MIN_WIDTH = 108;
const MAX_WIDTH = 190;
const MAX_NUMBER_COLUMNS = 6;
export const ROUND = 24;
/** between the round and its card */
export const STEM = 5;
const SYMBOL_CHARACTER = 7.4;

/** How a card shows its numbers. */
export type Form = 'number' | 'numbers' | 'picture';

/** One block of numbers in a card: its value, or its gradient. */
export interface Block {
  readonly y: number;
  readonly height: number;
}

export interface CardSize {
  readonly width: number;
  readonly height: number;
  readonly form: Form;
  readonly name: string;
  readonly meta: string;
  readonly grid: Grid;
  readonly cell: { readonly width: number; readonly height: number };
  readonly corner: string | null;
  readonly value: Block;
  /** null: no gradient can come here */
  readonly gradient: Block | null;
  /** width of the round, or pill, of the operation or module; 0: none */
  readonly round: number;
  /** units that have stopped learning; null: none, or no such thing here */
  readonly health: Health | null;
}

/** Where a name is cut so that it fits beside `room` pixels of other text. */
function fitted(name: string, room: number): string {
  const characters = Math.max(2, Math.floor(room / NAME_CHARACTER));
  return name.length <= characters ? name : `${name.slice(0, characters - 1)}…`;
}

/** All elements in rows of the last dimension: for tensors small enough to be shown as numbers. */
function numbersGrid(shape: readonly number[]): Grid {
  const columns = shape.at(-1) ?? 1;
  const rows = columns === 0 ? 0 : numel(shape) / columns;
  return { rows, columns, of: { rows, columns }, index: (row, column) => row * columns + column };
}

/** How a tensor of this shape is shown. */
export function formOf(shape: readonly number[]): Form {
  const count = numel(shape);
  if (count === 1) return 'number';
  return count <= NUMBERS_LIMIT && (shape.at(-1) ?? 1) <= MAX_NUMBER_COLUMNS ? 'numbers' : 'picture';
}

/**
 * Measures a node's card.
 * @param gradient whether room for a gradient is kept
 * @param symbol what stands in its round; '': it has none
 */
export function measure(node: GraphNode, gradient: boolean, symbol: string): CardSize {
  const { shape, dtype, device } = node.made.output;
  const value: Value = node.made.value;
  const form = formOf(shape);
  const grid = form === 'picture' ? gridOf(value, shape, PICTURE_LIMIT) : numbersGrid(shape);
  const corner = form === 'picture' ? cornerLabel(grid, shape) : null;
  const cell =
    form === 'numbers'
      ? CELL
      : { width: pictureCell(grid.columns, grid.rows), height: pictureCell(grid.rows, grid.columns) };
  const content = form === 'number' ? 0 : grid.columns * cell.width;
  const tall = form === 'number' ? NUMBER_LINE : Math.max(CELL.height, grid.rows * cell.height + 4);
  const meta = `${formatShape(shape)} ${dtype}${device === 'cpu' ? '' : ` ${device}`}`;
  const metaWidth = meta.length * META_CHARACTER;
  const wanted = node.label.length * NAME_CHARACTER + metaWidth + 8;
  const width = Math.ceil(
    Math.min(
      Math.max(MIN_WIDTH, content + 2 * PAD, wanted + 2 * PAD),
      Math.max(MAX_WIDTH, content + 2 * PAD),
    ),
  );
  const valueBlock = { y: HEAD, height: tall };
  const found = healthOf(node.made.op, value);
  const health = healthText(found) === null ? null : found;
  const afterValue = HEAD + tall + (corner === null ? 0 : CORNER_LINE) + (health === null ? 0 : CORNER_LINE);
  const gradHeight = form === 'number' ? GRAD_LINE : GRAD_LINE - 4 + tall;
  const gradBlock = gradient ? { y: afterValue + 1, height: gradHeight } : null;
  return {
    width,
    height: afterValue + (gradBlock === null ? 4 : gradHeight + 2),
    form,
    name: fitted(node.label, width - 2 * PAD - metaWidth - 8),
    meta,
    grid,
    cell,
    corner,
    value: valueBlock,
    gradient: gradBlock,
    round: symbol === '' ? 0 : Math.max(ROUND, Math.ceil(symbol.length * SYMBOL_CHARACTER + 14)),
    health,
  };
}

/** Cells of a picture are square where that fits, and never thinner than can be seen. */
function pictureCell(along: number, across: number): number {
  return Math.max(5, Math.min(12, Math.floor(PICTURE / Math.max(along, across, 1))));
}
