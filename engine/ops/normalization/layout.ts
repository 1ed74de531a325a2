/** @file Which elements are normalised together, for each kind of normalisation. */

import { float32, type DType } from '../../dtype';
import { RuntimeError } from '../../errors';
import { contiguousStrides, numel, shapeText, type Shape } from '../../shape';
import type { Attrs } from '../../trace/events';

/** The input cut into dimensions of which some are reduced; weight and bias lie along others. */
export interface Layout {
  /** the input's shape, cut */
  readonly split: Shape;
  /** dimensions of `split` that are normalised over */
  readonly reduce: Shape;
  /** the weight's shape when it is laid along `split` */
  readonly weight: Shape;
}

export function layerLayout(shape: Shape, attrs: Attrs): Layout {
  const own = attrs['normalizedShape'] as Shape;
  const lead = shape.slice(0, shape.length - own.length);
  return { split: [numel(lead), numel(own)], reduce: [1], weight: [1, numel(own)] };
}

export function batchLayout(shape: Shape): Layout {
  const [samples, channels, ...rest] = shape as [number, number, ...number[]];
  return { split: [samples, channels, numel(rest)], reduce: [0, 2], weight: [1, channels, 1] };
}

export function groupLayout(shape: Shape, attrs: Attrs): Layout {
  const [samples, channels, ...rest] = shape as [number, number, ...number[]];
  const groups = attrs['groups'] as number;
  const each = channels / groups;
  return {
    split: [samples, groups, each, numel(rest)],
    reduce: [2, 3],
    weight: [1, groups, each, 1],
  };
}

/** The dimensions of `split` with the reduced ones last. */
export function orderOf(layout: Layout): number[] {
  const kept = layout.split.map((_, d) => d).filter((d) => !layout.reduce.includes(d));
  return [...kept, ...layout.reduce];
}

/** How many elements are normalised together. */
export function groupSize(layout: Layout): number {
  return numel(layout.reduce.map((d) => layout.split[d]!));
}

/** For element `i` of the input: its group, and the element of weight and bias that goes with it. */
export function placeOf(layout: Layout, i: number): { group: number; weight: number } {
  const strides = contiguousStrides(layout.split);
  const weights = contiguousStrides(layout.weight);
  let [group, weight] = [0, 0];
  layout.split.forEach((size, d) => {
    const index = Math.floor(i / strides[d]!) % size;
    if (!layout.reduce.includes(d)) group = group * size + index;
    if (layout.weight[d] !== 1) weight += index * weights[d]!;
  });
  return { group, weight };
}

interface Typed {
  readonly dtype: DType;
}

/** What PyTorch's kernels on the CPU say to a weight, bias or statistics of another type than the input. */
export function checkOneType(x: Typed, parameters: readonly (Typed | null)[]): void {
  const [first, ...others] = parameters.filter((one) => one !== null);
  if (!first) return;
  if (first.dtype !== x.dtype && first.dtype !== float32) {
    throw new RuntimeError('mixed dtype (CPU): expect parameter to have scalar type of Float');
  }
  if (first.dtype !== x.dtype) {
    throw new RuntimeError('mixed dtype (CPU): all inputs must share same datatype.');
  }
  for (const { dtype } of others) {
    if (dtype === x.dtype) continue;
    throw new RuntimeError(`expected scalar type ${x.dtype.scalarName} but found ${dtype.scalarName}`);
  }
}

/** PyTorch's refusals of a layer norm. */
export function checkLayer(shape: Shape, weight: Shape | null, bias: Shape | null, own: Shape): void {
  if (own.length === 0) {
    throw new RuntimeError(
      'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []',
    );
  }
  for (const [name, given] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (!given || shapeText(given) === shapeText(own)) continue;
    throw new RuntimeError(
      `Expected ${name} to be of same shape as normalized_shape, but got ${name} of shape ${shapeText(given)} and normalized_shape = ${shapeText(own)}`,
    );
  }
  if (shapeText(shape.slice(-own.length)) === shapeText(own) && shape.length >= own.length) return;
  throw new RuntimeError(
    `Given normalized_shape=${shapeText(own)}, expected input with shape [*, ${own.join(', ')}], but got input of size${shapeText(shape)}`,
  );
}
