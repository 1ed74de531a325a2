/** @file Functions of `torch`: PyTorch's second names. */

import { method } from './method';

/**
 * A copy with its own storage; gradients pass through. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.clone.html
 */
export const clone = method('clone');
/**
 * The second name of `clamp`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.clip.html
 */
export const clip = method('clip');
/**
 * The second name of `abs`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.absolute.html
 */
export const absolute = method('absolute');
/**
 * The second name of `neg`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.negative.html
 */
export const negative = method('negative');
/**
 * The second name of `sub`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.subtract.html
 */
export const subtract = method('subtract');
/**
 * The second name of `mul`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.multiply.html
 */
export const multiply = method('multiply');
/**
 * The second name of `div`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.divide.html
 */
export const divide = method('divide');
/**
 * The quotient, never rounded. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.true_divide.html
 */
export const trueDivide = method('trueDivide');
/**
 * The second name of `movedim`. Shape: the sizes in the new order.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.moveaxis.html
 */
export const moveaxis = method('moveaxis');
/**
 * The second name of `outer`. Shapes: [n], [m] → [n, m].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.ger.html
 */
export const ger = method('ger');
/**
 * The second name of `gt`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.greater.html
 */
export const greater = method('greater');
/**
 * The second name of `ge`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.greater_equal.html
 */
export const greaterEqual = method('greaterEqual');
/**
 * The second name of `lt`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.less.html
 */
export const less = method('less');
/**
 * The second name of `le`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.less_equal.html
 */
export const lessEqual = method('lessEqual');
/**
 * The second name of `ne`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.not_equal.html
 */
export const notEqual = method('notEqual');
/**
 * The second name of `asin`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arcsin.html
 */
export const arcsin = method('arcsin');
/**
 * The second name of `acos`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arccos.html
 */
export const arccos = method('arccos');
/**
 * The second name of `atan`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arctan.html
 */
export const arctan = method('arctan');
/**
 * The second name of `atan2`. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arctan2.html
 */
export const arctan2 = method('arctan2');
/**
 * The second name of `asinh`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arcsinh.html
 */
export const arcsinh = method('arcsinh');
/**
 * The second name of `acosh`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arccosh.html
 */
export const arccosh = method('arccosh');
/**
 * The second name of `atanh`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arctanh.html
 */
export const arctanh = method('arctanh');
/**
 * The second name of `trunc`. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.fix.html
 */
export const fix = method('fix');
/**
 * The second name of `transpose`. Shape: with two sizes exchanged.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.swapdims.html
 */
export const swapdims = method('swapdims');
/**
 * Every matrix of a batch transposed: of real numbers the adjoint is that.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.adjoint.html
 * @throws RuntimeError for a vector
 */
export const adjoint = method('adjoint');
/**
 * The pseudo-inverse, as `torch.linalg.pinv`; floating-point alone. Shape: […, n, m] → […, m, n].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.pinverse.html
 * @throws RuntimeError for what is no matrix
 */
export const pinverse = method('pinverse');
