/** @file Methods of the tensor: in-place forms of the elementwise functions. */

import * as compareOps from '../ops/compare';
import * as elementwise from '../ops/elementwise';
import * as unary from '../ops/unary';
import type { OpRecord } from '../ops/op';
import * as division from '../ops/pointwise/division';
import * as exponential from '../ops/pointwise/exponential';
import * as gamma from '../ops/pointwise/gamma';
import { answerBy, changeBy, changeByOther } from '../ops/pointwise/inplace';
import * as limits from '../ops/pointwise/limits';
import * as logic from '../ops/pointwise/logic';
import * as products from '../ops/pointwise/products';
import * as rounding from '../ops/pointwise/rounding';
import * as trigonometry from '../ops/pointwise/trigonometry';
import { extend, type Tensor, type TensorLike } from '../tensor';
import type { NanToNumOptions } from './pointwise';

/** By name, without the underscore. */
const OF_ONE = {
  neg: unary.neg,
  exp: unary.exp,
  log: unary.log,
  sqrt: unary.sqrt,
  tanh: unary.tanh,
  sigmoid: unary.sigmoid,
  relu: unary.relu,
  rsqrt: exponential.rsqrt,
  expm1: exponential.expm1,
  log1p: exponential.log1p,
  log2: exponential.log2,
  log10: exponential.log10,
  exp2: exponential.exp2,
  erf: exponential.erf,
  erfc: exponential.erfc,
  lgamma: gamma.lgamma,
  digamma: gamma.digamma,
  erfinv: gamma.erfinv,
  reciprocal: exponential.reciprocal,
  sin: trigonometry.sin,
  cos: trigonometry.cos,
  tan: trigonometry.tan,
  asin: trigonometry.asin,
  acos: trigonometry.acos,
  atan: trigonometry.atan,
  sinh: trigonometry.sinh,
  cosh: trigonometry.cosh,
  asinh: trigonometry.asinh,
  acosh: trigonometry.acosh,
  atanh: trigonometry.atanh,
  abs: rounding.abs,
  sign: rounding.sign,
  floor: rounding.floor,
  ceil: rounding.ceil,
  trunc: rounding.trunc,
  frac: rounding.frac,
  bitwiseNot: logic.bitwiseNot,
} satisfies Record<string, OpRecord>;

/** With a tensor or a number on the right. */
const OF_TWO = {
  pow: elementwise.pow,
  fmod: division.fmod,
  remainder: division.remainder,
  floorDivide: division.floorDivideRecord,
  bitwiseAnd: logic.BITWISE.bitwiseAnd,
  bitwiseOr: logic.BITWISE.bitwiseOr,
  bitwiseXor: logic.BITWISE.bitwiseXor,
  bitwiseLeftShift: logic.BITWISE.bitwiseLeftShift,
  bitwiseRightShift: logic.BITWISE.bitwiseRightShift,
  eq: compareOps.eq,
  ne: compareOps.ne,
  lt: compareOps.lt,
  le: compareOps.le,
  gt: compareOps.gt,
  ge: compareOps.ge,
} satisfies Record<string, OpRecord>;

/** With a tensor on the right. */
const OF_TENSORS = {
  atan2: trigonometry.atan2Record,
  hypot: products.hypotRecord,
} satisfies Record<string, OpRecord>;

/** Whatever the tensor was, PyTorch's graph knows nothing of these. */
const ANSWERS = {
  logicalNot: logic.logicalNot,
  logicalAnd: logic.logicalAndRecord,
  logicalOr: logic.logicalOrRecord,
  logicalXor: logic.logicalXorRecord,
} satisfies Record<string, OpRecord>;

declare module '../tensor' {
  interface Tensor {
    neg_(): this;
    exp_(): this;
    log_(): this;
    sqrt_(): this;
    tanh_(): this;
    sigmoid_(): this;
    relu_(): this;
    rsqrt_(): this;
    expm1_(): this;
    log1p_(): this;
    log2_(): this;
    log10_(): this;
    exp2_(): this;
    erf_(): this;
    erfc_(): this;
    lgamma_(): this;
    digamma_(): this;
    erfinv_(): this;
    reciprocal_(): this;
    sin_(): this;
    cos_(): this;
    tan_(): this;
    asin_(): this;
    acos_(): this;
    atan_(): this;
    sinh_(): this;
    cosh_(): this;
    asinh_(): this;
    acosh_(): this;
    atanh_(): this;
    abs_(): this;
    sign_(): this;
    floor_(): this;
    ceil_(): this;
    trunc_(): this;
    frac_(): this;
    logicalNot_(): this;
    bitwiseNot_(): this;
    square_(): this;
    round_(options?: { decimals?: number }): this;
    nanToNum_(options?: NanToNumOptions): this;
    pow_(other: TensorLike): this;
    fmod_(other: TensorLike): this;
    remainder_(other: TensorLike): this;
    floorDivide_(other: TensorLike): this;
    bitwiseAnd_(other: TensorLike): this;
    bitwiseOr_(other: TensorLike): this;
    bitwiseXor_(other: TensorLike): this;
    bitwiseLeftShift_(other: TensorLike): this;
    bitwiseRightShift_(other: TensorLike): this;
    eq_(other: TensorLike): this;
    ne_(other: TensorLike): this;
    lt_(other: TensorLike): this;
    le_(other: TensorLike): this;
    gt_(other: TensorLike): this;
    ge_(other: TensorLike): this;
    atan2_(other: Tensor): this;
    hypot_(other: Tensor): this;
    logicalAnd_(other: Tensor): this;
    logicalOr_(other: Tensor): this;
    logicalXor_(other: Tensor): this;
    clamp_(min?: TensorLike | null, max?: TensorLike | null): this;
    clampMin_(min: TensorLike): this;
    clampMax_(max: TensorLike): this;
    lerp_(end: Tensor, weight: TensorLike): this;
    addcmul_(tensor1: Tensor, tensor2: Tensor, options?: { value?: number }): this;
    addcdiv_(tensor1: Tensor, tensor2: Tensor, options?: { value?: number }): this;
  }
}

function named(method: (record: OpRecord) => unknown, records: Record<string, OpRecord>): Partial<Tensor> {
  return Object.fromEntries(Object.entries(records).map(([name, record]) => [`${name}_`, method(record)]));
}

extend(
  named(
    (record) =>
      function (this: Tensor) {
        return changeBy(record, this);
      },
    OF_ONE,
  ),
);

extend(
  named(
    (record) =>
      function (this: Tensor, other: TensorLike) {
        return changeByOther(record, this, other);
      },
    OF_TWO,
  ),
);

extend(
  named(
    (record) =>
      function (this: Tensor, other: Tensor) {
        return changeBy(record, this, [other]);
      },
    OF_TENSORS,
  ),
);

extend(
  named(
    (record) =>
      function (this: Tensor, ...others: Tensor[]) {
        return answerBy(record, this, others);
      },
    ANSWERS,
  ),
);

function changeByCall<T extends Tensor>(x: T, call: ReturnType<typeof limits.clampCall>): T {
  return changeBy(call.record, x, call.limits, call.attrs);
}

extend({
  square_() {
    return this.pow_(2);
  },
  round_({ decimals } = {}) {
    return decimals === undefined
      ? changeBy(rounding.round, this)
      : changeBy(rounding.roundTo, this, [], { decimals });
  },
  nanToNum_({ nan = 0, posinf = null, neginf = null } = {}) {
    return changeBy(rounding.nanToNum, this, [], { nan, posinf, neginf });
  },
  clamp_(min = null, max = null) {
    return changeByCall(this, limits.clampCall(min, max));
  },
  clampMin_(min) {
    return changeByCall(this, limits.clampMinCall(min));
  },
  clampMax_(max) {
    return changeByCall(this, limits.clampMaxCall(max));
  },
  lerp_(end, weight) {
    return typeof weight === 'number'
      ? changeBy(products.lerpRecord, this, [end], { weight })
      : changeBy(products.lerpRecord, this, [end, weight]);
  },
  addcmul_(tensor1, tensor2, { value = 1 } = {}) {
    return changeBy(products.addcmulRecord, this, [tensor1, tensor2], { value });
  },
  addcdiv_(tensor1, tensor2, { value = 1 } = {}) {
    return changeBy(products.addcdivRecord, this, [tensor1, tensor2], { value });
  },
});
