/** @file The namespace `torch.autograd`. */

import type { Tensor } from '../tensor';
import { backward as run, type BackwardOptions } from './backward';

export { grad, type GradOptions } from './grad';
export { Function, type FunctionContext } from './function';
export { gradcheck, gradgradcheck, type GradcheckOptions } from './gradcheck';
export { detectAnomaly, enableGrad, noGrad, setDetectAnomaly } from './mode';
export * as functional from './functional';

/**
 * Backward from several tensors at once.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html
 * @param gradTensors one a tensor, of its shape; null: 1, for a scalar
 */
export function backward(
  tensors: Tensor | readonly Tensor[],
  gradTensors: Tensor | readonly (Tensor | null)[] | null = null,
  options: BackwardOptions = {},
): void {
  const roots = Array.isArray(tensors) ? (tensors as readonly Tensor[]) : [tensors as Tensor];
  const starts = Array.isArray(gradTensors) ? gradTensors : [gradTensors as Tensor | null];
  run(roots, starts, options);
}
