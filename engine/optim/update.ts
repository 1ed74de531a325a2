/** @file What the updates of several optimisers begin with. */

import type { Tensor } from '../tensor';
import type { ParamState } from './optimizer';

/** The gradient, turned round to climb, with weight decay. */
export function directed(p: Tensor, grad: Tensor, maximize: boolean, weightDecay: number): Tensor {
  const direction = maximize ? grad.neg() : grad;
  return weightDecay === 0 ? direction : direction.add(p, { alpha: weightDecay });
}

/** Counts a step of one parameter, from 1. */
export function nextStep(state: ParamState): number {
  return (state['step'] = ((state['step'] as number | undefined) ?? 0) + 1);
}
