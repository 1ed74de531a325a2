/** @file Methods of the tensor: elementwise functions, limits, rounding, questions and bits. */

import { apply } from '../autograd/apply';
import { binary } from '../ops/elementwise';
import * as division from '../ops/pointwise/division';
import * as exponential from '../ops/pointwise/exponential';
import * as limits from '../ops/pointwise/limits';
import * as logic from '../ops/pointwise/logic';
import type { CloseOptions } from '../ops/pointwise/logic';
import * as piecewise from '../ops/pointwise/piecewise';
import * as products from '../ops/pointwise/products';
import * as rounding from '../ops/pointwise/rounding';
import * as trigonometry from '../ops/pointwise/trigonometry';
import { where } from '../ops/pointwise/where';
import { extend } from '../tensor';

export interface NanToNumOptions {
  /** instead of NaN */
  readonly nan?: number;
  /** instead of ∞; null: the largest number of the type */
  readonly posinf?: number | null;
  /** instead of −∞; null: the smallest number of the type */
  readonly neginf?: number | null;
}

declare module '../tensor' {
  interface Tensor {
    /** 1/√x */
    rsqrt(): Tensor;
    /** e^x − 1, exact near 0 */
    expm1(): Tensor;
    /** ln(1 + x), exact near 0 */
    log1p(): Tensor;
    log2(): Tensor;
    log10(): Tensor;
    exp2(): Tensor;
    erf(): Tensor;
    erfc(): Tensor;
    reciprocal(): Tensor;
    square(): Tensor;
    sin(): Tensor;
    cos(): Tensor;
    tan(): Tensor;
    asin(): Tensor;
    acos(): Tensor;
    atan(): Tensor;
    /** The angle of the point (other, this). */
    atan2(other: Tensor): Tensor;
    sinh(): Tensor;
    cosh(): Tensor;
    asinh(): Tensor;
    acosh(): Tensor;
    atanh(): Tensor;
    abs(): Tensor;
    sign(): Tensor;
    floor(): Tensor;
    ceil(): Tensor;
    trunc(): Tensor;
    /** What is behind the point, with the number's sign. */
    frac(): Tensor;
    /** To the nearest whole number, halves to the even one; or to so many decimals. */
    round(options?: { decimals?: number }): Tensor;
    /** The tensor itself; not for bools. */
    positive(): Tensor;
    nanToNum(options?: NanToNumOptions): Tensor;
    /** The rest of a division, with this tensor's sign. */
    fmod(other: TensorLike): Tensor;
    /** The rest of a division, with the divisor's sign, as Python's % has it. */
    remainder(other: TensorLike): Tensor;
    /** The quotient rounded down, as Python's // has it. No gradient. */
    floorDivide(other: TensorLike): Tensor;
    /** Each element, or the limit it passes: two numbers or two tensors, null for none. */
    clamp(min?: TensorLike | null, max?: TensorLike | null): Tensor;
    clampMin(min: TensorLike): Tensor;
    clampMax(max: TensorLike): Tensor;
    minimum(other: Tensor): Tensor;
    maximum(other: Tensor): Tensor;
    /** this + weight·(end − this) */
    lerp(end: Tensor, weight: TensorLike): Tensor;
    /** this + value·tensor1·tensor2 */
    addcmul(tensor1: Tensor, tensor2: Tensor, options?: { value?: number }): Tensor;
    /** this + value·tensor1/tensor2 */
    addcdiv(tensor1: Tensor, tensor2: Tensor, options?: { value?: number }): Tensor;
    /** √(this² + other²) */
    hypot(other: Tensor): Tensor;
    /** This tensor where the condition is true, `other` where it is false. */
    where(condition: Tensor, other: TensorLike): Tensor;
    isnan(): Tensor;
    isinf(): Tensor;
    isfinite(): Tensor;
    /** Whether |this − other| ≤ atol + rtol·|other|, element by element. */
    isclose(other: Tensor, options?: CloseOptions): Tensor;
    /** Whether all elements are close. */
    allclose(other: Tensor, options?: CloseOptions): Promise<boolean>;
    logicalAnd(other: Tensor): Tensor;
    logicalOr(other: Tensor): Tensor;
    logicalXor(other: Tensor): Tensor;
    logicalNot(): Tensor;
    bitwiseAnd(other: TensorLike): Tensor;
    bitwiseOr(other: TensorLike): Tensor;
    bitwiseXor(other: TensorLike): Tensor;
    bitwiseNot(): Tensor;
    bitwiseLeftShift(other: TensorLike): Tensor;
    bitwiseRightShift(other: TensorLike): Tensor;
    /** Elements within ±lambd become 0. */
    hardshrink(options?: { lambd?: number }): Tensor;
    /** Elements below 0 times the weight: one number, or one for each channel. */
    prelu(weight: Tensor): Tensor;
  }
}

extend({
  rsqrt() {
    return apply(exponential.rsqrt, [this]);
  },
  expm1() {
    return apply(exponential.expm1, [this]);
  },
  log1p() {
    return apply(exponential.log1p, [this]);
  },
  log2() {
    return apply(exponential.log2, [this]);
  },
  log10() {
    return apply(exponential.log10, [this]);
  },
  exp2() {
    return apply(exponential.exp2, [this]);
  },
  erf() {
    return apply(exponential.erf, [this]);
  },
  erfc() {
    return apply(exponential.erfc, [this]);
  },
  reciprocal() {
    return apply(exponential.reciprocal, [this]);
  },
  square() {
    return this.pow(2);
  },
  sin() {
    return apply(trigonometry.sin, [this]);
  },
  cos() {
    return apply(trigonometry.cos, [this]);
  },
  tan() {
    return apply(trigonometry.tan, [this]);
  },
  asin() {
    return apply(trigonometry.asin, [this]);
  },
  acos() {
    return apply(trigonometry.acos, [this]);
  },
  atan() {
    return apply(trigonometry.atan, [this]);
  },
  atan2(other) {
    return trigonometry.atan2(this, other);
  },
  sinh() {
    return apply(trigonometry.sinh, [this]);
  },
  cosh() {
    return apply(trigonometry.cosh, [this]);
  },
  asinh() {
    return apply(trigonometry.asinh, [this]);
  },
  acosh() {
    return apply(trigonometry.acosh, [this]);
  },
  atanh() {
    return apply(trigonometry.atanh, [this]);
  },
  abs() {
    return apply(rounding.abs, [this]);
  },
  sign() {
    return apply(rounding.sign, [this]);
  },
  floor() {
    return apply(rounding.floor, [this]);
  },
  ceil() {
    return apply(rounding.ceil, [this]);
  },
  trunc() {
    return apply(rounding.trunc, [this]);
  },
  frac() {
    return apply(rounding.frac, [this]);
  },
  round({ decimals } = {}) {
    return decimals === undefined
      ? apply(rounding.round, [this])
      : apply(rounding.roundTo, [this], { decimals });
  },
  positive() {
    return rounding.positive(this);
  },
  nanToNum({ nan = 0, posinf = null, neginf = null } = {}) {
    return apply(rounding.nanToNum, [this], { nan, posinf, neginf });
  },
  fmod(other) {
    return binary(division.fmod, this, other);
  },
  remainder(other) {
    return binary(division.remainder, this, other);
  },
  floorDivide(other) {
    return division.floorDivide(this, other);
  },
  clamp(min = null, max = null) {
    return limits.clamp(this, min, max);
  },
  clampMin(min) {
    return limits.clampBy(this, limits.clampMinCall(min));
  },
  clampMax(max) {
    return limits.clampBy(this, limits.clampMaxCall(max));
  },
  minimum(other) {
    return limits.minimum(this, other);
  },
  maximum(other) {
    return limits.maximum(this, other);
  },
  lerp(end, weight) {
    return products.lerp(this, end, weight);
  },
  addcmul(tensor1, tensor2, { value = 1 } = {}) {
    return apply(products.addcmulRecord, [this, tensor1, tensor2], { value });
  },
  addcdiv(tensor1, tensor2, { value = 1 } = {}) {
    return apply(products.addcdivRecord, [this, tensor1, tensor2], { value });
  },
  hypot(other) {
    return products.hypot(this, other);
  },
  where(condition, other) {
    return where(condition, this, other);
  },
  isnan() {
    return apply(logic.isnan, [this]);
  },
  isinf() {
    return apply(logic.isinf, [this]);
  },
  isfinite() {
    return apply(logic.isfinite, [this]);
  },
  isclose(other, options) {
    return logic.isclose(this, other, options);
  },
  allclose(other, options) {
    return logic.allclose(this, other, options);
  },
  logicalAnd(other) {
    return logic.logicalOf('logical_and', this, other);
  },
  logicalOr(other) {
    return logic.logicalOf('logical_or', this, other);
  },
  logicalXor(other) {
    return logic.logicalOf('logical_xor', this, other);
  },
  logicalNot() {
    return apply(logic.logicalNot, [this]);
  },
  bitwiseAnd(other) {
    return logic.bitwiseOf('bitwiseAnd', this, other);
  },
  bitwiseOr(other) {
    return logic.bitwiseOf('bitwiseOr', this, other);
  },
  bitwiseXor(other) {
    return logic.bitwiseOf('bitwiseXor', this, other);
  },
  bitwiseNot() {
    return apply(logic.bitwiseNot, [this]);
  },
  bitwiseLeftShift(other) {
    return logic.bitwiseOf('bitwiseLeftShift', this, other);
  },
  bitwiseRightShift(other) {
    return logic.bitwiseOf('bitwiseRightShift', this, other);
  },
  hardshrink({ lambd = 0.5 } = {}) {
    return apply(piecewise.hardshrink, [this], { lambda: lambd });
  },
  prelu(weight) {
    return piecewise.prelu(this, weight);
  },
});
