/** @file Hooks of a module: functions that run around its forward, and when its gradients are there. */

import { RuntimeError } from '../errors';
import { Tensor } from '../tensor';
import type { AnyModule } from './tree';

/** Takes a hook off again. */
export interface RemovableHandle {
  remove(): void;
}

/** Hooks in the order in which they were registered. */
export class HookList<H> implements Iterable<H> {
  readonly #hooks = new Set<{ readonly hook: H }>();

  get size(): number {
    return this.#hooks.size;
  }

  add(hook: H): RemovableHandle {
    const entry = { hook };
    this.#hooks.add(entry);
    return { remove: () => void this.#hooks.delete(entry) };
  }

  *[Symbol.iterator](): Iterator<H> {
    for (const { hook } of this.#hooks) yield hook;
  }
}

type Gradients = (Tensor | null)[];

// methods of a type, so that a module of any inputs is an AnyModule

/** May return other inputs: an array of them, or the one. */
export type ForwardPreHook<Inputs = readonly unknown[]> = {
  hook(module: AnyModule, inputs: Inputs): unknown;
}['hook'];

/** May return another output. */
export type ForwardHook<Inputs = readonly unknown[], Output = unknown> = {
  hook(module: AnyModule, inputs: Inputs, output: Output): unknown;
}['hook'];

/** May return other gradients for the inputs. */
export type BackwardHook = (module: AnyModule, gradInput: Gradients, gradOutput: Gradients) => unknown;

/** Before the module's own backward: may return other gradients of the outputs. */
export type BackwardPreHook = (module: AnyModule, gradOutput: Gradients) => unknown;

export interface Hooks {
  readonly forwardPre: HookList<ForwardPreHook>;
  readonly forward: HookList<ForwardHook>;
  readonly backward: HookList<BackwardHook>;
  readonly backwardPre: HookList<BackwardPreHook>;
}

/** Forward with the hooks before, after and, through the gradients, behind it. */
export function callWithHooks(
  hooks: Hooks,
  module: AnyModule,
  inputs: readonly unknown[],
  forward: (inputs: readonly unknown[]) => unknown,
): unknown {
  let given = inputs;
  for (const hook of hooks.forwardPre) {
    const changed = hook(module, given);
    if (changed !== undefined) given = Array.isArray(changed) ? changed : [changed];
  }
  const watch =
    hooks.backward.size + hooks.backwardPre.size > 0 ? new BackwardWatch(hooks, module, given) : null;
  if (watch) given = watch.inputs;
  let output = forward(given);
  for (const hook of hooks.forward) {
    const changed = hook(module, given, output);
    if (changed !== undefined) output = changed;
  }
  return watch ? watch.watchOutput(output) : output;
}

/** Sees the gradients that enter and leave one call of a module. */
class BackwardWatch {
  readonly inputs: readonly unknown[];
  readonly #hooks: Hooks;
  readonly #module: AnyModule;
  readonly #gradInput: Gradients;
  #gradOutput: Gradients = [];
  #pending: number;

  constructor(hooks: Hooks, module: AnyModule, inputs: readonly unknown[]) {
    this.#hooks = hooks;
    this.#module = module;
    this.#gradInput = inputs.map(() => null);
    const tracked = inputs.map((x) => x instanceof Tensor && x.requiresGrad);
    this.#pending = tracked.filter(Boolean).length;
    // a view of each, since the tensor itself may be used elsewhere, too
    this.inputs = inputs.map((x, i) => (x instanceof Tensor && tracked[i] ? this.#watchInput(x, i) : x));
  }

  #watchInput(x: Tensor, i: number): Tensor {
    const own = x.view(x.shape);
    const alone = this.#pending === 1;
    own.registerHook((gradient) => {
      this.#gradInput[i] = gradient;
      this.#pending--;
      if (this.#pending > 0) return null;
      const changed = this.#run();
      if (!changed) return null;
      if (alone) return changed[i] ?? null;
      throw new RuntimeError(
        'a full backward hook may only change gradients where one input of the module requires grad',
      );
    });
    return own;
  }

  watchOutput(output: unknown): unknown {
    const outputs = Array.isArray(output) ? (output as unknown[]) : [output];
    this.#gradOutput = outputs.map(() => null);
    let pending = outputs.filter((y) => y instanceof Tensor && y.requiresGrad).length;
    const alone = pending === 1;
    const own = outputs.map((y, i) => {
      if (!(y instanceof Tensor) || !y.requiresGrad) return y;
      const view = y.view(y.shape);
      view.registerHook((gradient) => {
        this.#gradOutput[i] = gradient;
        pending--;
        const changed = pending > 0 ? null : this.#before();
        if (changed && !alone) {
          throw new RuntimeError(
            'a full backward pre-hook may only change gradients where one output of the module requires grad',
          );
        }
        if (changed) this.#gradOutput = changed;
        if (
          this.#gradInput.every((g) => g === null) &&
          !this.inputs.some((x) => x instanceof Tensor && x.requiresGrad)
        ) {
          this.#run();
        }
        return changed?.[i] ?? null;
      });
      return view;
    });
    return Array.isArray(output) ? own : own[0];
  }

  /** What the hooks before want the outputs' gradients to be instead; null: they stay. */
  #before(): Gradients | null {
    let changed: Gradients | null = null;
    for (const hook of this.#hooks.backwardPre) {
      const result = hook(this.#module, changed ?? this.#gradOutput);
      if (result === undefined || result === null) continue;
      changed = Array.isArray(result) ? (result as Gradients) : [result as Tensor];
    }
    return changed;
  }

  /** What the hooks want the inputs' gradients to be instead; null: they stay. */
  #run(): Gradients | null {
    let changed: Gradients | null = null;
    for (const hook of this.#hooks.backward) {
      const result = hook(this.#module, changed ?? this.#gradInput, this.#gradOutput);
      if (result === undefined || result === null) continue;
      changed = Array.isArray(result) ? (result as Gradients) : [result as Tensor];
    }
    return changed;
  }
}
