/** @file Where the engine tells what it does: one listener, set by whoever records a run. */

import type { BackwardStep } from '../autograd/backward';
import type { Tensor } from '../tensor';
import type { Attrs } from './events';

/** Hears of everything a trace is made of, at the moment it happens. */
export interface Observer {
  /** the learner's line that is being run; 0: none */
  readonly line: number;
  /** An op or a factory (no inputs) made `output`. */
  op(name: string, inputs: readonly Tensor[], attrs: Attrs, output: Tensor): void;
  requiresGrad(tensor: Tensor): void;
  /**
   * `tensor` is about to be changed in place, perhaps by work that is not told of.
   * @param isRewriting its place in the graph, or its shape, is about to change, too
   */
  changing(tensor: Tensor, isRewriting: boolean): void;
  /** `tensor` was changed in place by `op` ('add_'). */
  mutate(op: string, tensor: Tensor): void;
  /** `tensor` took another shape in place, by `op` ('unsqueeze_'). */
  reshape(op: string, tensor: Tensor, attrs: Attrs): void;
  backwardBegin(root: Tensor, gradient: Tensor): void;
  backwardStep(step: BackwardStep): void;
  /** Called before the optimiser changes its parameters; the returned function after it. */
  update(optimizer: string, settings: Attrs, params: readonly Tensor[]): () => void;
  zeroGrad(tensors: readonly Tensor[], setToNone: boolean): void;
}

const state: { observer: Observer | null; recorder: Observer | null } = { observer: null, recorder: null };

/** The current listener; null: nobody listens, or work is going on that is not the learner's. */
export function observer(): Observer | null {
  return state.observer;
}

/** Sets the listener, and returns the one before. */
export function observe(next: Observer | null): Observer | null {
  const before = state.observer;
  state.observer = next;
  state.recorder = next;
  return before;
}

/** Tells that `tensor` is about to be changed in place, even by work that is not told of: its elements may have been. */
export function changing(tensor: Tensor, isRewriting = false): void {
  state.recorder?.changing(tensor, isRewriting);
}

/** The learner's line that is being run, also inside work that the trace is not told of; null: unknown. */
export function learnersLine(): number | null {
  return state.recorder?.line || null;
}

/** Does work that the trace is not told of: what an op is made of inside. */
export function unobserved<T>(work: () => T): T {
  const before = state.observer;
  state.observer = null;
  try {
    return work();
  } finally {
    state.observer = before;
  }
}
