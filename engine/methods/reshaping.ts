/** @file Methods of the tensor: dimensions permuted, added, dropped, cut, repeated and turned. */

import { refuseForm } from '../arguments/forms';
import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import type { Counted } from '../ops/counted';
import * as compose from '../ops/reshaping/compose';
import { asStrided, stridedAttrs } from '../ops/reshaping/geometry';
import * as moves from '../ops/reshaping/moves';
import * as views from '../ops/reshaping/views';
import { sizes } from '../ops/view';
import { extend, type Tensor } from '../tensor';

type Sizes = number[] | [readonly number[]];
type Dims = number | readonly number[];

declare module '../tensor' {
  interface Tensor {
    /** The dimensions in another order; a view. https://docs.pytorch.org/docs/stable/generated/torch.permute.html */
    permute(...dims: Sizes): Tensor;
    /** Without the dimensions of size 1: all of them, or those named. A view. */
    squeeze(dim?: Dims): Tensor;
    /** With a new dimension of size 1 before `dim`. A view. */
    unsqueeze(dim: number): Tensor;
    /** The dimension (or dimensions) moved to another place; the others keep their order. A view. */
    movedim(source: Dims, destination: Dims): Tensor;
    /** Two dimensions exchanged; NumPy's name for `transpose`. */
    swapaxes(axis0: number, axis1: number): Tensor;
    /** The second name of `transpose`. Shape: with two sizes exchanged. */
    swapdims(dim0: number, dim1: number): Tensor;
    /** A matrix, or every matrix of a batch, transposed. */
    readonly mT: Tensor;
    /** All dimensions from `startDim` to `endDim` as one. https://docs.pytorch.org/docs/stable/generated/torch.flatten.html */
    flatten(startDim?: number, endDim?: number): Tensor;
    /** One dimension as several; one size may be −1. */
    unflatten(dim: number, sizes: readonly number[]): Tensor;
    /** All elements as one dimension. */
    ravel(): Tensor;
    /**
     * Repeated without copying to the shape of another tensor.
     * @throws RuntimeError as `expand`
     */
    expandAs(other: Tensor): Tensor;
    /**
     * The same elements under the shape of another tensor; a view where that can be.
     * @throws RuntimeError as `reshape`
     */
    reshapeAs(other: Tensor): Tensor;
    /** Repeated without copying to a shape. */
    broadcastTo(...shape: Sizes): Tensor;
    /**
     * The whole tensor, this often along each dimension; copies.
     * https://docs.pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
     * @throws RuntimeError for fewer numbers than dimensions, or a negative one
     */
    repeat(...repeats: Sizes): Tensor;
    /** As `repeat`, but fewer numbers than dimensions are allowed. */
    tile(...dims: Sizes): Tensor;
    /** Each element (along `dim`; null: flattened) repeated: a number of times, or each its own number of times. */
    repeatInterleave(repeats: number, dim?: number | null): Tensor;
    repeatInterleave(repeats: Tensor, dim?: number | null): Counted<Tensor>;
    /**
     * Windows of `size` along a dimension, `step` apart, in a new last dimension. A view.
     * @throws RuntimeError for a window larger than the dimension, or a step that is not positive
     */
    unfold(dimension: number, size: number, step: number): Tensor;
    /** The order of elements turned round along these dimensions. */
    flip(...dims: Sizes): Tensor;
    /** The order of the columns turned round. Shape: any; keeps it. */
    fliplr(): Tensor;
    /** The order of the rows turned round. Shape: any; keeps it. */
    flipud(): Tensor;
    /**
     * Elements shifted round; without dims, in the flattened tensor. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.roll.html
     */
    roll(shifts: Dims, dims?: Dims): Tensor;
    /** `k` quarter turns in the plane of two dimensions. */
    rot90(k?: number, dims?: readonly number[]): Tensor;
    /**
     * Pieces of `size` elements (the last may be smaller), or of the sizes given. Views.
     * Shapes: the tensor's, with the pieces' sizes along `dim`.
     */
    split(size: number | readonly number[], dim?: number): Tensor[];
    /**
     * At most this many pieces of one size (the last may be smaller). Views.
     * Shapes: the tensor's, with the pieces' sizes along `dim`.
     */
    chunk(chunks: number, dim?: number): Tensor[];
    /**
     * This many pieces as equal as can be, or cut at these indices. Views.
     * Shapes: the tensor's, with the pieces' sizes along `dim`.
     */
    tensorSplit(sections: number | readonly number[], dim?: number): Tensor[];
    /** The tensors along a dimension, without it. Views. */
    unbind(dim?: number): Tensor[];
    /** `length` elements of a dimension from `start`. A view. */
    narrow(dim: number, start: number, length: number): Tensor;
    /** One index of a dimension, without it. A view. */
    select(dim: number, index: number): Tensor;
    /** The diagonal of two dimensions, as a new last dimension. A view. */
    diagonal(offset?: number, dim1?: number, dim2?: number): Tensor;
    /** Of a vector the matrix with it on the diagonal, of a matrix its diagonal; copies. */
    diag(diagonal?: number): Tensor;
    /** The last dimension put on the diagonal of new matrices. */
    diagEmbed(offset?: number, dim1?: number, dim2?: number): Tensor;
    /** The lower triangle, 0 elsewhere; `diagonal` moves its edge up. Shape: any; keeps it. */
    tril(diagonal?: number): Tensor;
    /** The upper triangle, 0 elsewhere; `diagonal` moves its edge up. Shape: any; keeps it. */
    triu(diagonal?: number): Tensor;
    /** A view by size, stride and offset; for those who know what they do. */
    asStrided(size: readonly number[], stride: readonly number[], storageOffset?: number): Tensor;
  }
}

/** @throws TypeError for what is neither a dimension nor a list of them */
export function checkDims(name: string, dim: unknown): void {
  if (dim !== undefined && typeof dim !== 'number' && !Array.isArray(dim))
    refuseForm(`torch.Tensor#${name}`, [dim]);
}

const list = (dims: Dims): readonly number[] => (typeof dims === 'number' ? [dims] : dims);

/** @throws RuntimeError for a dimension that is named twice; what is out of range is told where it is used */
function refuseTwice(dims: readonly number[], rank: number): void {
  const own = dims.map((dim) => (dim < 0 ? dim + rank : dim));
  const twice = own.find((dim, i) => own.indexOf(dim) < i);
  if (twice === undefined) return;
  throw new RuntimeError(`dim ${twice} appears multiple times in the list of dims`);
}

extend({
  permute(...dims) {
    return apply(views.permute, [this], { dims: sizes(dims) });
  },
  squeeze(dim) {
    checkDims('squeeze', dim);
    if (dim !== undefined) refuseTwice(list(dim), this.ndim);
    const several = typeof dim === 'object';
    return apply(views.squeeze, [this], {
      dim: dim === undefined ? null : list(dim),
      ...(several && { several }),
    });
  },
  unsqueeze(dim) {
    return apply(views.unsqueeze, [this], { dim });
  },
  movedim(source, destination) {
    return compose.movedim(this, list(source), list(destination));
  },
  swapaxes(axis0, axis1) {
    return this.transpose(axis0, axis1);
  },
  swapdims(dim0, dim1) {
    return this.transpose(dim0, dim1);
  },
  get mT() {
    if (this.ndim < 2) {
      throw new RuntimeError(
        `tensor.mT is only supported on matrices or batches of matrices. Got ${this.ndim}-D tensor.`,
      );
    }
    return this.transpose(-2, -1);
  },
  flatten(startDim = 0, endDim = -1) {
    return compose.flatten(this, startDim, endDim);
  },
  unflatten(dim, shape) {
    return compose.unflatten(this, dim, shape);
  },
  ravel() {
    return this.contiguous().view(-1);
  },
  expandAs(other) {
    return this.expand(other.shape);
  },
  reshapeAs(other) {
    return this.reshape(other.shape);
  },
  broadcastTo(...shape) {
    return this.expand(sizes(shape));
  },
  repeat(...repeats) {
    return compose.repeat(this, sizes(repeats));
  },
  tile(...dims) {
    const times = sizes(dims);
    return compose.repeat(this, [...Array<number>(Math.max(this.ndim - times.length, 0)).fill(1), ...times]);
  },
  repeatInterleave(repeats: number | Tensor, dim: number | null = null) {
    return compose.repeatInterleave(this, repeats, dim) as Counted<Tensor>;
  },
  unfold(dimension, size, step) {
    return apply(views.unfold, [this], { dimension, size, step });
  },
  flip(...dims) {
    return apply(moves.flip, [this], { dims: sizes(dims) });
  },
  fliplr() {
    if (this.ndim < 2) throw new RuntimeError('Input must be >= 2-d.');
    return this.flip(1);
  },
  flipud() {
    if (this.ndim < 1) throw new RuntimeError('Input must be >= 1-d.');
    return this.flip(0);
  },
  roll(shifts, dims = []) {
    return compose.roll(this, list(shifts), list(dims));
  },
  rot90(k = 1, dims = [0, 1]) {
    return compose.rot90(this, k, dims);
  },
  split(size, dim = 0) {
    return compose.split(this, size, dim);
  },
  chunk(chunks, dim = 0) {
    return compose.chunk(this, chunks, dim);
  },
  tensorSplit(sections, dim = 0) {
    return compose.tensorSplit(this, sections, dim);
  },
  unbind(dim = 0) {
    return compose.unbind(this, dim);
  },
  narrow(dim, start, length) {
    return compose.narrow(this, dim, start, length);
  },
  select(dim, index) {
    return apply(views.select, [this], { dim, index });
  },
  diagonal(offset = 0, dim1 = 0, dim2 = 1) {
    return apply(views.diagonal, [this], { offset, dim1, dim2 });
  },
  diag(diagonal = 0) {
    if (this.ndim === 1) return this.diagEmbed(diagonal);
    if (this.ndim === 2) return apply(views.diagonalCopy, [this], { offset: diagonal, dim1: 0, dim2: 1 });
    throw new RuntimeError(`diag(): Supports 1D or 2D tensors. Got ${this.ndim}D`);
  },
  diagEmbed(offset = 0, dim1 = -2, dim2 = -1) {
    return apply(moves.diagEmbed, [this], { offset, dim1, dim2 });
  },
  tril(diagonal = 0) {
    return apply(moves.tril, [this], { diagonal });
  },
  triu(diagonal = 0) {
    return apply(moves.triu, [this], { diagonal });
  },
  asStrided(size, stride, storageOffset) {
    const offset = storageOffset ?? this.offset;
    compose.checkLook(this, size, stride, offset);
    return apply(asStrided, [this], stridedAttrs(this, { shape: size, strides: stride, offset }));
  },
});
