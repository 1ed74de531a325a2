/** @file Ops that share their input's storage: permuting, adding and dropping dimensions, cutting, diagonals, windows. */

import { IndexError, RuntimeError } from '../../errors';
import { normalizeDim, shapeText, type Shape } from '../../shape';
import type { Attrs } from '../../trace/events';
import { cast, operandTex } from '../common';
import type { OpRecord } from '../op';
import { viewOp, type Geometry } from './geometry';

const numberOf = (attrs: Attrs, key: string): number => attrs[key] as number;
const numbersOf = (attrs: Attrs, key: string): Shape => attrs[key] as Shape;

/** `dims`, each counted from the front, as PyTorch checks them for permute. */
function orderOf(dims: Shape, rank: number): number[] {
  if (dims.length !== rank) {
    throw new RuntimeError(
      `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${rank} is not equal to len(dims) = ${dims.length}`,
    );
  }
  const order = dims.map((dim) => normalizeDim(dim, rank));
  if (new Set(order).size < rank) throw new RuntimeError('permute(): duplicate dims are not allowed.');
  return order;
}

export const permute: OpRecord = viewOp({
  name: 'permute',
  gradFn: 'Permute',
  formula: (n) => `\\operatorname{permute}_{${numbersOf(n.attrs, 'dims').join(', ')}}(${operandTex(n, 0)})`,
  geometry(shape, strides, attrs) {
    const order = orderOf(numbersOf(attrs, 'dims'), shape.length);
    return { shape: order.map((d) => shape[d]!), strides: order.map((d) => strides[d]!), offset: 0 };
  },
  backward({ attrs, inputs }, g) {
    const order = orderOf(numbersOf(attrs, 'dims'), inputs[0]!.ndim);
    return g.permute(order.map((_, d) => order.indexOf(d)));
  },
});

/** The dimensions of size 1 among `dim` (null: among all). */
function squeezed(shape: Shape, attrs: Attrs): number[] {
  const wanted = attrs['dim'] as Shape | null;
  const dims =
    wanted === null ? shape.map((_, d) => d) : wanted.map((dim) => normalizeDim(dim, shape.length));
  return dims.filter((d) => shape[d] === 1);
}

export const squeeze: OpRecord = viewOp({
  name: 'squeeze',
  gradFn: (attrs) => `SqueezeBackward${attrs['dim'] === null ? 0 : attrs['several'] ? 2 : 1}`,
  geometry(shape, strides, attrs) {
    const gone = squeezed(shape, attrs);
    const kept = <T>(list: readonly T[]): T[] => list.filter((_, d) => !gone.includes(d));
    return { shape: kept(shape), strides: kept(strides), offset: 0 };
  },
  backward: ({ inputs }, g) => g.reshape(inputs[0]!.shape),
});

export const unsqueeze: OpRecord = viewOp({
  name: 'unsqueeze',
  gradFn: 'Unsqueeze',
  geometry(shape, strides, attrs) {
    const d = normalizeDim(numberOf(attrs, 'dim'), shape.length + 1);
    const step = d < shape.length ? shape[d]! * strides[d]! : 1;
    return { shape: shape.toSpliced(d, 0, 1), strides: strides.toSpliced(d, 0, step), offset: 0 };
  },
  backward: ({ inputs }, g) => g.reshape(inputs[0]!.shape),
});

function withoutDim(shape: Shape, strides: Shape, d: number, offset: number) {
  return { shape: shape.toSpliced(d, 1), strides: strides.toSpliced(d, 1), offset };
}

export const select: OpRecord = viewOp({
  name: 'select',
  gradFn: 'Select',
  symbol: '[i]',
  formula: (n) => `${operandTex(n, 0)}_{${numberOf(n.attrs, 'index')}}`,
  geometry(shape, strides, attrs) {
    if (shape.length === 0) throw new IndexError('select() cannot be applied to a 0-dim tensor.');
    const dim = numberOf(attrs, 'dim');
    const index = numberOf(attrs, 'index');
    const d = normalizeDim(dim, shape.length);
    const size = shape[d]!;
    if (index < -size || index >= size) {
      throw new IndexError(
        'original' in attrs
          ? `index ${index} is out of bounds for dimension ${numberOf(attrs, 'original')} with size ${size}`
          : `select(): index ${index} out of range for tensor of size ${shapeText(shape)} at dimension ${d}`,
      );
    }
    return withoutDim(shape, strides, d, (index < 0 ? index + size : index) * strides[d]!);
  },
});

/** One of the tensors that unbind gives. */
export const unbind: OpRecord = {
  ...viewOp({
    name: 'unbind',
    gradFn: 'Unbind',
    formula: (n) => `${operandTex(n, 0)}_{${numberOf(n.attrs, 'index')}}`,
    geometry(shape, strides, attrs) {
      const d = normalizeDim(numberOf(attrs, 'dim'), shape.length);
      return withoutDim(shape, strides, d, numberOf(attrs, 'index') * strides[d]!);
    },
  }),
  outputIndex: (attrs) => numberOf(attrs, 'index'),
};

/** A run of one dimension: from `start` up to `end`, every `step`-th. */
export const slice: OpRecord = viewOp({
  name: 'slice',
  gradFn: 'Slice',
  symbol: '[:]',
  formula: (n) =>
    `${operandTex(n, 0)}_{${numberOf(n.attrs, 'start')}:${numberOf(n.attrs, 'end')}:${numberOf(n.attrs, 'step')}}`,
  geometry(shape, strides, attrs) {
    const d = normalizeDim(numberOf(attrs, 'dim'), shape.length);
    const step = numberOf(attrs, 'step');
    if (step <= 0) throw new RuntimeError('slice step must be positive');
    const clamp = (at: number, low: number): number =>
      Math.min(Math.max(at < 0 ? at + shape[d]! : at, low), shape[d]!);
    const start = clamp(numberOf(attrs, 'start'), 0);
    const end = clamp(numberOf(attrs, 'end'), start);
    return {
      shape: shape.with(d, Math.ceil((end - start) / step)),
      strides: strides.with(d, strides[d]! * step),
      offset: start * strides[d]!,
    };
  },
});

/** One piece of a split; `sizes` says whether PyTorch was given sizes or a piece's size. */
export const split: OpRecord = {
  ...slice,
  name: 'split',
  gradFn: (attrs) => (attrs['sizes'] ? 'SplitWithSizesBackward0' : 'SplitBackward0'),
  symbol: 'split',
  outputIndex: (attrs) => numberOf(attrs, 'index'),
};

/** The diagonal `offset` above the main one of two dimensions, as a new last dimension. */
export const diagonalGeometry: Geometry = (shape, strides, attrs) => {
  const [a, b] = [numberOf(attrs, 'dim1'), numberOf(attrs, 'dim2')].map((d) =>
    normalizeDim(d, shape.length),
  ) as [number, number];
  if (a === b)
    throw new RuntimeError(
      `diagonal dimensions cannot be identical ${numberOf(attrs, 'dim1')}, ${numberOf(attrs, 'dim2')}`,
    );
  const shift = numberOf(attrs, 'offset');
  const [rows, columns] = [shape[a]!, shape[b]!];
  const size = Math.max(shift >= 0 ? Math.min(rows, columns - shift) : Math.min(rows + shift, columns), 0);
  const offset = size === 0 ? 0 : shift >= 0 ? shift * strides[b]! : -shift * strides[a]!;
  const rest = <T>(list: readonly T[]): T[] => list.filter((_, d) => d !== a && d !== b);
  return { shape: [...rest(shape), size], strides: [...rest(strides), strides[a]! + strides[b]!], offset };
};

export const diagonal: OpRecord = viewOp({
  name: 'diagonal',
  gradFn: 'Diagonal',
  formula: (n) => `\\operatorname{diag}(${operandTex(n, 0)})`,
  geometry: diagonalGeometry,
});

/** A diagonal with elements of its own: what `diag` of a matrix is. */
export const diagonalCopy: OpRecord = {
  ...diagonal,
  name: 'diagonalCopy',
  gradFn: () => 'DiagonalBackward0_copy',
  forward: (inputs, attrs) => cast(diagonal.forward(inputs, attrs), inputs[0]!.dtype, true),
};

/** Tensor.unfold (F.unfold is another op): windows of `size` elements of a dimension, `step` apart, in a new last one. */
export const unfold: OpRecord = viewOp({
  name: 'unfoldDimension',
  gradFn: 'Unfold',
  symbol: 'unfold',
  geometry(shape, strides, attrs) {
    const d = normalizeDim(numberOf(attrs, 'dimension'), shape.length);
    const [size, step] = [numberOf(attrs, 'size'), numberOf(attrs, 'step')];
    const own = shape[d] ?? 1;
    if (size > own) {
      throw new RuntimeError(`maximum size for tensor at dimension ${d} is ${own} but size is ${size}`);
    }
    if (size < 0) throw new RuntimeError(`size is ${size} but must be >= 0`);
    if (step <= 0) throw new RuntimeError(`step is ${step} but must be > 0`);
    if (shape.length === 0) return { shape: [size], strides: [1], offset: 0 };
    return {
      shape: [...shape.with(d, Math.floor((own - size) / step) + 1), size],
      strides: [...strides.with(d, strides[d]! * step), strides[d]!],
      offset: 0,
    };
  },
});

/** The very same look. */
export const alias: OpRecord = viewOp({
  name: 'alias',
  gradFn: 'Alias',
  formula: (n) => operandTex(n, 0),
  geometry: (shape, strides) => ({ shape, strides, offset: 0 }),
  backward: (_, g) => g,
});

export const RESHAPING_VIEWS: readonly OpRecord[] = [
  permute,
  squeeze,
  unsqueeze,
  select,
  unbind,
  slice,
  split,
  diagonal,
  diagonalCopy,
  unfold,
  alias,
];
