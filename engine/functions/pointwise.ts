/** @file Functions of `torch`: elementwise functions, limits and rounding; the methods of the same names. */

import { refuseForm } from '../arguments/forms';
import type { Counted } from '../ops/counted';
import { where as choose } from '../ops/pointwise/where';
import { checkTensors } from '../refusals';
import { Tensor, type TensorLike } from '../tensor';
import { method } from './method';

export { celu, selu, threshold } from '../functional/activation';

/**
 * Elements of `a` where `condition` is true, of `b` where it is false; broadcasting and promoting all. With the
 * condition alone: the places where it is not 0, an index tensor a dimension, as `nonzero` gives them.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.where.html
 * @throws RuntimeError when the condition is not of type bool
 */
export function where(condition: Tensor): Counted<Tensor[]>;
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor;
export function where(condition: Tensor, a?: TensorLike, b?: TensorLike): Tensor | Counted<Tensor[]> {
  const given = [condition, a, b].filter((x: unknown) => x !== undefined);
  if (given.length !== 2 && !(condition instanceof Tensor)) refuseForm('torch.where', given);
  checkTensors('where', { condition });
  if (a === undefined && b === undefined) return condition.nonzero({ asTuple: true });
  if (a === undefined || b === undefined) refuseForm('torch.where', given);
  return choose(condition, a, b);
}

// — Functions of each element. Integers and bools become float32. —

/**
 * 1/√x; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.rsqrt.html
 */
export const rsqrt = method('rsqrt');
/**
 * e^x − 1, exact near 0; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.expm1.html
 */
export const expm1 = method('expm1');
/**
 * ln(1 + x), exact near 0; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.log1p.html
 */
export const log1p = method('log1p');
/**
 * Logarithm to base 2; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.log2.html
 */
export const log2 = method('log2');
/**
 * Logarithm to base 10; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.log10.html
 */
export const log10 = method('log10');
/**
 * 2^x; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.exp2.html
 */
export const exp2 = method('exp2');
/**
 * The error function; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.erf.html
 */
export const erf = method('erf');
/**
 * ln |Γ(x)|; shape: any, kept; integers become float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.lgamma.html
 */
export const lgamma = method('lgamma');
/**
 * The derivative of `lgamma`; shape: any, kept; integers become float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.digamma.html
 */
export const digamma = method('digamma');
/**
 * The number whose error function is x; shape: any, kept; integers become float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.erfinv.html
 */
export const erfinv = method('erfinv');
/**
 * 1 − erf(x), exact where it is tiny; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.erfc.html
 */
export const erfc = method('erfc');
/**
 * 1/x; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.reciprocal.html
 */
export const reciprocal = method('reciprocal');
/**
 * Sine; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sin.html
 */
export const sin = method('sin');
/**
 * Cosine; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cos.html
 */
export const cos = method('cos');
/**
 * Tangent; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tan.html
 */
export const tan = method('tan');
/**
 * Arcsine; NaN outside −1 … 1; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.asin.html
 */
export const asin = method('asin');
/**
 * Arccosine; NaN outside −1 … 1; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.acos.html
 */
export const acos = method('acos');
/**
 * Arctangent; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.atan.html
 */
export const atan = method('atan');
/**
 * The angle of the point (other, x), by the signs of both; integers become float32. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.atan2.html
 */
export const atan2 = method('atan2');
/**
 * Hyperbolic sine; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sinh.html
 */
export const sinh = method('sinh');
/**
 * Hyperbolic cosine; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cosh.html
 */
export const cosh = method('cosh');
/**
 * Inverse hyperbolic sine; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.asinh.html
 */
export const asinh = method('asinh');
/**
 * Inverse hyperbolic cosine; NaN below 1; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.acosh.html
 */
export const acosh = method('acosh');
/**
 * Inverse hyperbolic tangent; NaN outside −1 … 1; integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.atanh.html
 */
export const atanh = method('atanh');

// — Functions that keep the dtype. Bools are refused where PyTorch refuses them. —

/**
 * Each element times itself; bools become int64.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.square.html
 */
export const square = method('square');
/**
 * Absolute value; not for bools. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.abs.html
 */
export const abs = method('abs');
/** −1, 0 or 1. Shape: any; keeps it. Source: https://docs.pytorch.org/docs/stable/generated/torch.sign.html */
export const sign = method('sign');
/**
 * Down to a whole number. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.floor.html
 */
export const floor = method('floor');
/**
 * Up to a whole number. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.ceil.html
 */
export const ceil = method('ceil');
/**
 * Towards 0 to a whole number. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.trunc.html
 */
export const trunc = method('trunc');
/**
 * What is behind the point, with the sign of x; floating-point alone. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.frac.html
 */
export const frac = method('frac');
/**
 * To the nearest whole number, halves to the even one; or to so many decimals. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.round.html
 */
export const round = method('round');
/** x itself. Shape: any; keeps it. Source: https://docs.pytorch.org/docs/stable/generated/torch.positive.html */
export const positive = method('positive');
/**
 * Numbers instead of NaN and ±∞. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nan_to_num.html
 */
export const nanToNum = method('nanToNum');

// — Of two operands, broadcast and promoted. Integers divided by 0: RuntimeError "ZeroDivisionError". —

/**
 * The rest of a division, with the sign of x; not for bools. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.fmod.html
 * @throws RuntimeError "ZeroDivisionError" for whole numbers divided by 0
 */
export const fmod = method('fmod');
/**
 * The rest of a division, with the divisor's sign: Python's %; not for bools. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.remainder.html
 * @throws RuntimeError "ZeroDivisionError" for whole numbers divided by 0
 */
export const remainder = method('remainder');
/**
 * The quotient rounded down: Python's //; not for bools. It has no derivative. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.floor_divide.html
 * @throws RuntimeError "ZeroDivisionError" for whole numbers divided by 0
 */
export const floorDivide = method('floorDivide');
/**
 * The smaller; NaN wins. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.minimum.html
 */
export const minimum = method('minimum');
/**
 * The larger; NaN wins. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.maximum.html
 */
export const maximum = method('maximum');
/**
 * √(x² + other²); floating-point alone. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.hypot.html
 */
export const hypot = method('hypot');
/**
 * other − x; not for bools. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.rsub.html
 */
export const rsub = method('rsub');

// — Limits and mixtures. —

/**
 * Each element, or the limit it passes: two numbers or two tensors, null for none; the dtypes of limits promote it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.clamp.html
 */
export const clamp = method('clamp');
/**
 * At least `min`; the dtype of the limit promotes it. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.clamp_min.html
 */
export const clampMin = method('clampMin');
/**
 * At most `max`; the dtype of the limit promotes it. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.clamp_max.html
 */
export const clampMax = method('clampMax');
/**
 * x + weight·(end − x); floats of one dtype. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.lerp.html
 */
export const lerp = method('lerp');
/**
 * x + value·tensor1·tensor2; not for bools. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.addcmul.html
 */
export const addcmul = method('addcmul');
/**
 * x + value·tensor1/tensor2; not for integers. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.addcdiv.html
 */
export const addcdiv = method('addcdiv');

// — Activation functions that torch has, too. —

/**
 * 0 for what lies within ±lambd. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.hardshrink.html
 */
export const hardshrink = method('hardshrink');
/**
 * Elements below 0 times the weight: one number, or one for each channel. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.prelu.html
 */
export const prelu = method('prelu');
