/** @file What the elementwise kernels do to one element, for floating-point and for exact integer types. */

import type { BinaryKernel, CompareKernel, ReduceKernel, UnaryKernel } from '../device';

export const UNARY: Record<UnaryKernel, (x: number) => number> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  sqrt: Math.sqrt,
  abs: Math.abs,
  reciprocal: (x) => 1 / x,
};

export const BINARY: Record<BinaryKernel, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: floatPow,
  maximum: Math.max,
  minimum: Math.min,
};

/** C's pow, which PyTorch has: 1 for a base of 1 and for (−1)^±∞, where JavaScript says NaN. */
function floatPow(a: number, b: number): number {
  if (a === 1 || (a === -1 && (b === Infinity || b === -Infinity))) return 1;
  return a ** b;
}

export const COMPARE: Record<CompareKernel, (a: number | bigint, b: number | bigint) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

/** Exact integer arithmetic; the storing array wraps the result to its width, as PyTorch does. */
export const INTEGER_UNARY: Partial<Record<UnaryKernel, (x: bigint) => bigint>> = {
  neg: (x) => -x,
  relu: (x) => (x > 0n ? x : 0n),
  abs: (x) => (x < 0n ? -x : x),
};

export const INTEGER_BINARY: Partial<Record<BinaryKernel, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  pow: integerPow,
  maximum: (a, b) => (a > b ? a : b),
  minimum: (a, b) => (a < b ? a : b),
};

/** base^exponent modulo 2^64, by squaring; for a negative exponent what is whole of it. */
function integerPow(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) return base === 1n || base === -1n ? base ** (-exponent & 1n) : 0n;
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = BigInt.asIntN(64, result * b);
    b = BigInt.asIntN(64, b * b);
  }
  return result;
}

export const REDUCE_START: Record<ReduceKernel, number> = {
  sum: 0,
  prod: 1,
  max: -Infinity,
  min: Infinity,
};
