/** @file Updates of parameters in one pass, for optimisers; a device may lack them. */

import type { StridedView } from './device';

/** What one step of Adam multiplies by; see engine/optim/adam.ts for where it comes from. */
export interface AdamFactors {
  /** of the gradient: −1 to maximize */
  readonly sign: number;
  /** how much of the parameter is added to the gradient */
  readonly weightDecay: number;
  /** what is left of the parameter by decoupled weight decay */
  readonly keep: number;
  /** of the gradient, in the running average */
  readonly blend: number;
  /** of the running average of squares, and of the new square */
  readonly decay: number;
  readonly rest: number;
  /** of the bias correction of the squares */
  readonly root: number;
  readonly eps: number;
  readonly rate: number;
}

/** All views are dense, of one shape and one floating-point dtype. */
export interface OptimizerKernels {
  /** Changes `p`, `average` and `square`; reads `grad`. */
  adam(
    p: StridedView,
    grad: StridedView,
    average: StridedView,
    square: StridedView,
    factors: AdamFactors,
  ): void;
  /** p ← p + rate · grad */
  descend(p: StridedView, grad: StridedView, rate: number): void;
}
