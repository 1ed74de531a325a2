/** @file Checking gradients against finite differences. */

import { RuntimeError, ValueError } from '../errors';
import { Tensor } from '../tensor';
import { grad } from './grad';
import { enableGrad, noGrad } from './mode';
import { rand } from '../functions/random';

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
  f: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): Promise<boolean> {
  checkInputs(inputs);
  const count = outputsOf(f(...inputs)).length;
  for (let k = 0; k < count; k++) {
    const one = (...moved: Tensor[]): Tensor => outputsOf(f(...moved))[k]!;
    if (!(await checkOutput(one, k, inputs, options))) return false;
  }
  return true;
}

/**
 * Whether the second derivatives of `f` are what moving each input element, and each of the gradients that backward
 * starts from, a little says of the first ones. Wants float64 inputs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html
 * @param gradOutputs what backward starts from, one an output; left out: drawn between −1 and 1
 * @throws RuntimeError where they differ, naming the element
 */
export async function gradgradcheck(
  f: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  gradOutputs: readonly Tensor[] | null = null,
  options: GradcheckOptions = {},
): Promise<boolean> {
  checkInputs(inputs);
  const wanted = inputs.map((input) => input.requiresGrad);
  const starts = gradOutputs ?? outputsOf(f(...inputs)).map(drawnLike);
  const slopes = (...given: Tensor[]): Tensor[] => {
    const [own, from] = [given.slice(0, inputs.length), given.slice(inputs.length)];
    // where the elements are moved, the tensors are new ones
    own.forEach((x, i) => wanted[i] && !x.requiresGrad && x.requiresGrad_());
    const variables = own.filter((_, i) => wanted[i]);
    const options = { gradOutputs: from, createGraph: true, allowUnused: true };
    const found = enableGrad(() => grad(outputsOf(f(...own)), variables, options));
    return found.filter((gradient) => gradient !== null);
  };
  return gradcheck(slopes, [...inputs, ...starts], options);
}

function drawnLike(output: Tensor): Tensor {
  const { dtype, device } = output;
  return rand(output.shape, { dtype, device: device.type }).mul(2).sub(1).detach().requiresGrad_();
}

/** @throws ValueError where there is nothing to check */
function checkInputs(inputs: readonly Tensor[]): void {
  if (inputs.some((input) => input.requiresGrad)) return;
  throw new ValueError(
    'gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.',
  );
}

const outputsOf = (result: Tensor | readonly Tensor[]): readonly Tensor[] =>
  result instanceof Tensor ? [result] : result;

async function checkOutput(
  f: (...inputs: Tensor[]) => Tensor,
  number: number,
  inputs: readonly Tensor[],
  { eps = 1e-6, atol = 1e-5, rtol = 1e-3, raiseException = true }: GradcheckOptions,
): Promise<boolean> {
  const output = f(...inputs);
  if (!output.requiresGrad) return true;
  const variables = inputs.filter((input) => input.requiresGrad);
  for (let at = 0; at < output.numel(); at++) {
    const start = oneHot(output, at);
    const analytical = grad(output, variables, { gradOutputs: start, retainGraph: true, allowUnused: true });
    for (const [k, input] of variables.entries()) {
      const gradient = analytical[k] ? ((await analytical[k].reshape(-1).tolist()) as number[]) : null;
      for (let i = 0; i < input.numel(); i++) {
        const numerical = await slope(f, inputs, inputs.indexOf(input), i, at, eps);
        const found = gradient?.[i] ?? 0;
        if (Math.abs(found - numerical) <= atol + rtol * Math.abs(numerical)) continue;
        if (!raiseException) return false;
        throw new RuntimeError(
          `Jacobian mismatch for output ${number} with respect to input ${inputs.indexOf(input)}, at its element ${i} and the output's ` +
            `element ${at}: numerical ${numerical}, analytical ${found}`,
        );
      }
    }
  }
  return true;
}

function oneHot(like: Tensor, at: number): Tensor {
  const out = Tensor.full(like.shape, 0, like.dtype, like.device);
  like.device.fill(out.look([1], [1], at), 1);
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
