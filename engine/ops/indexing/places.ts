/** @file Where looked-up elements come from and go to: shapes of results, and flat positions for explanations. */

import { IndexError } from '../../errors';
import { broadcastShapes, contiguousStrides, numel, type Shape } from '../../shape';
import type { StridedView } from '../../devices/device';
import { broadcastSource } from '../common';
import type { NumericTensor } from '../op';

/** How several index tensors look dimensions of one tensor up. */
export interface LookUp {
  /** what the index tensors take together */
  readonly index: Shape;
  /** the looked-up dimensions first, then the others */
  readonly order: readonly number[];
  /** the result */
  readonly shape: Shape;
  /** the result's dimensions with the index's first, then the others */
  readonly resultOrder: readonly number[];
}

/**
 * PyTorch's rule for the result: the index's dimensions stand where the looked-up ones stood if these were
 * neighbours, and first if not.
 * @throws IndexError when the index tensors do not broadcast
 */
export function planLookUp(shape: Shape, indices: readonly Shape[], dims: Shape): LookUp {
  const index = together(indices);
  const others = shape.map((_, d) => d).filter((d) => !dims.includes(d));
  const neighbours = dims.every((d, k) => k === 0 || d === dims[k - 1]! + 1);
  const before = neighbours ? dims[0]! : 0;
  const rest = others.map((d) => shape[d]!);
  const at = index.map((_, d) => before + d);
  const result = [...rest.slice(0, before), ...index, ...rest.slice(before)];
  return {
    index,
    order: [...dims, ...others],
    shape: result,
    resultOrder: [...at, ...result.map((_, d) => d).filter((d) => !at.includes(d))],
  };
}

function together(shapes: readonly Shape[]): Shape {
  try {
    return shapes.reduce((a, b) => broadcastShapes(a, b));
  } catch {
    const list = shapes.map((shape) => `[${shape.join(', ')}]`).join(', ');
    throw new IndexError(
      `shape mismatch: indexing tensors could not be broadcast together with shapes ${list}`,
    );
  }
}

/** A view with its dimensions in another order. */
export function ordered(view: StridedView, order: readonly number[]): StridedView {
  return {
    storage: view.storage,
    shape: order.map((d) => view.shape[d]!),
    strides: order.map((d) => view.strides[d]!),
    offset: view.offset,
  };
}

/** For each element of the result, the flat position in a dense tensor of `shape` that it comes from. */
export function lookUpPositions(shape: Shape, indices: readonly NumericTensor[], dims: Shape): number[] {
  const plan = planLookUp(
    shape,
    indices.map((x) => x.shape),
    dims,
  );
  const steps = contiguousStrides(shape);
  const own = contiguousStrides(plan.shape);
  const inOrder = plan.resultOrder.map((d) => plan.shape[d]!);
  const rank = plan.index.length;
  return Array.from({ length: numel(plan.shape) }, (_, flat) => {
    const coordinates = plan.resultOrder.map((d, j) => Math.floor(flat / own[d]!) % inOrder[j]!);
    const among = contiguousStrides(plan.index).reduce((sum, step, j) => sum + step * coordinates[j]!, 0);
    return plan.order.reduce((sum, d, k) => {
      const tensor = indices[k];
      if (!tensor) return sum + coordinates[rank + k - dims.length]! * steps[d]!;
      const at = Number(tensor.elements[broadcastSource(tensor.shape, plan.index, among)]);
      return sum + (at < 0 ? at + shape[d]! : at) * steps[d]!;
    }, 0);
  });
}

/** For each element of `index`, the flat position in a dense tensor of `shape` that it names along `dim`. */
export function alongPositions(shape: Shape, index: NumericTensor, dim: number): number[] {
  const steps = contiguousStrides(shape);
  const own = contiguousStrides(index.shape);
  return Array.from(index.elements as ArrayLike<number | bigint>, (named, i) =>
    index.shape.reduce(
      (sum, size, d) => sum + (d === dim ? Number(named) : Math.floor(i / own[d]!) % size) * steps[d]!,
      0,
    ),
  );
}

/** The elements at which `positions` is `i`, each with derivative 1. */
export function where(positions: readonly number[], i: number): { at: number; value: number }[] {
  return positions.flatMap((position, at) => (position === i ? [{ at, value: 1 }] : []));
}
