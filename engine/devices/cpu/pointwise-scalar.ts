/** @file What the pointwise kernels do to one element, for floating-point and for exact integer types. */

import { RuntimeError } from '../../errors';
import type { PointwiseBinary, PointwiseUnary } from '../pointwise';
import { erf, erfc, roundHalfEven, softplus } from './special';

type FloatUnary = (x: number, p: number, q: number, r: number) => number;

const ROOT_2_OVER_PI = Math.sqrt(2 / Math.PI);

export const FLOAT_UNARY: Partial<Record<PointwiseUnary, FloatUnary>> = {
  rsqrt: (x) => 1 / Math.sqrt(x),
  expm1: Math.expm1,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  exp2: (x) => 2 ** x,
  erf,
  erfc,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  trunc: Math.trunc,
  frac: (x) => x - Math.trunc(x),
  // p = 10^|decimals|, q: whether the digits are left of the point, r: whether x is a float32
  roundTo(x, p, q, r) {
    const scaled = q ? x / p : x * p;
    const whole = roundHalfEven(r ? Math.fround(scaled) : scaled);
    return q ? whole * p : whole / p;
  },
  nanToNum: (x, nan, top, bottom) =>
    Number.isNaN(x) ? nan : x === Infinity ? top : x === -Infinity ? bottom : x,
  leakyRelu: (x, slope) => (x > 0 ? x : x * slope),
  elu: (x, alpha, scale, inputScale) => (x <= 0 ? Math.expm1(x * inputScale) * alpha * scale : x * scale),
  geluSlope: (x) => 0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI),
  gelu: (x) => x * 0.5 * (1 + erf(x * Math.SQRT1_2)),
  geluTanh: (x) => 0.5 * x * (1 + Math.tanh(ROOT_2_OVER_PI * (x + 0.044715 * x * x * x))),
  silu: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(softplus(x)),
  softplus: (x, beta, threshold) => (x * beta > threshold ? x : Math.log1p(Math.exp(x * beta)) / beta),
  logsigmoid: (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
  hardsigmoid: (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  // p: whether x is a float32, whose product may be infinite before it is divided
  hardswish(x, p) {
    const product = x * Math.min(Math.max(x + 3, 0), 6);
    return (p ? Math.fround(product) : product) / 6;
  },
  softshrink: (x, lambda) => (x > lambda ? x - lambda : x < -lambda ? x + lambda : x * 0),
  hardshrink: (x, lambda) => (x >= -lambda && x <= lambda ? 0 : x),
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
};

export const FLOAT_BINARY: Partial<Record<PointwiseBinary, (a: number, b: number) => number>> = {
  fmod: (a, b) => a % b,
  remainder(a, b) {
    const rest = a % b;
    return rest !== 0 && b < 0 !== rest < 0 ? rest + b : rest;
  },
  floorDivide,
  truncDivide: (a, b) => Math.trunc(a / b),
  atan2: Math.atan2,
  hypot: Math.hypot,
  copysign: (a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)),
};

/** Python's a // b, by way of the remainder, which is exact where the quotient is not. */
function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && b < 0 !== rest < 0) quotient -= 1;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const below = Math.floor(quotient);
  return quotient - below > 0.5 ? below + 1 : below;
}

/** Exact integer arithmetic; the storing array wraps the result to its width. */
export const EXACT_UNARY: Partial<Record<PointwiseUnary, (x: bigint) => bigint>> = {
  sign: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  bitwiseNot: (x) => ~x,
};

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new RuntimeError('ZeroDivisionError');
  return divisor;
}

/** `bits` is the width of the integer type: shifts by as much or more, or by less than 0, leave no digit. */
export const EXACT_BINARY: Partial<Record<PointwiseBinary, (a: bigint, b: bigint, bits: bigint) => bigint>> =
  {
    fmod: (a, b) => a % nonZero(b),
    remainder(a, b) {
      const rest = a % nonZero(b);
      return rest !== 0n && b < 0n !== rest < 0n ? rest + b : rest;
    },
    floorDivide(a, b) {
      const quotient = a / nonZero(b);
      return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
    },
    truncDivide: (a, b) => a / nonZero(b),
    bitwiseAnd: (a, b) => a & b,
    bitwiseOr: (a, b) => a | b,
    bitwiseXor: (a, b) => a ^ b,
    bitwiseLeftShift: (a, b, bits) => (b < 0n || b >= bits ? 0n : a << b),
    bitwiseRightShift: (a, b, bits) => (b < 0n || b >= bits ? (a < 0n ? -1n : 0n) : a >> b),
  };
