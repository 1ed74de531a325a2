/** @file Who looks at a tensor's gradient when it has arrived. */

import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonType } from '../refusals';
import { sameShape } from '../shape';
import { Tensor } from '../tensor';

/** Sees a gradient; what it returns, if anything, takes the gradient's place. */
export type GradientHook = (gradient: Tensor) => Tensor | null | void;

/** What a tensor's owner asked for: `retainGrad`, `registerHook`. */
export class GradientWatch {
  /** whether `.grad` is kept although the tensor is no leaf */
  isKept = false;
  /** made for the first: null until then, and for who only keeps */
  hooks: Set<GradientHook> | null = null;

  /** @returns what takes the hook away again */
  add(hook: GradientHook): { remove(): void } {
    const hooks = (this.hooks ??= new Set());
    hooks.add(hook);
    return { remove: () => void hooks.delete(hook) };
  }

  /** The gradient as the hooks leave it. */
  seen(gradient: Tensor): Tensor {
    let current = gradient;
    for (const hook of this.hooks ?? []) {
      const given: unknown = hook(current);
      if (given === undefined || given === null) continue;
      checkHooked(given, current, hook.name || '<lambda>');
      current = given as Tensor;
    }
    return current;
  }
}

/** @throws TypeError for what is no tensor, RuntimeError for one of another shape */
function checkHooked(given: unknown, gradient: Tensor, name: string): void {
  if (!(given instanceof Tensor)) {
    throw new ArgumentTypeError(`expected Variable, but hook returned '${pythonType(given)}'`);
  }
  if (sameShape(given.shape, gradient.shape)) return;
  throw new RuntimeError(`hook '${name}' has changed the size of value`);
}
