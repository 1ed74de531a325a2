/** @file How the kernels' work is cut into parts that several threads can do at once: nobody writes where another does. */

import type { Exports } from './kernels';

/** A part of a kernel's work: the arguments of the call that does it, of those of the call that would do all. */
type Cut = (args: readonly number[], part: number, parts: number) => readonly number[];

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** Floats of a cache line: two threads do not write to the same. */
const LINE = 16;
/** Columns of a tile, and rows of a block; see assembly/matmul.ts. */
const COLUMNS = 8;
const ROWS = 64;
/** A product with fewer columns is cut between its rows. */
const WIDE = 512;
/** for the packed blocks of one part; see assembly/matmul.ts */
export const MATMUL_BYTES = (64 * 384 + 384 * 512 + 32) * FLOAT;

/** Where a part of `count` begins, at a multiple of `unit`, and how much it has; nothing, if there are more parts than units. */
function stretch(count: number, unit: number, part: number, parts: number): readonly [number, number] {
  const units = Math.ceil(count / unit);
  const edge = (p: number): number => Math.min(count, Math.floor((units * p) / parts) * unit);
  return [edge(part), edge(part + 1) - edge(part)];
}

/** Of elementwise work: the arguments before `count` that are no addresses are listed in `plain`. */
function elementwise(
  args: readonly number[],
  first: number,
  at: number,
  part: number,
  parts: number,
): number[] {
  const [from, size] = stretch(args[at]!, LINE, part, parts);
  return args.map((x, i) => (i === at ? size : i >= first && i < at ? x + from * FLOAT : x));
}

const binary: Cut = (args, part, parts) => elementwise(args, 1, 4, part, parts);
const unary: Cut = (args, part, parts) => elementwise(args, 1, 3, part, parts);
const adam: Cut = (args, part, parts) => elementwise(args, 0, 4, part, parts);

const softmax: Cut = ([x, out, rows, length, log], part, parts) => {
  const [from, size] = stretch(rows!, 1, part, parts);
  const bytes = from * length! * FLOAT;
  return [x! + bytes, out! + bytes, size, length!, log!];
};

const matmul: Cut = ([a, b, c, m, n, k, aRow, aColumn, bRow, bColumn, cRow, work], part, parts) => {
  const place = work! + part * MATMUL_BYTES;
  const steps = [k!, aRow!, aColumn!, bRow!, bColumn!, cRow!, place] as const;
  if (n! >= WIDE) {
    const [from, size] = stretch(n!, COLUMNS, part, parts);
    return [a!, b! + from * bColumn! * FLOAT, c! + from * FLOAT, m!, size, ...steps];
  }
  const [from, size] = stretch(m!, ROWS, part, parts);
  return [a! + from * aRow! * FLOAT, b!, c! + from * cRow! * FLOAT, size, n!, ...steps];
};

/** The kernels that can be shared, by number: threads tell each other numbers. */
export const CUTS = [
  ['binary', binary],
  ['unary', unary],
  ['softmax', softmax],
  ['adam', adam],
  ['matmul', matmul],
] as const satisfies readonly (readonly [keyof Exports, Cut])[];

export type SharedKernel = (typeof CUTS)[number][0];
