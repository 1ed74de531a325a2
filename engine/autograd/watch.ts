/** @file Who looks at a tensor's gradient when it has arrived. */

import type { Tensor } from '../tensor';

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
    for (const hook of this.hooks ?? []) current = hook(current) ?? current;
    return current;
  }
}
