/** @file `nn.utils`: gradients clipped, parameters as one vector. */

import { noGrad } from '../autograd/mode';
import { cpu } from '../devices/cpu/cpu';
import { float32 } from '../dtype';
import { cat } from '../functions/joining';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { PythonFloat, pythonValue } from '../format/python';
import { insist } from '../ops/insist';
import { pythonType } from '../refusals';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';

export * as rnn from './rnn-utils';
export {
  removeSpectralNorm,
  removeWeightNorm,
  spectralNorm,
  weightNorm,
  type SpectralOptions,
} from './reweighted';

/**
 * Shrinks all gradients together so that their norm is at most `maxNorm`; in place.
 * Shape: any; the norm is one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 * @returns the norm before
 * @throws RuntimeError with `errorIfNonfinite` for a norm that is not finite
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  { normType = 2, errorIfNonfinite = false }: { normType?: number; errorIfNonfinite?: boolean } = {},
): Tensor {
  const gradients = withGradient(parameters);
  if (gradients.length === 0) return Tensor.full([], 0, ...placeOf(parameters));
  return noGrad(() => {
    const total = unobserved(() => norm(gradients, normType));
    if (errorIfNonfinite) insistFinite(total, normType);
    // PyTorch's own: never more than 1, and without asking for the value
    const factor = unobserved(() =>
      total
        .add(1e-6)
        .pow(-1)
        .mul(maxNorm)
        .minimum(Tensor.full([], 1, total.dtype, total.device)),
    );
    gradients.forEach((gradient) => gradient.mul_(factor));
    return total;
  });
}

/** @throws RuntimeError for NaN or infinity */
function insistFinite(total: Tensor, type: number): void {
  insist(
    total,
    (x) => x.isfinite(),
    ([value]) => Number.isFinite(Number(value)),
    () =>
      new RuntimeError(
        `The total norm of order ${pythonValue(new PythonFloat(type))} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set \`error_if_nonfinite=False\``,
      ),
  );
}

function norm(gradients: readonly Tensor[], type: number): Tensor {
  const sizes = gradients.map((gradient) => gradient.reshape(-1).abs());
  const all = cat(sizes);
  if (type === Infinity) return all.amax();
  return all
    .pow(type)
    .sum()
    .pow(1 / type);
}

/**
 * Cuts every gradient's elements to ±`clipValue`; in place.
 * Shape: any.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
 */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  noGrad(() => {
    for (const gradient of withGradient(parameters)) {
      gradient.copy_(unobserved(() => gradient.clamp(-clipValue, clipValue)));
    }
  });
}

/**
 * All parameters one behind the other, as one dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html
 * @throws ValueError for no parameters
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat([...parameters].map((parameter) => parameter.reshape(-1)));
}

/**
 * Takes the parameters' elements from one vector.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html
 * @throws RuntimeError for a vector of too few elements
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  if (!(vector instanceof Tensor)) {
    throw new ArgumentTypeError(`expected torch.Tensor, but got: ${pythonType(vector)}`);
  }
  let at = 0;
  noGrad(() => {
    for (const parameter of parameters) {
      const there = Math.max(0, Math.min(parameter.numel(), vector.numel() - at));
      parameter.copy_(vector.narrow(0, Math.min(at, vector.numel()), there).view(parameter.shape));
      at += parameter.numel();
    }
  });
}

function withGradient(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const all = parameters instanceof Tensor ? [parameters] : [...parameters];
  return all.flatMap((parameter) => parameter.grad ?? []);
}

function placeOf(parameters: Tensor | Iterable<Tensor>): [Tensor['dtype'], Tensor['device']] {
  const [first] = parameters instanceof Tensor ? [parameters] : [...parameters];
  if (first) return [first.dtype, first.device];
  return [float32, cpu];
}
