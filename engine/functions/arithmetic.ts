/** @file Functions of `torch`: the first arithmetic, the methods of the same names. */

import { method } from './method';

/**
 * a + alpha · b. Dtypes promote, shapes broadcast.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.add.html
 */
export const add = method('add');
/**
 * a − alpha · b. Dtypes promote, shapes broadcast; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sub.html
 */
export const sub = method('sub');
/**
 * a · b. Dtypes promote, shapes broadcast.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.mul.html
 */
export const mul = method('mul');
/**
 * a / b: integers become float32; rounded towards 0 or down with a rounding mode.
 * Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.div.html
 * @throws RuntimeError "ZeroDivisionError" for whole numbers divided by 0 with a rounding mode
 */
export const div = method('div');
/**
 * −x; not for bools.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.neg.html
 */
export const neg = method('neg');
/**
 * e^x; integers become float32.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.exp.html
 */
export const exp = method('exp');
/**
 * The natural logarithm; integers become float32.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.log.html
 */
export const log = method('log');
/**
 * The square root; integers become float32, and NaN is that of a number below 0.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sqrt.html
 */
export const sqrt = method('sqrt');
/**
 * The hyperbolic tangent; integers become float32.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
 */
export const tanh = method('tanh');
/**
 * 1 / (1 + e^−x); integers become float32.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sigmoid.html
 */
export const sigmoid = method('sigmoid');
/**
 * max(x, 0); not for bools.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.relu.html
 */
export const relu = method('relu');
/**
 * The matrix product in every rank: vectors, matrices, batches of them, which broadcast; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
 * @throws RuntimeError for sizes that do not fit, a scalar, or several dtypes
 */
export const matmul = method('matmul');
/**
 * Two dimensions exchanged; a view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.transpose.html
 */
export const transpose = method('transpose');
/**
 * The same elements under another shape; a view where that can be. One size may be −1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.reshape.html
 * @throws RuntimeError for another number of elements, or more than one −1
 */
export const reshape = method('reshape');
/**
 * The sum of all elements, or along dimensions; integers and bools add up to int64.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.sum.html
 */
export const sum = method('sum');
/**
 * The mean of all elements, or along dimensions; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.mean.html
 */
export const mean = method('mean');
/**
 * Whether shape and all elements are the same, in the dtype that both promote to; to be awaited.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.equal.html
 */
export const equal = method('equal');
