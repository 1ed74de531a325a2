/** @file The probability with which dropout drops: what it may be, in PyTorch's words. */

import { RuntimeError, ValueError } from '../errors';
import { pythonNumber } from '../format/python';

const words = (p: number): string =>
  `dropout probability has to be between 0 and 1, but got ${pythonNumber(p)}`;

/** As it is given. @throws ValueError beyond 0 and 1; NaN is let through until it is used */
export function checkProbability(p: number): void {
  if (p < 0 || p > 1) throw new ValueError(words(p));
}

/** As it is used. @throws ValueError beyond 0 and 1, RuntimeError for NaN */
export function checkUsedProbability(p: number): void {
  checkProbability(p);
  if (Number.isNaN(p)) throw new RuntimeError(words(p));
}
