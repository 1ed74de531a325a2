/** @file Every op of linear algebra that the graph shows as a node. */

import type { OpRecord } from '../op';
import { cholesky, eigvalsh, pinv, svdvals } from './decomposition';
import { det, detSign, inv, logAbsDet, solve } from './solving';

export { isVector } from './solving';
export { checkEigen, symmetric } from './decomposition';
export { cholesky, det, detSign, eigvalsh, inv, logAbsDet, pinv, solve, svdvals };

export const LINALG_OPS: readonly OpRecord[] = [
  inv,
  solve,
  det,
  detSign,
  logAbsDet,
  cholesky,
  pinv,
  eigvalsh,
  svdvals,
];
