/** @file The base class of learners' models and of all layers: forward, calls and hooks. */

import type { Tensor } from '../tensor';
import {
  callWithHooks,
  HookList,
  type BackwardHook,
  type BackwardPreHook,
  type ForwardHook,
  type ForwardPreHook,
  type Hooks,
  type RemovableHandle,
} from './hooks';
import { NotImplementedError } from '../errors';
import { argumentNames, missingInPython } from '../refusals';
import { within } from './module-path';
import { AnyModule } from './tree';

/** @throws NotImplementedError: the module is not there to be called */
export function missingForward(module: AnyModule): never {
  throw new NotImplementedError(`Module [${module.typeName()}] is missing the required "forward" function`);
}

/** A module is called like a function: `net(x)` runs its forward, with its hooks. */
export interface Module<Inputs extends unknown[] = Tensor[], Output = Tensor> {
  (...inputs: Inputs): Output;
}

/**
 * The base class of all models and layers. Whatever is assigned to a property and is a Parameter, or a module,
 * belongs to the module from then on:
 *
 *     class Net extends nn.Module {
 *       fc = new nn.Linear(3, 2);
 *       forward(x: Tensor): Tensor {
 *         return this.fc(x).relu();
 *       }
 *     }
 *     const y = new Net()(x);
 *
 * A layer computes in the dtype of its weights: an input of another one is a RuntimeError, and so is one whose sizes do not
 * fit. What the function of F says of dtypes and errors holds for the module that calls it.
 * A module that takes or gives something other than tensors says so: `extends nn.Module<[Tensor, number], Tensor[]>`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html
 * @throws NotImplementedError when one is called that has no `forward`
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- Callable's constructor makes it true
export abstract class Module<Inputs extends unknown[] = Tensor[], Output = Tensor> extends AnyModule {
  /** PyTorch's names of what a built-in module's forward takes; null: input, and perhaps target. */
  static readonly forwardNames: readonly string[] | null = null;

  readonly #hooks: Hooks = {
    forwardPre: new HookList(),
    forward: new HookList(),
    backward: new HookList(),
    backwardPre: new HookList(),
  };

  /** What the module computes; call the module itself (`net(x)`) so that its hooks run. */
  abstract forward(...inputs: Inputs): Output;

  /** What `net(x)` does: forward between its hooks. */
  override call(...inputs: Inputs): Output {
    if ((this.forward as unknown) === undefined) missingForward(this);
    if (inputs.length < this.forward.length) {
      missingInPython(`${this.typeName()}.forward`, this.#argumentNames().slice(inputs.length));
    }
    const { forwardPre, forward, backward, backwardPre } = this.#hooks;
    return within(this, () =>
      forwardPre.size + forward.size + backward.size + backwardPre.size === 0
        ? this.forward(...inputs)
        : (callWithHooks(this.#hooks, this, inputs, (given) => this.forward(...(given as Inputs))) as Output),
    );
  }

  /** Before forward: may return other inputs (an array of them, or the one). */
  registerForwardPreHook(hook: ForwardPreHook<Inputs>): RemovableHandle {
    return this.#hooks.forwardPre.add(hook as ForwardPreHook);
  }

  /** After forward: may return another output. */
  registerForwardHook(hook: ForwardHook<Inputs, Output>): RemovableHandle {
    return this.#hooks.forward.add(hook as ForwardHook);
  }

  /** In backward, when the gradients of the inputs are there: may return others for them. */
  registerFullBackwardHook(hook: BackwardHook): RemovableHandle {
    return this.#hooks.backward.add(hook);
  }

  /** In backward, when the gradients of the outputs are there: may return others for them. */
  registerFullBackwardPreHook(hook: BackwardPreHook): RemovableHandle {
    return this.#hooks.backwardPre.add(hook);
  }

  /** What forward wants: a learner's class by its own names; a bundler shortens those of the engine's. */
  #argumentNames(): readonly string[] {
    const count = this.forward.length;
    if (builtIn.has(this.constructor)) {
      const own = (this.constructor as typeof Module).forwardNames;
      return own ?? ['input', 'target'].slice(0, count);
    }
    return argumentNames(this.forward).slice(0, count);
  }
}

const builtIn = new WeakSet<object>();

/** Says that a class is the engine's own. */
export function tellBuiltIn(type: object): void {
  builtIn.add(type);
}
