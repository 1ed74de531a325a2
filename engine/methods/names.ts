/** @file Methods of the tensor: PyTorch's second names, and what is made of other methods in a line. */

import { uint8 } from '../dtype';
import { RuntimeError } from '../errors';
import { empty, full, ones, zeros } from '../functions/make';
import { bernoulli, multinomial } from '../functions/random';
import { tril, triu } from '../ops/reshaping/moves';
import { changeBy } from '../ops/pointwise/inplace';
import { fmax, fmin } from '../ops/pointwise/limits';
import { logit } from '../ops/pointwise/odds';
import { dist } from '../ops/reduction/norm';
import type { Generator } from '../random/generator';
import { normalizeDim, sameShape } from '../shape';
import { sizes } from '../ops/view';
import { extend } from '../tensor';

type Dims = number | readonly number[];
type Sizes = number[] | [readonly number[]];
type Rounding = { roundingMode?: 'trunc' | 'floor' | null };

declare module '../tensor' {
  interface Tensor {
    /** Whether the dtype is float32 or float64. */
    isFloatingPoint(): boolean;
    /** Whether the dtype has negative numbers. */
    isSigned(): boolean;
    /** Whether the other tensor has the same shape. */
    isSameSize(other: Tensor): boolean;
    /** As uint8. Shape: any; keeps it. */
    byte(): Tensor;
    /** As the dtype of another tensor. Shape: any; keeps it. */
    typeAs(other: Tensor): Tensor;
    /** The second name of `clamp`. Shape: any; keeps it. */
    clip(min?: TensorLike | null, max?: TensorLike | null): Tensor;
    /** The second name of `clamp_`. Shape: any; keeps it. */
    clip_(min?: TensorLike | null, max?: TensorLike | null): this;
    /** The second name of `abs`. Shape: any; keeps it. */
    absolute(): Tensor;
    /** The second name of `neg`. Shape: any; keeps it. */
    negative(): Tensor;
    /** The second name of `sub`. Shapes: broadcast together. */
    subtract(other: TensorLike, options?: { alpha?: number }): Tensor;
    /** The second name of `mul`. Shapes: broadcast together. */
    multiply(other: TensorLike): Tensor;
    /** The second name of `div`. Shapes: broadcast together. */
    divide(other: TensorLike, options?: Rounding): Tensor;
    /** The quotient, never rounded: `div` without a rounding mode. Shapes: broadcast together. */
    trueDivide(other: TensorLike): Tensor;
    /** The second name of `movedim`. Shape: the sizes in the new order. */
    moveaxis(source: Dims, destination: Dims): Tensor;
    /** The second name of `outer`. Shapes: [n], [m] → [n, m]. */
    ger(other: Tensor): Tensor;
    /** The smaller of two elements; where one is NaN, the other one. Shapes: broadcast together. */
    fmin(other: Tensor): Tensor;
    /** The larger of two elements; where one is NaN, the other one. Shapes: broadcast together. */
    fmax(other: Tensor): Tensor;
    /** ln(x / (1 − x)); with `eps`, x is first clamped to [eps, 1 − eps]. */
    logit(eps?: number | null): Tensor;
    /** The p-norm of the difference: one number. Shapes: broadcast together; the result is one number. */
    dist(other: Tensor, p?: number): Tensor;
    /** Each element minus the one before it along a dimension, n times over. */
    diff(n?: number, dim?: number): Tensor;
    /** Keeps the lower triangle, in place. Shape: any; keeps it. */
    tril_(diagonal?: number): this;
    /** Keeps the upper triangle, in place. Shape: any; keeps it. */
    triu_(diagonal?: number): this;
    /** Puts a value on the diagonal, in place. Shape: any; keeps it. */
    fillDiagonal_(value: number): this;
    /**
     * Indices drawn by these weights: see `torch.multinomial`.
     * Shape: [categories] → [samples]; [rows, categories] → [rows, samples].
     */
    multinomial(numSamples: number, options?: { replacement?: boolean; generator?: Generator }): Tensor;
    /** 1 with the probability that the element is, otherwise 0: see `torch.bernoulli`. Shape: any; keeps it. */
    bernoulli(options?: { p?: number; generator?: Generator }): Tensor;
    /** Zeros of this tensor's dtype, on its device. Shape: as asked for. */
    newZeros(...size: Sizes): Tensor;
    /** Ones of this tensor's dtype, on its device. Shape: as asked for. */
    newOnes(...size: Sizes): Tensor;
    /** A tensor of this tensor's dtype on its device, to be filled. Shape: as asked for. */
    newEmpty(...size: Sizes): Tensor;
    /** One value everywhere, of this tensor's dtype, on its device. Shape: as asked for. */
    newFull(size: readonly number[], value: number): Tensor;
  }
}

extend({
  isFloatingPoint() {
    return this.dtype.isFloatingPoint;
  },
  isSigned() {
    return this.dtype.name !== 'uint8' && this.dtype.name !== 'bool';
  },
  isSameSize(other) {
    return sameShape(this.shape, other.shape);
  },
  byte() {
    return this.to(uint8);
  },
  typeAs(other) {
    return this.to(other.dtype);
  },
  clip(min, max) {
    return this.clamp(min, max);
  },
  clip_(min, max) {
    return this.clamp_(min, max);
  },
  absolute() {
    return this.abs();
  },
  negative() {
    return this.neg();
  },
  subtract(other, options) {
    return this.sub(other, options);
  },
  multiply(other) {
    return this.mul(other);
  },
  divide(other, options) {
    return this.div(other, options);
  },
  trueDivide(other) {
    return this.div(other);
  },
  moveaxis(source, destination) {
    return this.movedim(source, destination);
  },
  ger(other) {
    return this.outer(other);
  },
  fmin(other) {
    return fmin(this, other);
  },
  fmax(other) {
    return fmax(this, other);
  },
  logit(eps = null) {
    return logit(this, eps);
  },
  dist(other, p = 2) {
    return dist(this, other, p);
  },
  diff(n = 1, dim = -1) {
    if (this.ndim === 0) throw new RuntimeError('diff expects input to be at least one-dimensional');
    const d = normalizeDim(dim, this.ndim);
    if (this.shape[d] === 0) return this.detach().clone();
    let x = this.narrow(d, 0, this.shape[d]!);
    for (let i = 0; i < n && x.shape[d]! > 0; i++) {
      const count = x.shape[d]! - 1;
      const [later, earlier] = [x.narrow(d, 1, count), x.narrow(d, 0, count)];
      x = x.dtype.name === 'bool' ? later.logicalXor(earlier) : later.sub(earlier);
    }
    return x;
  },
  tril_(diagonal = 0) {
    return changeBy(tril, this, [], { diagonal });
  },
  triu_(diagonal = 0) {
    return changeBy(triu, this, [], { diagonal });
  },
  fillDiagonal_(value) {
    if (this.ndim < 2) throw new RuntimeError('dimensions must larger than 1');
    if (this.ndim > 2 && new Set(this.shape).size > 1) {
      throw new RuntimeError('all dimensions of input must be of equal length');
    }
    this.diagonal().fill_(value);
    return this;
  },
  multinomial(numSamples, options) {
    return multinomial(this, numSamples, options);
  },
  bernoulli(options) {
    return bernoulli(this, options);
  },
  newZeros(...size) {
    return zeros(sizes(size), { dtype: this.dtype, device: this.device.type });
  },
  newOnes(...size) {
    return ones(sizes(size), { dtype: this.dtype, device: this.device.type });
  },
  newEmpty(...size) {
    return empty(sizes(size), { dtype: this.dtype, device: this.device.type });
  },
  newFull(size, value) {
    return full(size, value, { dtype: this.dtype, device: this.device.type });
  },
});
