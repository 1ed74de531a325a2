/** @file `torch.autograd.functional`: Jacobians, Hessians, and their products with vectors. */

import { ArgumentTypeError, RuntimeError } from '../errors';
import { stack } from '../functions/joining';
import { pythonType } from '../refusals';
import { shapeText, sameShape } from '../shape';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { grad } from './grad';
import { enableGrad } from './mode';

/** One tensor, or several. */
export type Tensors = Tensor | readonly Tensor[];

/** Of one tensor something, of several a list of it. */
type Each<T extends Tensors, Of> = T extends Tensor ? Of : Of[];

export interface FunctionalOptions {
  /** make the result itself differentiable */
  readonly createGraph?: boolean;
}

type Function<I extends Tensors, O extends Tensors> = (...inputs: I extends Tensor ? [I] : I & Tensor[]) => O;
type Run = (...inputs: readonly Tensor[]) => Tensors;

const OUTPUTS = 'outputs of the user-provided function';

/** @throws TypeError for what are no tensors */
function listed(tensors: Tensors, name: string, what: string): readonly Tensor[] {
  const all: unknown = tensors instanceof Tensor ? [tensors] : tensors;
  if (Array.isArray(all) && all.length > 0 && all.every((x) => x instanceof Tensor)) return all;
  throw new ArgumentTypeError(
    `The ${what} given to ${name} must be either a Tensor or a tuple of Tensors but the given ${what} has type <class '${pythonType(tensors)}'>.`,
  );
}

/** As many as were given: one alone, or a list. */
function like<T extends Tensors, Of>(given: T, results: readonly Of[]): Each<T, Of> {
  return (given instanceof Tensor ? results[0]! : results) as Each<T, Of>;
}

/** The inputs as the function shall see them: leaves of their own, or with createGraph views of the caller's. */
function fresh(inputs: readonly Tensor[], createGraph: boolean): Tensor[] {
  return inputs.map((x) => (createGraph && x.requiresGrad ? x.viewAs(x) : x.detach().requiresGrad_()));
}

const zerosLike = (x: Tensor): Tensor => Tensor.full(x.shape, 0, x.dtype, x.device);

/** Gradients with zeros where there are none. */
function gradients(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  starts: readonly (Tensor | null)[],
  createGraph: boolean,
): Tensor[] {
  const used = outputs.map((output) => output.requiresGrad);
  const only = <E>(list: readonly E[]): E[] => list.filter((_, i) => used[i]);
  if (!used.includes(true)) return inputs.map(zerosLike);
  const options = { gradOutputs: only(starts), allowUnused: true, createGraph, retainGraph: true };
  return grad(only(outputs), inputs, options).map((found, i) => found ?? zerosLike(inputs[i]!));
}

const released = (tensors: readonly Tensor[], createGraph: boolean): Tensor[] =>
  createGraph ? [...tensors] : tensors.map((x) => x.detach());

/** PyTorch's check of the vector that is multiplied with. */
function vectors(
  v: Tensors | null,
  others: readonly Tensor[],
  areSeveral: boolean,
  missing: string,
): (Tensor | null)[] {
  if (v === null) {
    if (others.length === 1 && others[0]!.numel() === 1) return [null];
    throw new RuntimeError(
      `The vector v can only be None if ${missing} a single Tensor with a single element.`,
    );
  }
  const given = v instanceof Tensor ? [v] : v;
  if (given.length !== others.length) {
    throw new RuntimeError(
      areSeveral
        ? `v is a tuple of invalid length: should be ${others.length} but got ${given.length}.`
        : 'The given v should contain a single Tensor.',
    );
  }
  given.forEach((one, i) => {
    if (sameShape(one.shape, others[i]!.shape)) return;
    throw new RuntimeError(
      `${areSeveral ? `Entry ${i} in ` : ''}v has invalid size: should be torch.Size(${shapeText(others[i]!.shape)}) but got torch.Size(${shapeText(one.shape)}).`,
    );
  });
  return [...given];
}

const OF_INPUT = 'the input to the user-provided function is';

/** The one number that a function gives whose Hessian is asked for. */
function single(name: string, outputs: Tensors): Tensor {
  listed(outputs, name, OUTPUTS);
  if (!(outputs instanceof Tensor))
    throw new RuntimeError(`The function given to ${name} should return a single Tensor`);
  if (outputs.numel() !== 1) {
    throw new RuntimeError(
      `The Tensor returned by the function given to ${name} should contain a single element`,
    );
  }
  return outputs;
}

/** The gradient of each element of `output` for each input: [...output, ...input]. */
function rows(output: Tensor, inputs: readonly Tensor[], createGraph: boolean): Tensor[] {
  const found: Tensor[][] = [];
  const flat = output.reshape(-1);
  for (let row = 0; row < flat.numel(); row++) {
    const start = zerosLike(flat);
    flat.device.fill(start.look([1], [1], row), 1);
    found.push(gradients([flat], inputs, [start], createGraph));
  }
  return inputs.map((input, k) => {
    const shape = [...output.shape, ...input.shape];
    if (found.length === 0) return Tensor.full(shape, 0, output.dtype, output.device);
    return stack(found.map((row) => row[k]!)).reshape(shape);
  });
}

/**
 * ∂f/∂x, of shape [...output, ...input]; one backward an output element. Several inputs give a list, several outputs
 * a list of these.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html
 */
export function jacobian<I extends Tensors, O extends Tensors>(
  f: Function<I, O>,
  inputs: I,
  { createGraph = false }: FunctionalOptions = {},
): Each<O, Each<I, Tensor>> {
  return unobserved(() =>
    enableGrad(() => {
      const own = fresh(listed(inputs, 'jacobian', 'inputs'), createGraph);
      const outputs = (f as unknown as Run)(...own) as O;
      const all = listed(outputs, 'jacobian', OUTPUTS).map((output) =>
        like(inputs, released(rows(output, own, createGraph), createGraph)),
      );
      return like(outputs, all);
    }),
  );
}

/**
 * The second derivatives of a function with one value: [...input, ...input]; of several inputs a list of lists.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html
 * @throws RuntimeError when the function gives more than one value
 */
export function hessian<I extends Tensors>(
  f: Function<I, Tensor>,
  inputs: I,
  options: FunctionalOptions = {},
): Each<I, Each<I, Tensor>> {
  const slopes = (...own: Tensor[]): Tensor[] => {
    const output = single('hessian', (f as unknown as Run)(...own)).reshape([]);
    return gradients([output], own, [null], true);
  };
  const several = jacobian(
    slopes as unknown as Function<Tensor[], Tensor[]>,
    [...listed(inputs, 'hessian', 'inputs')],
    options,
  );
  return like(
    inputs,
    several.map((row) => like(inputs, row)),
  );
}

/**
 * vᵀ · J, and what the function gave: [outputs, product], the product shaped as the inputs. One backward.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vjp.html
 * @param v shaped as the outputs; null: 1, for a single number
 * @throws RuntimeError where v does not fit
 */
export function vjp<I extends Tensors, O extends Tensors>(
  f: Function<I, O>,
  inputs: I,
  v: Tensors | null = null,
  { createGraph = false }: FunctionalOptions = {},
): [outputs: Each<O, Tensor>, vjp: Each<I, Tensor>] {
  return unobserved(() =>
    enableGrad(() => {
      const own = fresh(listed(inputs, 'vjp', 'inputs'), createGraph);
      const outputs = (f as unknown as Run)(...own) as O;
      const all = listed(outputs, 'vjp', OUTPUTS);
      const starts = vectors(v, all, !(outputs instanceof Tensor), 'the user-provided function returns');
      const product = gradients(all, own, starts, createGraph);
      return [like(outputs, released(all, createGraph)), like(inputs, released(product, createGraph))];
    }),
  );
}

/**
 * J · v, and what the function gave: [outputs, product], the product shaped as the outputs. Two backwards.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html
 * @param v shaped as the inputs; null: 1, for a single number
 * @throws RuntimeError where v does not fit
 */
export function jvp<I extends Tensors, O extends Tensors>(
  f: Function<I, O>,
  inputs: I,
  v: Tensors | null = null,
  { createGraph = false }: FunctionalOptions = {},
): [outputs: Each<O, Tensor>, jvp: Each<O, Tensor>] {
  return unobserved(() =>
    enableGrad(() => {
      const own = fresh(listed(inputs, 'jvp', 'inputs'), createGraph);
      const directions = vectors(v, own, !(inputs instanceof Tensor), OF_INPUT);
      const outputs = (f as unknown as Run)(...own) as O;
      const all = listed(outputs, 'jvp', OUTPUTS);
      // the gradient is linear in what it starts from: its derivative by that, along v, is J · v
      const starts = all.map((output) => zerosLike(output).requiresGrad_());
      const slopes = gradients(all, own, starts, true);
      const product = gradients(slopes, starts, directions, createGraph);
      return [like(outputs, released(all, createGraph)), like(outputs, released(product, createGraph))];
    }),
  );
}

/**
 * vᵀ · H of a function with one value, and that value: [output, product], the product shaped as the inputs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.vhp.html
 * @param v shaped as the inputs; null: 1, for a single number
 * @throws RuntimeError where v does not fit, or the function gives more than one value
 */
export function vhp<I extends Tensors>(
  f: Function<I, Tensor>,
  inputs: I,
  v: Tensors | null = null,
  options: FunctionalOptions = {},
): [output: Tensor, vhp: Each<I, Tensor>] {
  return hessianProduct('vhp', f, inputs, v, options);
}

/**
 * H · v of a function with one value, and that value: [output, product], the product shaped as the inputs. H is
 * symmetric, so it is what `vhp` gives.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.functional.hvp.html
 * @param v shaped as the inputs; null: 1, for a single number
 * @throws RuntimeError where v does not fit, or the function gives more than one value
 */
export function hvp<I extends Tensors>(
  f: Function<I, Tensor>,
  inputs: I,
  v: Tensors | null = null,
  options: FunctionalOptions = {},
): [output: Tensor, hvp: Each<I, Tensor>] {
  return hessianProduct('hvp', f, inputs, v, options);
}

function hessianProduct<I extends Tensors>(
  name: string,
  f: Function<I, Tensor>,
  inputs: I,
  v: Tensors | null,
  { createGraph = false }: FunctionalOptions,
): [output: Tensor, product: Each<I, Tensor>] {
  return unobserved(() =>
    enableGrad(() => {
      const own = fresh(listed(inputs, name, 'inputs'), createGraph);
      const directions = vectors(v, own, !(inputs instanceof Tensor), OF_INPUT);
      const output = single(name, (f as unknown as Run)(...own));
      const slopes = gradients([output], own, [null], true);
      const product = gradients(slopes, own, directions, createGraph);
      return [released([output], createGraph)[0]!, like(inputs, released(product, createGraph))];
    }),
  );
}
