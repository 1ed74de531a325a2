/** @file Functions of `torch`: questions about elements, and bits. */

import { method } from './method';

// — Questions: bool tensors, without derivatives. —

/** Whether NaN. Shape: any; keeps it. Source: https://docs.pytorch.org/docs/stable/generated/torch.isnan.html */
export const isnan = method('isnan');
/** Whether ∞ or −∞. Shape: any; keeps it. Source: https://docs.pytorch.org/docs/stable/generated/torch.isinf.html */
export const isinf = method('isinf');
/**
 * Whether neither NaN nor infinite. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isfinite.html
 */
export const isfinite = method('isfinite');
/**
 * Whether |x − other| ≤ atol + rtol·|other|; both of one dtype. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isclose.html
 */
export const isclose = method('isclose');
/**
 * Whether all elements are close, as a promise; of one dtype.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.allclose.html
 * @throws RuntimeError for several dtypes
 */
export const allclose = method('allclose');
/** x = other. Shapes: broadcast together. Source: https://docs.pytorch.org/docs/stable/generated/torch.eq.html */
export const eq = method('eq');
/** x ≠ other. Shapes: broadcast together. Source: https://docs.pytorch.org/docs/stable/generated/torch.ne.html */
export const ne = method('ne');
/** x < other. Shapes: broadcast together. Source: https://docs.pytorch.org/docs/stable/generated/torch.lt.html */
export const lt = method('lt');
/** x ≤ other. Shapes: broadcast together. Source: https://docs.pytorch.org/docs/stable/generated/torch.le.html */
export const le = method('le');
/** x > other. Shapes: broadcast together. Source: https://docs.pytorch.org/docs/stable/generated/torch.gt.html */
export const gt = method('gt');
/** x ≥ other. Shapes: broadcast together. Source: https://docs.pytorch.org/docs/stable/generated/torch.ge.html */
export const ge = method('ge');
/**
 * Both are not 0. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logical_and.html
 */
export const logicalAnd = method('logicalAnd');
/**
 * One is not 0, or both. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logical_or.html
 */
export const logicalOr = method('logicalOr');
/**
 * Just one is not 0. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logical_xor.html
 */
export const logicalXor = method('logicalXor');
/** x is 0. Shape: any; keeps it. Source: https://docs.pytorch.org/docs/stable/generated/torch.logical_not.html */
export const logicalNot = method('logicalNot');

// — Bits of integers; bools, too, but for the shifts. RuntimeError for floats. —

/**
 * Bits that both have. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bitwise_and.html
 */
export const bitwiseAnd = method('bitwiseAnd');
/**
 * Bits that one has, or both. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bitwise_or.html
 */
export const bitwiseOr = method('bitwiseOr');
/**
 * Bits that just one has. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bitwise_xor.html
 */
export const bitwiseXor = method('bitwiseXor');
/**
 * All bits turned over; for bools: not. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bitwise_not.html
 */
export const bitwiseNot = method('bitwiseNot');
/**
 * x·2^other, wrapped to the type's width. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bitwise_left_shift.html
 */
export const bitwiseLeftShift = method('bitwiseLeftShift');
/**
 * x/2^other, rounded down. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bitwise_right_shift.html
 */
export const bitwiseRightShift = method('bitwiseRightShift');
