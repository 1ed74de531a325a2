/** @file Updates of parameters in one pass, for optimisers; a device may lack them. */

import type { Storage, StridedView } from './device';

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

/** One parameter's step of Adam: changes `p`, `average` and `square`. */
export interface AdamUpdate {
  readonly p: StridedView;
  readonly grad: StridedView;
  readonly average: StridedView;
  readonly square: StridedView;
  readonly factors: AdamFactors;
}

/** What one step of SGD multiplies by. */
export interface DescentFactors {
  /** of the gradient: −1 to maximize */
  readonly sign: number;
  /** how much of the parameter is added to the gradient */
  readonly weightDecay: number;
  /** what is left of the buffer, and how much of the gradient is added to it */
  readonly momentum: number;
  readonly rest: number;
  /** 1: the way is the gradient and the buffer's momentum; 0: it is the buffer */
  readonly nesterov: number;
  /** of the way, added to the parameter */
  readonly rate: number;
}

/** One parameter's step of SGD: changes `p` and, with momentum, `buffer`. */
export interface DescentUpdate {
  readonly p: StridedView;
  readonly grad: StridedView;
  readonly buffer: StridedView | null;
  readonly factors: DescentFactors;
}

/** States that lie in one storage: where each begins. */
export interface JoinedStates {
  readonly storage: Storage;
  readonly offsets: readonly number[];
}

/** All views of an update are dense, of one shape and one floating-point dtype. Updates are done as if one by one, in order. */
export interface OptimizerKernels {
  adam(updates: readonly AdamUpdate[]): void;
  /** p ← p + rate · grad */
  descend(p: StridedView, grad: StridedView, rate: number): void;
  /** Steps of SGD, where the device has a kernel for more than `descend`. */
  sgd?(updates: readonly DescentUpdate[]): void;
  /** Zeros for float32 states of so many elements each, where the device changes them faster in one storage. */
  joined?(counts: readonly number[]): JoinedStates;
}
