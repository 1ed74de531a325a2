/** @file Checking gradients against finite differences. */

import { RuntimeError } from '../errors';
import { Tensor } from '../tensor';
import { grad } from './grad';
import { noGrad } from './mode';

export interface GradcheckOptions {
  /** how far an element is moved */
  readonly eps?: number;
  readonly atol?: number;
  readonly rtol?: number;
  /** throw when it fails; otherwise false is the answer */
  readonly raiseException?: boolean;
}

/**
 * Whether the gradients of `f` are what moving each input element a little says. Wants float64 inputs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html
 * @throws RuntimeError where they differ, naming the element
 */
export async function gradcheck(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { eps = 1e-6, atol = 1e-5, rtol = 1e-3, raiseException = true }: GradcheckOptions = {},
): Promise<boolean> {
  const output = f(...inputs);
  for (let at = 0; at < output.numel(); at++) {
    const start = oneHot(output, at);
    const analytical = grad(output, inputs, { gradOutputs: start, retainGraph: true, allowUnused: true });
    for (const [k, input] of inputs.entries()) {
      const gradient = analytical[k] ? ((await analytical[k].reshape(-1).tolist()) as number[]) : null;
      for (let i = 0; i < input.numel(); i++) {
        const numerical = await slope(f, inputs, k, i, at, eps);
        const found = gradient?.[i] ?? 0;
        if (Math.abs(found - numerical) <= atol + rtol * Math.abs(numerical)) continue;
        if (!raiseException) return false;
        throw new RuntimeError(
          `Jacobian mismatch for output 0 with respect to input ${k}, at its element ${i} and the output's ` +
            `element ${at}: numerical ${numerical}, analytical ${found}`,
        );
      }
    }
  }
  return true;
}

function oneHot(like: Tensor, at: number): Tensor {
  const out = Tensor.full(like.shape, 0, like.dtype, like.device);
  like.device.fill(out.viewAs([1], [1], at), 1);
  return out;
}

/** (f(x + ε) − f(x − ε)) / 2ε at one element of one input and one of the output. */
async function slope(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  k: number,
  i: number,
  at: number,
  eps: number,
): Promise<number> {
  const value = async (by: number): Promise<number> => {
    const moved = inputs.map((input, j) =>
      j === k ? input.detach().add(oneHot(input, i).mul(by)) : input.detach(),
    );
    const result = noGrad(() => f(...moved)).reshape(-1);
    return ((await result.tolist()) as number[])[at]!;
  };
  return ((await value(eps)) - (await value(-eps))) / (2 * eps);
}
