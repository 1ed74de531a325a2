/** @file Gradients as values: `autograd.grad`, and what is built on it. */

import { RuntimeError } from '../errors';
import type { Tensor } from '../tensor';
import { backwardSteps, type BackwardOptions, type Capture } from './backward';

export interface GradOptions extends BackwardOptions {
  /** the gradients to start from, one an output; null: 1, for a scalar */
  readonly gradOutputs?: Tensor | readonly (Tensor | null)[] | null;
  /** give null, and not an error, for an input that the outputs do not depend on */
  readonly allowUnused?: boolean;
}

const listed = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/**
 * The gradients of `outputs` (their sum, weighted by gradOutputs) with respect to `inputs`, which need not be
 * leaves. No `.grad` is touched.
 * Shapes: the inputs'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html
 * @throws RuntimeError for an input that does not require grad or is not used
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  { gradOutputs = null, allowUnused = false, ...options }: GradOptions = {},
): (Tensor | null)[] {
  const wanted = listed(inputs);
  if (wanted.length === 0) throw new RuntimeError('`inputs` argument to `grad()` cannot be empty.');
  if (wanted.some((input) => !input.requiresGrad)) {
    throw new RuntimeError('One of the differentiated Tensors does not require grad');
  }
  const capture: Capture = new Map(wanted.map((input) => [input, null]));
  const roots = listed(outputs);
  const starts = gradOutputs === null ? [] : listed(gradOutputs);
  for (const step of backwardSteps(roots, starts, options, capture)) void step;
  return wanted.map((input, i) => {
    const found = capture.get(input) ?? null;
    if (!found && !allowUnused) {
      throw new RuntimeError(
        `The differentiated Tensor at index ${i} appears to not have been used in the graph. Set allow_unused=True ` +
          'if this is the desired behavior.',
      );
    }
    return found && options.createGraph !== true ? found.detach() : found;
  });
}
