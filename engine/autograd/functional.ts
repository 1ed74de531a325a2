/** @file Jacobians and Hessians: `torch.autograd.functional`. */

import { RuntimeError } from '../errors';
import { contiguousStrides } from '../shape';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { grad } from './grad';

/**
 * ∂f/∂x, of shape [...output, ...input]; one backward an output element.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html
 */
export function jacobian(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  return unobserved(() => {
    const input = x.detach().requiresGrad_();
    return rowsOf(f(input), input);
  });
}

/**
 * The second derivatives of a function with one value, of shape [...input, ...input].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html
 * @throws RuntimeError when the function gives more than one value
 */
export function hessian(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  return unobserved(() => {
    const input = x.detach().requiresGrad_();
    const output = f(input);
    if (output.numel() !== 1) {
      throw new RuntimeError(
        'The Tensor returned by the function given to hessian should contain a single element',
      );
    }
    const [first] = grad(output.reshape([]), input, { createGraph: true, allowUnused: true });
    const slope = first ?? Tensor.full(input.shape, 0, input.dtype, input.device);
    return rowsOf(slope, input);
  });
}

/** The gradient of each element of `output`, one after the other; 0 where it does not depend on the input. */
function rowsOf(output: Tensor, input: Tensor): Tensor {
  const shape = [...output.shape, ...input.shape];
  const result = Tensor.full(shape, 0, output.dtype, output.device);
  if (!output.requiresGrad) return result;
  const flat = output.reshape(-1);
  const columns = input.numel();
  for (let row = 0; row < flat.numel(); row++) {
    const start = Tensor.full(flat.shape, 0, flat.dtype, flat.device);
    flat.device.fill(start.viewAs([1], [1], row), 1);
    const [gradient] = grad(flat, input, { gradOutputs: start, retainGraph: true, allowUnused: true });
    if (!gradient) continue;
    output.device.copy(gradient, result.viewAs(input.shape, contiguousStrides(input.shape), row * columns));
  }
  return result;
}
