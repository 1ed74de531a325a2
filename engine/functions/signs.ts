/** @file Functions of `torch`: signs, steps, angles, and powers and logarithms of two operands. */

import { refuseForm } from '../arguments/forms';
import { xlogy as timesLog } from '../ops/pointwise/logarithms';
import { Tensor, type TensorLike } from '../tensor';
import { full } from './make';
import { method } from './method';

/**
 * sin(πx) / (πx), and 1 at 0; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sinc.html
 */
export const sinc = method('sinc');
/**
 * Degrees to radians; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.deg2rad.html
 */
export const deg2rad = method('deg2rad');
/**
 * Radians to degrees; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.rad2deg.html
 */
export const rad2deg = method('rad2deg');
/**
 * Whether the sign is −: of −0, too. A bool tensor. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.signbit.html
 */
export const signbit = method('signbit');
/**
 * Whether it is +∞. A bool tensor. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isposinf.html
 */
export const isposinf = method('isposinf');
/**
 * Whether it is −∞. A bool tensor. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isneginf.html
 */
export const isneginf = method('isneginf');
/**
 * |x| with the other's sign, a zero's among them; integers become float32. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.copysign.html
 */
export const copysign = method('copysign');
/**
 * 0 below 0, 1 above, and at 0 the element of `values`. It has no derivative. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.heaviside.html
 * @throws RuntimeError when the dtypes differ
 */
export const heaviside = method('heaviside');
/**
 * ln(e^a + e^b), without overflow; floating-point alone. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html
 */
export const logaddexp = method('logaddexp');
/**
 * log₂(2^a + 2^b), without overflow; floating-point alone. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logaddexp2.html
 */
export const logaddexp2 = method('logaddexp2');

/** @throws TypeError unless both are tensors or numbers, and not both numbers */
function check(name: string, a: unknown, b: unknown): void {
  const given = [a, b].filter((x) => x !== undefined);
  const fits = given.every((x) => typeof x === 'number' || x instanceof Tensor);
  if (given.length < 2 || !fits || !given.some((x) => x instanceof Tensor))
    refuseForm(`torch.${name}`, given);
}

/**
 * a · ln b, and 0 where a is 0; one may be a number, integers become float32. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.xlogy.html
 */
export function xlogy(x: TensorLike, other: TensorLike): Tensor {
  check('xlogy', x, other);
  return timesLog(x, other);
}

/**
 * The power, always in float64 (so on the cpu, where alone that lives); one may be a number. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.float_power.html
 */
export function floatPower(x: TensorLike, exponent: TensorLike): Tensor {
  check('floatPower', x, exponent);
  if (x instanceof Tensor) return x.floatPower(exponent);
  return full([], x, { device: 'cpu' }).floatPower(exponent);
}
