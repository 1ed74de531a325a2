/** @file Reductions: sum and mean, over all elements or over dimensions. */

import { apply } from '../autograd/apply';
import type { ReduceKernel } from '../devices/device';
import { DTYPES, type DType } from '../dtype';
import { RuntimeError } from '../errors';
import { contiguousStrides, normalizeDims, numel, type Shape } from '../shape';
import { Tensor, type ReduceOptions } from '../tensor';
import type { Attrs } from '../trace/events';
import { cast, operandTex, sumType } from './common';
import type { Evidence, Local, OpRecord } from './op';

/** Applies a reduction; `dim` null means all dimensions. */
export function reduction(
  record: OpRecord,
  x: Tensor,
  dim: number | readonly number[] | null,
  options: ReduceOptions,
): Tensor {
  const dims = dim === null ? null : typeof dim === 'number' ? [dim] : dim;
  return apply(record, [x], {
    dim: dims,
    keepdim: options.keepdim ?? false,
    ...(options.dtype && { dtype: options.dtype.name }),
  });
}

/** Reduces over `dims` (counted from the front): moves them to the back, where the kernel wants them. */
export function computeReduce(
  kernel: ReduceKernel,
  x: Tensor,
  dims: Shape,
  keepdim: boolean,
  dtype: DType,
): Tensor {
  const source = cast(x, dtype);
  if (dims.length === x.ndim && !keepdim) {
    const all = Tensor.empty([], dtype, source.device);
    source.device.reduce(kernel, source, all);
    return all;
  }
  const kept = x.shape.map((_, d) => d).filter((d) => !dims.includes(d));
  const order = [...kept, ...dims];
  const out = Tensor.empty(
    kept.map((d) => x.shape[d]!),
    dtype,
    source.device,
  );
  source.device.reduce(
    kernel,
    {
      storage: source.storage,
      shape: order.map((d) => source.shape[d]!),
      strides: order.map((d) => source.strides[d]!),
      offset: source.offset,
    },
    out,
  );
  if (!keepdim) return out;
  const shape = keptShape(x.shape, dims);
  return out.look(shape, contiguousStrides(shape), 0);
}

export function keptShape(shape: Shape, dims: Shape): number[] {
  return shape.map((size, d) => (dims.includes(d) ? 1 : size));
}

export function dimsOf(attrs: Attrs, rank: number): number[] {
  return normalizeDims(attrs['dim'] as readonly number[] | null, rank);
}

export function requestedType(attrs: Attrs): DType | undefined {
  return DTYPES.find((dtype) => dtype.name === attrs['dtype']);
}

/** A reduced gradient, repeated to the shape that was reduced. */
export function spread(gradient: Tensor, x: Tensor, attrs: Attrs): Tensor {
  const isWhole = gradient.ndim === 0 || attrs['keepdim'] === true;
  const kept = isWhole ? gradient : gradient.reshape(keptShape(x.shape, dimsOf(attrs, x.ndim)));
  return kept.expand(x.shape).to(x.dtype);
}

/** The one output element that element `i` of the input enters. */
export function target(i: number, evidence: Evidence): number {
  const { shape } = evidence.inputs[0]!;
  const dims = dimsOf(evidence.attrs, shape.length);
  const from = contiguousStrides(shape);
  const to = contiguousStrides(keptShape(shape, dims));
  return shape.reduce((at, size, d) => {
    const index = Math.floor(i / from[d]!) % size;
    return at + (dims.includes(d) ? 0 : index * to[d]!);
  }, 0);
}

export function locals(factor: (evidence: Evidence) => number) {
  return (_: number, i: number, evidence: Evidence): Local[] => [
    { at: target(i, evidence), value: factor(evidence) },
  ];
}

export function gradFn(name: string): (attrs: Attrs) => string {
  return (attrs) => `${name}Backward${attrs['dim'] === null ? 0 : 1}`;
}

export function overDims(attrs: Attrs): string {
  const dims = attrs['dim'] as readonly number[] | null;
  return dims === null ? '' : `_{\\text{dim } ${dims.join(', ')}}`;
}

export const sum: OpRecord = {
  name: 'sum',
  gradFn: gradFn('Sum'),
  symbol: '∑',
  formula: (n) => `\\sum${overDims(n.attrs)} ${operandTex(n, 0)}`,
  forward: ([x], attrs) =>
    computeReduce(
      'sum',
      x!,
      dimsOf(attrs, x!.ndim),
      Boolean(attrs['keepdim']),
      requestedType(attrs) ?? sumType(x!.dtype),
    ),
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs }, g) => [spread(g, inputs[0]!, attrs)],
  explain: { tex: () => '1', locals: locals(() => 1) },
};

/** How many elements go into one mean. */
export function count(shape: Shape, attrs: Attrs): number {
  return numel(dimsOf(attrs, shape.length).map((d) => shape[d]!));
}

export const mean: OpRecord = {
  name: 'mean',
  gradFn: gradFn('Mean'),
  symbol: 'mean',
  formula: (n) => `\\operatorname{mean}${overDims(n.attrs)} ${operandTex(n, 0)}`,
  forward([x], attrs) {
    const dtype = requestedType(attrs) ?? x!.dtype;
    if (!dtype.isFloatingPoint) {
      throw new RuntimeError(
        `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${dtype.scalarName}`,
      );
    }
    const total = computeReduce('sum', x!, dimsOf(attrs, x!.ndim), Boolean(attrs['keepdim']), dtype);
    total.device.binary('div', total, count(x!.shape, attrs), total);
    return total;
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs }, g) => [spread(g, inputs[0]!, attrs).div(count(inputs[0]!.shape, attrs))],
  explain: {
    tex: () => '\\frac{1}{N}',
    locals: locals((e) => 1 / count(e.inputs[0]!.shape, e.attrs)),
  },
};
