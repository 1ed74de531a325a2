/** @file Shape arithmetic: pure functions over shapes and strides, apart from any storage. */

import { IndexError, RuntimeError } from './errors';

export type Shape = readonly number[];

/** How many elements a shape has; 1 for a scalar's `[]`. */
export function numel(shape: Shape): number {
  let n = 1;
  for (const size of shape) n *= size;
  return n;
}

/** Row-major strides of a shape, in elements. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= Math.max(shape[d]!, 1);
  }
  return strides;
}

/** Whether a view walks its storage in row-major order without gaps. */
export function isContiguous(shape: Shape, strides: Shape): boolean {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] === 0) return true;
    if (shape[d] !== 1) {
      if (strides[d] !== step) return false;
      step *= shape[d]!;
    }
  }
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/**
 * The shape two operands take together.
 * Source: https://docs.pytorch.org/docs/stable/notes/broadcasting.html
 * @throws RuntimeError with PyTorch's message when they do not fit
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let d = rank - 1; d >= 0; d--) {
    const [sizeA, sizeB] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new RuntimeError(
        `The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton dimension ${d}`,
      );
    }
    out[d] = sizeA === 1 ? sizeB : sizeA;
  }
  return out;
}

/**
 * Strides with which a view of `shape` is read as one of `target`: 0 where it is repeated.
 * `shape` must broadcast to `target`.
 */
export function broadcastStrides(shape: Shape, strides: Shape, target: Shape): number[] {
  const lead = target.length - shape.length;
  return target.map((_, d) => (d < lead || shape[d - lead] === 1 ? 0 : strides[d - lead]!));
}

/**
 * A dimension counted from the front. A scalar counts as having one dimension, as in PyTorch.
 * @throws IndexError "Dimension out of range …"
 */
export function normalizeDim(dim: number, rank: number): number {
  const span = Math.max(rank, 1);
  if (!Number.isInteger(dim) || dim < -span || dim >= span) {
    throw new IndexError(
      `Dimension out of range (expected to be in range of [${-span}, ${span - 1}], but got ${dim})`,
    );
  }
  return dim < 0 ? dim + span : dim;
}

/**
 * A dimension of a tensor that has some, counted from the front: where a scalar does not count as having one.
 * @throws IndexError "Dimension specified as 0 but tensor has no dimensions"
 */
export function ownDim(dim: number, rank: number): number {
  if (rank === 0) throw new IndexError(`Dimension specified as ${dim} but tensor has no dimensions`);
  return normalizeDim(dim, rank);
}

/**
 * Dimensions to reduce over, counted from the front, in order; none given means all.
 * @throws RuntimeError when one is named twice
 */
export function normalizeDims(dims: Shape | null, rank: number): number[] {
  if (dims === null || dims.length === 0) return Array.from({ length: rank }, (_, d) => d);
  const seen = new Set<number>();
  for (const dim of dims) {
    const d = normalizeDim(dim, rank);
    if (seen.has(d)) throw new RuntimeError(`dim ${d} appears multiple times in the list of dims`);
    seen.add(d);
  }
  return [...seen].filter((d) => d < rank).sort((a, b) => a - b);
}

/** Whether this is a sample of `rank` dimensions, or a batch of such, and at most the batch is empty. */
export function isSampleOrBatch(shape: Shape, rank: number): boolean {
  const sample = shape.length === rank + 1 ? shape.slice(1) : shape;
  return sample.length === rank && sample.every((size) => size > 0);
}

/** `[2, 3]` as PyTorch writes a shape in its messages. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** `(2, 3)`, as a tuple reads; of one size `(2,)`. */
export function tupleText(shape: Shape): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

/**
 * Fills in the one −1 of a requested shape.
 * @throws RuntimeError "shape '[3, 4]' is invalid for input of size 10"
 */
export function inferShape(requested: Shape, count: number): number[] {
  if (numel(requested) === count && requested.every((size) => size > 0 && Number.isInteger(size))) {
    return [...requested];
  }
  const unknown = requested.filter((size) => size === -1).length;
  if (unknown > 1) throw new RuntimeError('only one dimension can be inferred');
  const bad = requested.findIndex((size) => !Number.isInteger(size) || size < -1);
  if (bad >= 0) {
    throw new RuntimeError(
      `invalid shape dimension ${requested[bad]} at index ${bad} of shape ${shapeText(requested)}`,
    );
  }
  const known = requested.reduce((n, size) => (size === -1 ? n : n * size), 1);
  if (unknown === 0) {
    if (known !== count) {
      throw new RuntimeError(`shape '${shapeText(requested)}' is invalid for input of size ${count}`);
    }
    return [...requested];
  }
  if (known === 0 && count === 0) {
    throw new RuntimeError(
      `cannot reshape tensor of 0 elements into shape ${shapeText(requested)} because the unspecified dimension size -1 can be any value and is ambiguous`,
    );
  }
  if (known === 0 || count % known !== 0) {
    throw new RuntimeError(`shape '${shapeText(requested)}' is invalid for input of size ${count}`);
  }
  return requested.map((size) => (size === -1 ? count / known : size));
}

/**
 * Strides under which a view has another shape of as many elements; null when that needs a copy.
 * Follows PyTorch's rule: dimensions that lie in one contiguous stretch may be merged and split.
 */
export function viewStrides(shape: Shape, strides: Shape, target: Shape): number[] | null {
  if (isContiguous(shape, strides)) return contiguousStrides(target);
  const out = new Array<number>(target.length).fill(1);
  let t = target.length - 1;
  // walk both shapes from the back, a stretch of mergeable source dimensions at a time
  let stretch = 1;
  let base = shape.length ? strides[shape.length - 1]! : 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    stretch *= shape[d]!;
    const ends = d === 0 || (shape[d - 1] !== 1 && strides[d - 1] !== stretch * base);
    if (!ends) continue;
    let taken = 1;
    while (t >= 0 && (taken < stretch || target[t] === 1)) {
      out[t] = taken * base;
      taken *= target[t]!;
      t--;
    }
    if (taken !== stretch) return null;
    if (d > 0) {
      stretch = 1;
      base = strides[d - 1]!;
    }
  }
  while (t >= 0) {
    if (target[t] !== 1) return null;
    t--;
  }
  return out;
}
