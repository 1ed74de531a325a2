/** @file Shapes and strides made as simple as they can be before a kernel sees them. */

import type { StridedView } from '../device';
import { UnsupportedError } from './errors';

/** The most dimensions a kernel walks, after those that can be joined have been. */
export const MAX_RANK = 8;

/** Dimensions that several views share, each view with its own strides. */
export interface Layout {
  readonly shape: readonly number[];
  /** one list a view */
  readonly strides: readonly (readonly number[])[];
}

/** How many elements a shape has. */
export function numel(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/**
 * Drops dimensions of one element and joins neighbours that lie end to end in every view, so that a
 * contiguous tensor of any rank is walked as one dimension. The order of elements stays.
 * Throws UnsupportedError if more than 8 are left.
 * One dimension is left in any case.
 */
export function coalesce(shape: readonly number[], strides: readonly (readonly number[])[]): Layout {
  const sizes: number[] = [];
  const steps: number[][] = strides.map(() => []);
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d] ?? 1;
    if (size === 1) continue;
    const inner = sizes[0];
    const joins = inner !== undefined && strides.every((list, v) => list[d] === inner * (steps[v]?.[0] ?? 0));
    if (joins) {
      sizes[0] = inner * size;
    } else {
      sizes.unshift(size);
      strides.forEach((list, v) => steps[v]?.unshift(list[d] ?? 0));
    }
  }
  if (sizes.length > MAX_RANK)
    throw new UnsupportedError(
      `webgpu kernels take tensors of up to ${MAX_RANK} dimensions that cannot be joined; this one has ${sizes.length}.`,
    );
  // one element lies beside itself
  return sizes.length > 0 ? { shape: sizes, strides: steps } : { shape: [1], strides: steps.map(() => [1]) };
}

/** The same walked as at least so many dimensions, the first of them of one element. */
export function widened(layout: Layout, rank: number): Layout {
  const more = rank - layout.shape.length;
  if (more <= 0) return layout;
  const ahead = (list: readonly number[], value: number): number[] => [
    ...new Array<number>(more).fill(value),
    ...list,
  ];
  return { shape: ahead(layout.shape, 1), strides: layout.strides.map((list) => ahead(list, 0)) };
}

/** The rank that a kernel is made for where each is dear to compile: one serves for two. */
export function roundRank(rank: number): number {
  return rank === 1 ? 1 : Math.min(MAX_RANK, rank | 1);
}

/** Row-major strides of a shape. */
export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d] ?? 1;
  }
  return strides;
}

/** Whether a view's elements lie one after the other, in its order. */
export function isContiguous(view: StridedView): boolean {
  let step = 1;
  for (let d = view.shape.length - 1; d >= 0; d--) {
    const size = view.shape[d] ?? 1;
    if (size !== 1 && view.strides[d] !== step) return false;
    step *= size;
  }
  return true;
}
