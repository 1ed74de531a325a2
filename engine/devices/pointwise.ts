/** @file Elementwise kernels beyond the primitives; a device may lack them. */

import type { Operand, StridedView } from './device';

/** Of one float tensor; `sign` takes integers, too, `bitwiseNot` only these. */
export type PointwiseUnary =
  | 'rsqrt'
  | 'expm1'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'exp2'
  | 'erf'
  | 'erfc'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'trunc'
  | 'frac'
  | 'roundTo'
  | 'nanToNum'
  | 'leakyRelu'
  | 'elu'
  | 'gelu'
  | 'geluSlope'
  | 'geluTanh'
  | 'silu'
  | 'mish'
  | 'softplus'
  | 'logsigmoid'
  | 'hardsigmoid'
  | 'hardswish'
  | 'softshrink'
  | 'hardshrink'
  | 'sign'
  | 'bitwiseNot';

export type PointwiseBinary =
  | 'fmod'
  | 'remainder'
  | 'floorDivide'
  | 'truncDivide'
  | 'atan2'
  | 'hypot'
  | 'copysign'
  | 'bitwiseAnd'
  | 'bitwiseOr'
  | 'bitwiseXor'
  | 'bitwiseLeftShift'
  | 'bitwiseRightShift';

/** See Device for what holds of operands and outputs. */
export interface PointwiseKernels {
  /** `x` and `out` have one shape and dtype. `p`, `q`, `r` are the kernel's parameters, rounded to the dtype. */
  unary(kernel: PointwiseUnary, x: StridedView, out: StridedView, p?: number, q?: number, r?: number): void;
  /**
   * Operands have `out`'s shape and dtype; at most one is a number.
   * @throws RuntimeError "ZeroDivisionError" for an integer division by 0
   */
  binary(kernel: PointwiseBinary, a: Operand, b: Operand, out: StridedView): void;
}
