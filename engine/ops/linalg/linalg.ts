/** @file Every op of linear algebra that the graph shows as a node. */

import type { OpRecord } from '../op';
import { cholesky, eigvalsh, pinv, svdvals } from './decomposition';
import { det, inv, logAbsDet, solve } from './solving';

export { isVector } from './solving';
export { symmetric } from './decomposition';
export { cholesky, det, eigvalsh, inv, logAbsDet, pinv, solve, svdvals };

export const LINALG_OPS: readonly OpRecord[] = [
  inv,
  solve,
  det,
  logAbsDet,
  cholesky,
  pinv,
  eigvalsh,
  svdvals,
];
