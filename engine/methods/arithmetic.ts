/** @file Methods of the tensor: elementwise arithmetic. */

import { apply } from '../autograd/apply';
import * as elementwise from '../ops/elementwise';
import * as unary from '../ops/unary';
import { divRecord } from '../ops/pointwise/division';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** this + alpha · other. Dtypes promote, shapes broadcast. */
    add(other: TensorLike, options?: { alpha?: number }): Tensor;
    /** this − alpha · other. Dtypes promote, shapes broadcast. */
    sub(other: TensorLike, options?: { alpha?: number }): Tensor;
    /** other − this. Shapes: broadcast together. */
    rsub(other: TensorLike): Tensor;
    /** this · other. Dtypes promote, shapes broadcast. */
    mul(other: TensorLike): Tensor;
    /** The quotient; rounded towards 0 or down with a rounding mode. Shapes: broadcast together. */
    div(other: TensorLike, options?: { roundingMode?: 'trunc' | 'floor' | null }): Tensor;
    /** this to the power of the exponent. Shapes: broadcast together. */
    pow(exponent: TensorLike): Tensor;
    /** −this; not for bools. Shape: any; keeps it. */
    neg(): Tensor;
    /** e^x; integers become float32. Shape: any; keeps it. */
    exp(): Tensor;
    /** The natural logarithm; integers become float32. Shape: any; keeps it. */
    log(): Tensor;
    /** The square root; NaN below 0. Shape: any; keeps it. */
    sqrt(): Tensor;
    /** The hyperbolic tangent. Shape: any; keeps it. */
    tanh(): Tensor;
    /** 1 / (1 + e^−x). Shape: any; keeps it. */
    sigmoid(): Tensor;
    /** max(x, 0). Shape: any; keeps it. */
    relu(): Tensor;
  }
}

extend({
  add(other, { alpha = 1 } = {}) {
    return elementwise.binary(elementwise.add, this, other, alpha === 1 ? {} : { alpha });
  },
  sub(other, { alpha = 1 } = {}) {
    return elementwise.binary(elementwise.sub, this, other, alpha === 1 ? {} : { alpha });
  },
  rsub(other) {
    return elementwise.binary(elementwise.rsub, this, other);
  },
  mul(other) {
    return elementwise.binary(elementwise.mul, this, other);
  },
  div(other, { roundingMode = null } = {}) {
    if (roundingMode !== null) return elementwise.binary(divRecord(roundingMode), this, other);
    return elementwise.binary(elementwise.div, this, other);
  },
  pow(exponent) {
    return elementwise.binary(elementwise.pow, this, exponent);
  },
  neg() {
    return apply(unary.neg, [this]);
  },
  exp() {
    return apply(unary.exp, [this]);
  },
  log() {
    return apply(unary.log, [this]);
  },
  sqrt() {
    return apply(unary.sqrt, [this]);
  },
  tanh() {
    return apply(unary.tanh, [this]);
  },
  sigmoid() {
    return apply(unary.sigmoid, [this]);
  },
  relu() {
    return apply(unary.relu, [this]);
  },
});
