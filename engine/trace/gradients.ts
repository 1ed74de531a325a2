/** @file The events of a backward step: what its tensors hold now, and how that is told when the numbers are there. */

import type { AccumulateStep, NodeStep } from '../autograd/backward';
import type { Tensor } from '../tensor';
import type { TraceEvent, Value } from './events';

/** Values, taken now, and the event that is made of them. */
export interface Telling {
  readonly values: readonly (Value | null | Promise<Value>)[];
  readonly build: (values: readonly (Value | null)[]) => TraceEvent;
}

/** Takes a tensor's elements as they are now. */
type Taking = (tensor: Tensor) => Value | Promise<Value>;

interface Place {
  readonly backward: number;
  readonly episode: number;
}

/** @param tensor the leaf's id */
export function accumulateTelling(
  step: AccumulateStep,
  tensor: number,
  place: Place,
  value: Taking,
): Telling {
  return {
    values: [step.added, step.after, ...(step.before ? [step.before] : [])].map(value),
    build: ([added, after, before]) => ({
      type: 'accumulate',
      ...place,
      tensor,
      before: before ?? null,
      added: added!,
      after: after!,
    }),
  };
}

/** @param tensors the id of each flow's tensor */
export function gradientTelling(
  step: NodeStep,
  made: { readonly op: number; readonly output: number },
  tensors: readonly number[],
  place: Place,
  value: Taking,
): Telling {
  return {
    values: [
      value(step.upstream),
      ...step.flows.flatMap((flow) => [value(flow.gradient), flow.before ? value(flow.before) : null]),
    ],
    build: ([upstream, ...rest]) => ({
      type: 'gradient',
      ...place,
      ...made,
      upstream: upstream!,
      flows: step.flows.map((flow, i) => ({
        tensor: tensors[i]!,
        input: flow.input,
        gradient: rest[2 * i]!,
        before: rest[2 * i + 1] ?? null,
      })),
    }),
  };
}
