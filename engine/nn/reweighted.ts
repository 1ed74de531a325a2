/** @file Weights computed before each call: by length and direction (weight norm), or divided by their norm (spectral norm). */

import { noGrad } from '../autograd/mode';
import { AttributeError, KeyError, RuntimeError, ValueError } from '../errors';
import { normalize } from '../functional/softmax';
import { pythonType } from '../refusals';
import { ownDim } from '../shape';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { ConvTranspose1d, ConvTranspose2d } from './convolution';
import type { RemovableHandle } from './hooks';
import { Module } from './module';
import { Parameter } from './parameter';
import { isUninitialized } from './uninitialized';

type AnyLayer = Pick<Module, 'registerForwardPreHook'> & Module;
type Kind = 'weight_norm' | 'spectral_norm';

/** A parameter that is computed, and how it becomes one of its own again. */
interface Reweighted {
  readonly kind: Kind;
  readonly handle: RemovableHandle;
  readonly remove: () => void;
}

const applied = new WeakMap<object, Map<string, Reweighted>>();

const properties = (module: AnyLayer): Record<string, unknown> =>
  module as unknown as Record<string, unknown>;

/** The parameter of a name. @throws RuntimeError where it is computed already, ValueError for one without a shape */
function parameterOf(module: AnyLayer, name: string, kind: Kind): Parameter {
  if (!(module instanceof Module)) {
    throw new AttributeError(`'${pythonType(module)}' object has no attribute '_forward_pre_hooks'`);
  }
  if (applied.get(module)?.get(name)?.kind === kind) {
    throw new RuntimeError(`Cannot register two ${kind} hooks on the same parameter ${name}`);
  }
  const found = properties(module)[name];
  if (isUninitialized(found)) {
    const [type, what] = kind === 'weight_norm' ? ['WeightNorm', 'weight'] : ['SpectralNorm', 'spectral'];
    throw new ValueError(
      `The module passed to \`${type}\` can't have uninitialized parameters. Make sure to run the dummy forward before applying ${what} normalization`,
    );
  }
  if (found instanceof Parameter) return found;
  if (kind === 'spectral_norm') throw new KeyError(name);
  throw new AttributeError(`'${module.typeName()}' object has no attribute '${name}'`);
}

function remember(module: AnyLayer, name: string, entry: Reweighted): void {
  const all = applied.get(module) ?? new Map<string, Reweighted>();
  applied.set(module, all.set(name, entry));
}

/** @throws ValueError where there is none */
function forget(module: AnyLayer, name: string, kind: Kind): void {
  const entry = applied.get(module)?.get(name);
  if (entry?.kind !== kind) throw new ValueError(`${kind} of '${name}' not found in ${String(module)}`);
  entry.handle.remove();
  entry.remove();
  applied.get(module)!.delete(name);
}

/** A parameter of the weight as it is computed now, in the place of what it was computed from. */
function restore(module: AnyLayer, name: string, weight: Tensor, parts: readonly string[]): void {
  for (const part of [name, ...parts.map((end) => name + end)]) Reflect.deleteProperty(module, part);
  module.registerParameter(name, new Parameter(weight.detach()));
}

/** The 2-norm over all dimensions but one; null: over all. */
function lengthOf(x: Tensor, dim: number | null): Tensor {
  if (dim === null) return x.norm();
  const own = ownDim(dim, x.ndim);
  const others = x.shape.map((_, d) => d).filter((d) => d !== own);
  return others.length === 0 ? x.abs() : x.norm(2, others, { keepdim: true });
}

/**
 * From now on a weight is g · v / ‖v‖, its length `weight_g` and its direction `weight_v` being the parameters.
 * Shape: g as v, with 1 for all dimensions but `dim`; null: g is one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.weight_norm.html
 * @throws RuntimeError a second time, AttributeError for a parameter that is not there
 */
export function weightNorm<Layer extends AnyLayer>(
  module: Layer,
  name = 'weight',
  { dim = 0 }: { readonly dim?: number | null } = {},
): Layer {
  const weight = parameterOf(module, name, 'weight_norm');
  const own = properties(module);
  Reflect.deleteProperty(module, name);
  module.registerParameter(
    `${name}_g`,
    new Parameter(unobserved(() => noGrad(() => lengthOf(weight.detach(), dim)))),
  );
  module.registerParameter(`${name}_v`, new Parameter(weight.detach()));
  const compute = (): Tensor => {
    const [g, v] = [own[`${name}_g`] as Tensor, own[`${name}_v`] as Tensor];
    return v.mul(g.div(lengthOf(v, dim)));
  };
  own[name] = unobserved(compute);
  const handle = module.registerForwardPreHook(() => void (own[name] = compute()));
  const remove = (): void => restore(module, name, unobserved(compute), ['_g', '_v']);
  remember(module, name, { kind: 'weight_norm', handle, remove });
  return module;
}

/**
 * Makes a weight that `weightNorm` computes a parameter of its own again. Shape: any.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.remove_weight_norm.html
 * @throws ValueError where it is none
 */
export function removeWeightNorm<Layer extends AnyLayer>(module: Layer, name = 'weight'): Layer {
  forget(module, name, 'weight_norm');
  return module;
}

export interface SpectralOptions {
  readonly nPowerIterations?: number;
  readonly eps?: number;
  /** which dimension the outputs are; default 0, of transposed convolutions 1 */
  readonly dim?: number | null;
}

/**
 * From now on a weight is `weight_orig` divided by its largest singular value, which power iterations find: one a call
 * in training. `weight_u` and `weight_v`, its singular vectors, are buffers.
 * Shape: the weight as a matrix of dimension `dim` by all others.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.spectral_norm.html
 * @throws RuntimeError a second time, KeyError for a parameter that is not there
 */
export function spectralNorm<Layer extends AnyLayer>(
  module: Layer,
  name = 'weight',
  { nPowerIterations = 1, eps = 1e-12, dim = null }: SpectralOptions = {},
): Layer {
  if (nPowerIterations <= 0) {
    throw new ValueError(
      `Expected n_power_iterations to be positive, but got n_power_iterations=${nPowerIterations}`,
    );
  }
  const weight = parameterOf(module, name, 'spectral_norm');
  const isTransposed = module instanceof ConvTranspose1d || module instanceof ConvTranspose2d;
  const outputs = dim ?? (isTransposed ? 1 : 0);
  const own = properties(module);
  const matrixOf = (x: Tensor): Tensor => (outputs === 0 ? x : x.movedim(outputs, 0)).flatten(1);
  const unit = (x: Tensor): Tensor => normalize(x, { dim: 0, eps });
  const quietly = <T>(work: () => T): T => unobserved(() => noGrad(work));
  const drawn = (size: number): Tensor => unit(weight.newEmpty([size]).normal_());
  const [u, v] = quietly(() => {
    const matrix = matrixOf(weight.detach());
    return [drawn(matrix.shape[0]!), drawn(matrix.shape[1]!)] as const;
  });
  Reflect.deleteProperty(module, name);
  module.registerParameter(`${name}_orig`, weight);
  own[name] = weight.detach();
  module.registerBuffer(`${name}_u`, u);
  module.registerBuffer(`${name}_v`, v);
  const compute = (iterates: boolean): Tensor => {
    const [original, left, right] = ['_orig', '_u', '_v'].map((end) => own[name + end] as Tensor) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    if (iterates) {
      quietly(() => {
        const matrix = matrixOf(original.detach());
        for (let i = 0; i < nPowerIterations; i++) {
          right.copy_(unit(matrix.t().mv(left)));
          left.copy_(unit(matrix.mv(right)));
        }
      });
    }
    // copies: the next call changes them, and backward may come later
    const [a, b] = quietly(() => [left.clone(), right.clone()] as const);
    return original.div(a.dot(matrixOf(original).mv(b)));
  };
  const handle = module.registerForwardPreHook(() => void (own[name] = compute(module.training)));
  const remove = (): void =>
    restore(
      module,
      name,
      quietly(() => compute(false)),
      ['_u', '_v', '_orig'],
    );
  remember(module, name, { kind: 'spectral_norm', handle, remove });
  return module;
}

/**
 * Makes a weight that `spectralNorm` computes a parameter of its own again. Shape: any.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.remove_spectral_norm.html
 * @throws ValueError where it is none
 */
export function removeSpectralNorm<Layer extends AnyLayer>(module: Layer, name = 'weight'): Layer {
  forget(module, name, 'spectral_norm');
  return module;
}
