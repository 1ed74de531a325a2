/** @file Methods of the tensor: elementwise functions, limits and rounding. */

import { apply } from '../autograd/apply';
import { binary } from '../ops/elementwise';
import * as division from '../ops/pointwise/division';
import { RuntimeError } from '../errors';
import * as exponential from '../ops/pointwise/exponential';
import * as gamma from '../ops/pointwise/gamma';
import * as limits from '../ops/pointwise/limits';
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
    /** 1/√x. Shape: any; keeps it. */
    rsqrt(): Tensor;
    /** e^x − 1, exact near 0. Shape: any; keeps it. */
    expm1(): Tensor;
    /** ln(1 + x), exact near 0. Shape: any; keeps it. */
    log1p(): Tensor;
    /** The logarithm to the base 2. Shape: any; keeps it. */
    log2(): Tensor;
    /** The logarithm to the base 10. Shape: any; keeps it. */
    log10(): Tensor;
    /** 2^x. Shape: any; keeps it. */
    exp2(): Tensor;
    /** The error function. Shape: any; keeps it. */
    erf(): Tensor;
    /** 1 − erf x, exact for large x. Shape: any; keeps it. */
    erfc(): Tensor;
    /**
     * ln |Γ(x)|, of integers a float32. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.lgamma.html
     */
    lgamma(): Tensor;
    /**
     * The derivative of `lgamma`; −∞ at 0, NaN at the other poles. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.digamma.html
     */
    digamma(): Tensor;
    /**
     * The n-th derivative of `digamma`. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.polygamma.html
     * @throws RuntimeError for n below 0
     */
    polygamma(n: number): Tensor;
    /**
     * The number whose error function is x; ±∞ of ±1, NaN beyond. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.erfinv.html
     */
    erfinv(): Tensor;
    /** 1 / x. Shape: any; keeps it. */
    reciprocal(): Tensor;
    /** Each element times itself. */
    square(): Tensor;
    /** The sine. Shape: any; keeps it. */
    sin(): Tensor;
    /** The cosine. Shape: any; keeps it. */
    cos(): Tensor;
    /** The tangent. Shape: any; keeps it. */
    tan(): Tensor;
    /** The arc sine; NaN outside [−1, 1]. */
    asin(): Tensor;
    /** The arc cosine; NaN outside [−1, 1]. */
    acos(): Tensor;
    /** The arc tangent. Shape: any; keeps it. */
    atan(): Tensor;
    /** The angle of the point (other, this). Shapes: broadcast together. */
    atan2(other: Tensor): Tensor;
    /** The hyperbolic sine. Shape: any; keeps it. */
    sinh(): Tensor;
    /** The hyperbolic cosine. Shape: any; keeps it. */
    cosh(): Tensor;
    /** The inverse hyperbolic sine. Shape: any; keeps it. */
    asinh(): Tensor;
    /** The inverse hyperbolic cosine; NaN below 1. Shape: any; keeps it. */
    acosh(): Tensor;
    /** The inverse hyperbolic tangent. Shape: any; keeps it. */
    atanh(): Tensor;
    /** |x|. Shape: any; keeps it. */
    abs(): Tensor;
    /** −1, 0 or 1. Shape: any; keeps it. */
    sign(): Tensor;
    /** Rounded down. Shape: any; keeps it. */
    floor(): Tensor;
    /** Rounded up. Shape: any; keeps it. */
    ceil(): Tensor;
    /** Rounded towards 0. Shape: any; keeps it. */
    trunc(): Tensor;
    /** What is behind the point, with the number's sign. Shape: any; keeps it. */
    frac(): Tensor;
    /** To the nearest whole number, halves to the even one; or to so many decimals. Shape: any; keeps it. */
    round(options?: { decimals?: number }): Tensor;
    /** The tensor itself; not for bools. Shape: any; keeps it. */
    positive(): Tensor;
    /** Numbers in the place of NaN and ±∞. Shape: any; keeps it. */
    nanToNum(options?: NanToNumOptions): Tensor;
    /** The rest of a division, with this tensor's sign. Shapes: broadcast together. */
    fmod(other: TensorLike): Tensor;
    /** The rest of a division, with the divisor's sign, as Python's % has it. Shapes: broadcast together. */
    remainder(other: TensorLike): Tensor;
    /** The quotient rounded down, as Python's // has it. No gradient. Shapes: broadcast together. */
    floorDivide(other: TensorLike): Tensor;
    /** Each element, or the limit it passes: two numbers or two tensors, null for none. */
    clamp(min?: TensorLike | null, max?: TensorLike | null): Tensor;
    /** Each element, or the least that is allowed. */
    clampMin(min: TensorLike): Tensor;
    /** Each element, or the most that is allowed. */
    clampMax(max: TensorLike): Tensor;
    /** The smaller of two elements; NaN where one is NaN. Shapes: broadcast together. */
    minimum(other: Tensor): Tensor;
    /** The larger of two elements; NaN where one is NaN. Shapes: broadcast together. */
    maximum(other: Tensor): Tensor;
    /** this + weight·(end − this). Shapes: broadcast together. */
    lerp(end: Tensor, weight: TensorLike): Tensor;
    /** this + value·tensor1·tensor2. Shapes: broadcast together. */
    addcmul(tensor1: Tensor, tensor2: Tensor, options?: { value?: number }): Tensor;
    /** this + value·tensor1/tensor2. Shapes: broadcast together. */
    addcdiv(tensor1: Tensor, tensor2: Tensor, options?: { value?: number }): Tensor;
    /** √(this² + other²). Shapes: broadcast together. */
    hypot(other: Tensor): Tensor;
    /** This tensor where the condition is true, `other` where it is false. Shapes: broadcast together. */
    where(condition: Tensor, other: TensorLike): Tensor;
    /** Elements within ±lambd become 0. Shape: any; keeps it. */
    hardshrink(options?: { lambd?: number }): Tensor;
    /** Elements below 0 times the weight: one number, or one for each channel. Shape: any; keeps it. */
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
  lgamma() {
    return apply(gamma.lgamma, [this]);
  },
  digamma() {
    return apply(gamma.digamma, [this]);
  },
  polygamma(n) {
    if (n < 0) throw new RuntimeError('polygamma(n, x) does not support negative n.');
    return apply(gamma.polygamma, [this], { n });
  },
  erfinv() {
    return apply(gamma.erfinv, [this]);
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
  hardshrink({ lambd = 0.5 } = {}) {
    return apply(piecewise.hardshrink, [this], { lambda: lambd });
  },
  prelu(weight) {
    return piecewise.prelu(this, weight);
  },
});
