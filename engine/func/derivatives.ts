/** @file Functions of functions: gradients, Jacobians, and products with them, of whatever tensors are given. */

import { grad as gradients } from '../autograd/grad';
import { enableGrad } from '../autograd/mode';
import { RuntimeError, ValueError } from '../errors';
import { stack } from '../functions/joining';
import { pythonType } from '../refusals';
import { Tensor } from '../tensor';
import { leavesOf, mapped, type Tree } from './tree';

export interface DerivativeOptions {
  /** which of the arguments; default the first */
  readonly argnums?: number | readonly number[];
  /** the function gives [output, more], and `more` is passed on */
  readonly hasAux?: boolean;
}

type Argument<A extends unknown[], N> = N extends number
  ? `${N}` extends keyof A
    ? A[N]
    : A[number]
  : never;

/** The arguments that `argnums` names, nested as they are; the first unless told. */
type Inputs<A extends unknown[], O> = O extends { readonly argnums: infer N }
  ? N extends readonly unknown[]
    ? { -readonly [K in keyof N]: Argument<A, N[K]> }
    : Argument<A, N>
  : A[0];

type WithAux<T, O> = O extends { readonly hasAux: true } ? [T, aux: unknown] : T;

/** Of one output it is nested as the inputs are. */
type Jacobian<A extends unknown[], R, O> = R extends Tensor ? Inputs<A, O> : unknown;

const pythonClass = (value: unknown): string => `<class '${pythonType(value)}'>`;

/** Leaves of their own in the place of each tensor; inside of another derivative, or of a graph, looks at them. */
function fresh(tree: unknown): unknown {
  return mapped(tree, (x) => {
    if (!(x instanceof Tensor)) {
      throw new ValueError(`Thing passed to transform API must be Tensor, got ${pythonClass(x)}`);
    }
    if (x.requiresGrad) return x.viewAs(x);
    if (!x.dtype.isFloatingPoint) {
      throw new RuntimeError('only Tensors of floating point dtype can require gradients');
    }
    return x.detach().requiresGrad_();
  });
}

/** Whether a tensor comes of anything else that wants a gradient than these. */
function comesOfOthers(x: Tensor, own: ReadonlySet<Tensor>): boolean {
  const seen = new Set<Tensor>();
  const open = [x];
  while (open.length > 0) {
    const next = open.pop()!;
    if (seen.has(next)) continue;
    seen.add(next);
    if (own.has(next) && !next.gradNode) continue;
    if (!next.gradNode) {
      if (next.requiresGrad) return true;
      continue;
    }
    for (const edge of next.gradNode.edges) if (edge) open.push(edge.tensor);
  }
  return false;
}

/** A result as its caller may have it: without the leaves that were made for it. */
function released(tree: unknown, own: readonly unknown[]): unknown {
  const leaves = new Set(own.filter((x): x is Tensor => x instanceof Tensor));
  return mapped(tree, (x) =>
    x instanceof Tensor && x.requiresGrad && !comesOfOthers(x, leaves) ? x.detach() : x,
  );
}

const zerosLike = (x: Tensor): Tensor => Tensor.full(x.shape, 0, x.dtype, x.device);

/** The gradients of outputs for all tensors of a nesting, in that nesting; 0 where there is none. */
function slopes(outputs: readonly Tensor[], starts: readonly (Tensor | null)[], inputs: unknown): unknown {
  const leaves = leavesOf(inputs) as Tensor[];
  const used = outputs.map((output) => output.requiresGrad);
  const only = <E>(list: readonly E[]): E[] => list.filter((_, i) => used[i]);
  const found = used.includes(true)
    ? gradients(only(outputs), leaves, {
        gradOutputs: only(starts),
        allowUnused: true,
        createGraph: true,
        retainGraph: true,
      })
    : leaves.map(() => null);
  return mapped(inputs, (leaf, i) => found[i] ?? zerosLike(leaf as Tensor));
}

interface Chosen {
  readonly all: unknown[];
  /** those whose derivative is asked for: one, or a list */
  readonly inputs: unknown;
}

/** The arguments with fresh leaves where derivatives are asked for. */
function chosen(args: readonly unknown[], argnums: number | readonly number[]): Chosen {
  const places = typeof argnums === 'number' ? [argnums] : argnums;
  const all = [...args];
  const own = places.map((place) => {
    if (place >= args.length || place < -args.length) {
      throw new RuntimeError(`Got argnum=${place}, but only ${args.length} positional inputs`);
    }
    return (all[place < 0 ? place + args.length : place] = fresh(args.at(place)));
  });
  return { all, inputs: typeof argnums === 'number' ? own[0] : own };
}

/** The output, and what comes with it. */
function parts(result: unknown, hasAux: boolean): [output: unknown, aux: unknown] {
  if (!hasAux) return [result, undefined];
  if (Array.isArray(result) && result.length === 2) return result as [unknown, unknown];
  throw new RuntimeError(
    'grad_and_value(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is True',
  );
}

/** @throws RuntimeError for what is no tensor of one value without dimensions */
function checkScalar(output: unknown): asserts output is Tensor {
  if (!(output instanceof Tensor)) {
    throw new RuntimeError(
      `grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got ${pythonClass(output)}`,
    );
  }
  if (output.ndim === 0) return;
  throw new RuntimeError(
    `grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with ${output.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?`,
  );
}

/**
 * The function that gives a function's gradient and its value: [gradient, value], with `hasAux` [gradient, [value, aux]].
 * Shape: the gradient has the shapes of the argument.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.grad_and_value.html
 * @throws RuntimeError where the function does not give one number
 */
export function gradAndValue<A extends unknown[], const O extends DerivativeOptions = object>(
  func: (...args: A) => unknown,
  options?: O,
): (...args: A) => [gradient: Inputs<A, O>, value: WithAux<Tensor, O>] {
  const { argnums = 0, hasAux = false } = options ?? {};
  return (...args) =>
    enableGrad(() => {
      const { all, inputs } = chosen(args, argnums);
      const [output, aux] = parts(func(...(all as A)), hasAux);
      checkScalar(output);
      const gradient = slopes([output], [null], inputs);
      const own = leavesOf(inputs);
      const value = hasAux ? [output, aux] : output;
      return [released(gradient, own) as Inputs<A, O>, released(value, own) as WithAux<Tensor, O>];
    });
}

/**
 * The function that gives a function's gradient: for the first argument, or those of `argnums`; nested as they are.
 * `grad(grad(f))` is the second derivative. Shape: that of the argument.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.grad.html
 * @throws RuntimeError where the function does not give one number
 */
export function grad<A extends unknown[], const O extends DerivativeOptions = object>(
  func: (...args: A) => unknown,
  options?: O,
): (...args: A) => WithAux<Inputs<A, O>, O> {
  const both = gradAndValue(func, options);
  return (...args) => {
    const [gradient, value] = both(...args);
    const found = options?.hasAux ? [gradient, (value as unknown[])[1]] : gradient;
    return found as WithAux<Inputs<A, O>, O>;
  };
}

const tensorsOf = (tree: unknown): Tensor[] => leavesOf(tree).filter((x) => x instanceof Tensor);

/**
 * What a function gives, and the function that multiplies vectors with its Jacobian: vᵀ·J, one a primal.
 * Shapes: v as the output; the products as the primals.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.vjp.html
 * @throws RuntimeError for a vector of another shape than the output
 */
export function vjp<A extends Tensor[], R>(
  func: (...args: A) => R,
  ...primals: A
): [output: R, vjp: (...vectors: Tree[]) => A] {
  return enableGrad(() => {
    const own = primals.map((x) => fresh(x)) as A;
    const output = func(...own);
    const outputs = tensorsOf(output);
    return [
      released(output, own) as R,
      (...vectors) => released(slopes(outputs, tensorsOf(vectors), own), own) as A,
    ];
  });
}

/**
 * What a function gives, and its derivative along the tangents: J·v. Shapes: the tangents as the primals; the product
 * as the output.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.jvp.html
 * @throws RuntimeError for primals that are no list, or tangents of another shape
 */
export function jvp<R>(
  func: (...args: Tensor[]) => R,
  primals: readonly Tensor[],
  tangents: readonly Tensor[],
): [output: R, jvp: R] {
  if (!Array.isArray(primals)) {
    throw new RuntimeError(
      'jvp(f, primals, tangents): Expected primals to be a tuple. E.g. it should be valid to call f(*primals).',
    );
  }
  if (!Array.isArray(tangents) || tangents.length !== primals.length) {
    throw new RuntimeError(
      'jvp(f, primals, tangents): Expected primals and tangents to have the same python structure.',
    );
  }
  primals.forEach((x, i) => {
    const tangent = tangents[i]!;
    if (x.shape.join() === tangent.shape.join()) return;
    throw new RuntimeError(
      `Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size [${x.shape.join(', ')}] while the given forward gradient is of size [${tangent.shape.join(', ')}].`,
    );
  });
  return enableGrad(() => {
    const own = primals.map((x) => fresh(x)) as Tensor[];
    const output = func(...own);
    // the gradient is linear in what it starts from: its derivative by that, along v, is J · v
    const starts = tensorsOf(output).map((x) => zerosLike(x).requiresGrad_());
    const back = slopes(tensorsOf(output), starts, own) as Tensor[];
    const product = slopes(back, tangents, starts) as Tensor[];
    const all = [...own, ...starts];
    const along = mapped(output, (_, i) => product[i]);
    return [released(output, own) as R, released(along, all) as R];
  });
}

/** The Jacobian of one output for the inputs, nested as these are: [...output, ...input]. */
function rows(output: Tensor, inputs: unknown): unknown {
  const flat = output.reshape(-1);
  const found = Array.from({ length: flat.numel() }, (_, row) => {
    const start = zerosLike(flat);
    flat.device.fill(start.look([1], [1], row), 1);
    return leavesOf(slopes([flat], [start], inputs)) as Tensor[];
  });
  return mapped(inputs, (leaf, k) =>
    stack(found.map((row) => row[k]!)).reshape([...output.shape, ...(leaf as Tensor).shape]),
  );
}

/**
 * The function that gives a function's Jacobian, a backward an element of the output.
 * Shape: [...output, ...input]; nested as the outputs are, and within as the inputs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.jacrev.html
 */
export function jacrev<A extends unknown[], R, const O extends DerivativeOptions = object>(
  func: (...args: A) => R,
  options?: O,
): (...args: A) => Jacobian<A, R, O> {
  const { argnums = 0, hasAux = false } = options ?? {};
  return (...args) =>
    enableGrad(() => {
      const { all, inputs } = chosen(args, argnums);
      const [output, aux] = parts(func(...(all as A)), hasAux);
      const jacobian = released(
        mapped(output, (x) => rows(x as Tensor, inputs)),
        leavesOf(inputs),
      );
      return (hasAux ? [jacobian, aux] : jacobian) as Jacobian<A, R, O>;
    });
}

/**
 * The same figures as `jacrev`, and here computed as there: backwards. Shape: [...output, ...input].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.jacfwd.html
 */
export function jacfwd<A extends unknown[], R, const O extends DerivativeOptions = object>(
  func: (...args: A) => R,
  options?: O,
): (...args: A) => Jacobian<A, R, O> {
  return jacrev(func, options);
}

/**
 * The function that gives a function's second derivatives. Shape: [...output, ...input, ...input].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.hessian.html
 */
export function hessian<A extends unknown[], R, const O extends Omit<DerivativeOptions, 'hasAux'> = object>(
  func: (...args: A) => R,
  options?: O,
): (...args: A) => Jacobian<A, Jacobian<A, R, O>, O> {
  return jacfwd(jacrev(func, options), options);
}
