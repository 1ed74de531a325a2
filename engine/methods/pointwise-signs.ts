/** @file Methods of the tensor: signs, steps, angles, and powers and logarithms of two operands. */

import { refuseForm } from '../arguments/forms';
import { apply } from '../autograd/apply';
import { float64 } from '../dtype';
import { RuntimeError } from '../errors';
import { binary } from '../ops/elementwise';
import type { OpRecord } from '../ops/op';
import * as angles from '../ops/pointwise/angles';
import { requireTensor } from '../ops/pointwise/common';
import { changeBy, changeByOther } from '../ops/pointwise/inplace';
import { logaddexp, logaddexp2, xlogy, xlogyRecord } from '../ops/pointwise/logarithms';
import * as signs from '../ops/pointwise/signs';
import { extend, Tensor, type TensorLike } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** sin(πx) / (πx), and 1 at 0; integers become float32. Shape: any; keeps it. */
    sinc(): Tensor;
    /** Degrees to radians; integers become float32. Shape: any; keeps it. */
    deg2rad(): Tensor;
    /** Radians to degrees; integers become float32. Shape: any; keeps it. */
    rad2deg(): Tensor;
    /** Whether the sign is −: of −0, too. A bool tensor. Shape: any; keeps it. */
    signbit(): Tensor;
    /** Whether it is +∞. A bool tensor. Shape: any; keeps it. */
    isposinf(): Tensor;
    /** Whether it is −∞. A bool tensor. Shape: any; keeps it. */
    isneginf(): Tensor;
    /** |this| with the other's sign, a zero's among them; integers become float32. Shapes: broadcast together. */
    copysign(other: TensorLike): Tensor;
    /**
     * 0 below 0, 1 above, and at 0 the element of `values`, which has this tensor's dtype. It has no derivative.
     * Shapes: broadcast together.
     */
    heaviside(values: Tensor): Tensor;
    /** ln(e^this + e^other), without overflow; floating-point alone. Shapes: broadcast together. */
    logaddexp(other: Tensor): Tensor;
    /** log₂(2^this + 2^other), without overflow; floating-point alone. Shapes: broadcast together. */
    logaddexp2(other: Tensor): Tensor;
    /** this · ln other, and 0 where this is 0; integers become float32. Shapes: broadcast together. */
    xlogy(other: TensorLike): Tensor;
    /** The power, always in float64 (so on the cpu, where alone that lives). Shapes: broadcast together. */
    floatPower(exponent: TensorLike): Tensor;
    sinc_(): this;
    deg2rad_(): this;
    rad2deg_(): this;
    copysign_(other: TensorLike): this;
    heaviside_(values: Tensor): this;
    xlogy_(other: TensorLike): this;
    floatPower_(exponent: TensorLike): this;
  }
}

/** @throws TypeError for an operand that is neither tensor nor number */
function operand(name: string, value: unknown): void {
  if (typeof value === 'number' || value instanceof Tensor) return;
  refuseForm(`torch.Tensor#${name}`, value === undefined ? [] : [value]);
}

function ofTwo(record: OpRecord, argument: string, a: Tensor, b: Tensor): Tensor {
  requireTensor(record.name, argument, 1, b);
  return apply(record, [a, b]);
}

const double = (x: TensorLike): TensorLike => (typeof x === 'number' ? x : x.to(float64));

extend({
  sinc() {
    return apply(angles.sinc, [this]);
  },
  deg2rad() {
    return apply(angles.deg2rad, [this]);
  },
  rad2deg() {
    return apply(angles.rad2deg, [this]);
  },
  signbit() {
    return apply(signs.signbit, [this]);
  },
  isposinf() {
    return apply(signs.isposinf, [this]);
  },
  isneginf() {
    return apply(signs.isneginf, [this]);
  },
  copysign(other) {
    operand('copysign', other);
    return binary(signs.copysign, this, other);
  },
  heaviside(values) {
    return ofTwo(signs.heaviside, 'values', this, values);
  },
  logaddexp(other) {
    return ofTwo(logaddexp, 'other', this, other);
  },
  logaddexp2(other) {
    return ofTwo(logaddexp2, 'other', this, other);
  },
  xlogy(other) {
    operand('xlogy', other);
    return xlogy(this, other);
  },
  floatPower(exponent) {
    operand('floatPower', exponent);
    return this.to(float64).pow(double(exponent));
  },
  sinc_() {
    return changeBy(angles.sinc, this);
  },
  deg2rad_() {
    return changeBy(angles.deg2rad, this);
  },
  rad2deg_() {
    return changeBy(angles.rad2deg, this);
  },
  copysign_(other) {
    operand('copysign_', other);
    return changeByOther(signs.copysign, this, other);
  },
  heaviside_(values) {
    requireTensor('heaviside_', 'values', 1, values);
    return changeBy(signs.heaviside, this, [values]);
  },
  xlogy_(other) {
    operand('xlogy_', other);
    return changeByOther(xlogyRecord, this, other);
  },
  floatPower_(exponent) {
    operand('floatPower_', exponent);
    if (this.dtype !== float64) {
      throw new RuntimeError(
        `the base given to float_power_ has dtype ${this.dtype.scalarName} but the operation's result requires dtype Double`,
      );
    }
    return this.pow_(double(exponent));
  },
});
