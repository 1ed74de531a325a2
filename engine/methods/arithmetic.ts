/** @file Methods of the tensor: elementwise arithmetic. */

import { apply } from '../autograd/apply';
import * as elementwise from '../ops/elementwise';
import { divRecord } from '../ops/pointwise/division';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    add(other: TensorLike, options?: { alpha?: number }): Tensor;
    sub(other: TensorLike, options?: { alpha?: number }): Tensor;
    /** other − this */
    rsub(other: TensorLike): Tensor;
    mul(other: TensorLike): Tensor;
    /** The quotient; rounded towards 0 or down with a rounding mode. */
    div(other: TensorLike, options?: { roundingMode?: 'trunc' | 'floor' | null }): Tensor;
    pow(exponent: TensorLike): Tensor;
    neg(): Tensor;
    exp(): Tensor;
    log(): Tensor;
    sqrt(): Tensor;
    tanh(): Tensor;
    sigmoid(): Tensor;
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
    return apply(elementwise.neg, [this]);
  },
  exp() {
    return apply(elementwise.exp, [this]);
  },
  log() {
    return apply(elementwise.log, [this]);
  },
  sqrt() {
    return apply(elementwise.sqrt, [this]);
  },
  tanh() {
    return apply(elementwise.tanh, [this]);
  },
  sigmoid() {
    return apply(elementwise.sigmoid, [this]);
  },
  relu() {
    return apply(elementwise.relu, [this]);
  },
});
