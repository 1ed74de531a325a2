/** @file What it means that an element of an output comes from elements of the inputs. */

import type { Evidence } from '../../../engine/ops/op';

/** An operation as it happened: its shapes and settings, and its numbers as far as they are known. */
export interface Applied extends Evidence {
  readonly op: string;
}

/** One element of an input; `at` counts through it row by row. */
export interface Source {
  readonly input: number;
  readonly at: number;
}

/** Where element `at` of the output comes from, in the order of the formula. */
export type SourcesOf = (applied: Applied, at: number) => readonly Source[];

/** An index for each dimension, of the element that is `at`-th row by row. */
export function unflatten(shape: readonly number[], at: number): number[] {
  const index = new Array<number>(shape.length).fill(0);
  let rest = at;
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d]!;
    index[d] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** Counted row by row, the element with this index. */
export function flatten(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((at, size, d) => at * size + (index[d] ?? 0), 0);
}

/** A dimension counted from the front. */
export function dimension(dim: number, rank: number): number {
  return dim < 0 ? dim + rank : dim;
}

/** A setting that is a number, or a list of them. */
export function numberOf({ attrs }: Applied, name: string): number {
  return Number(attrs[name]);
}

export function numbersOf({ attrs }: Applied, name: string): readonly number[] {
  const given = attrs[name];
  return Array.isArray(given) ? (given as readonly number[]) : typeof given === 'number' ? [given] : [];
}

/** The one element of the first input that has this index. */
export function fromFirst({ inputs }: Applied, index: readonly number[]): readonly Source[] {
  return [{ input: 0, at: flatten(inputs[0]!.shape, index) }];
}
