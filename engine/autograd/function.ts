/** @file Operations of the learner's own, with a backward of their own. */

import { ArgumentTypeError, NotImplementedError, RuntimeError } from '../errors';
import { sumToShape } from '../ops/common';
import type { OpRecord } from '../ops/op';
import { argumentNames, missingInPython, pythonType } from '../refusals';
import { sameShape, shapeText, type Shape } from '../shape';
import { Tensor } from '../tensor';
import { apply } from './apply';
import { unobserved } from '../trace/observer';
import { noGrad } from './mode';

/** What forward leaves for backward. */
export interface FunctionContext {
  /** keeps tensors for backward */
  saveForBackward(...tensors: readonly Tensor[]): void;
  readonly savedTensors: readonly Tensor[];
  /** which arguments want a gradient */
  readonly needsInputGrad: readonly boolean[];
  /** anything else the learner puts there */
  [key: string]: unknown;
}

/** The class that extends Function, with its two static methods. */
interface FunctionClass {
  readonly name: string;
  forward(context: FunctionContext, ...args: readonly unknown[]): Tensor;
  backward(context: FunctionContext, gradient: Tensor): Tensor | null | readonly (Tensor | null)[];
}

/**
 * Extend it with `static forward(ctx, ...args)` and `static backward(ctx, gradient)`, which returns a gradient an
 * argument (null for one that has none), and call `YourClass.apply(...args)`.
 * Source: https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function
 */
export abstract class Function {
  static forward(_context: FunctionContext, ..._args: readonly unknown[]): Tensor {
    throw new NotImplementedError('You must implement the forward function for custom autograd.Function.');
  }

  static backward(_context: FunctionContext, _gradient: Tensor): Tensor | null | readonly (Tensor | null)[] {
    throw new NotImplementedError(
      'You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.',
    );
  }

  /** Runs forward and remembers backward. */
  static apply(this: FunctionClass, ...args: readonly unknown[]): Tensor {
    const wanted = this.forward.length - 1;
    if (args.length < wanted) {
      missingInPython(`${this.name}.forward`, argumentNames(this.forward).slice(1 + args.length, 1 + wanted));
    }
    const tensors = args.filter((arg) => arg instanceof Tensor);
    return apply(recordOf(this, args), tensors);
  }
}

/** What backward gave for an argument, summed to its shape. @throws RuntimeError for what is no gradient of it */
function fitting(owner: string, arg: Tensor, given: unknown, index: number): Tensor | null {
  if (given === null || given === undefined) return null;
  if (!(given instanceof Tensor)) {
    throw new RuntimeError(`expected Variable or None (got ${pythonType(given)})`);
  }
  if (sameShape(given.shape, arg.shape)) return given;
  if (!expandsTo(arg.shape, given.shape)) {
    throw new RuntimeError(
      `Function ${owner}Backward returned an invalid gradient at index ${index} - got ${shapeText(given.shape)} but expected shape compatible with ${shapeText(arg.shape)}`,
    );
  }
  return sumToShape(given, arg.shape);
}

const expandsTo = (shape: Shape, wider: Shape): boolean =>
  shape.length <= wider.length &&
  shape.every((size, d) => size === 1 || size === wider[d + wider.length - shape.length]);

function recordOf(owner: FunctionClass, args: readonly unknown[]): OpRecord {
  const saved: Tensor[] = [];
  const context: FunctionContext = {
    saveForBackward(...tensors) {
      const odd = tensors.findIndex((one: unknown) => one !== null && !(one instanceof Tensor));
      if (odd >= 0) {
        throw new ArgumentTypeError(
          `save_for_backward can only save variables, but argument ${odd} is of type ${pythonType(tensors[odd])}`,
        );
      }
      saved.push(...tensors);
    },
    savedTensors: saved,
    needsInputGrad: args.map((arg) => arg instanceof Tensor && arg.requiresGrad),
  };
  return {
    name: owner.name,
    gradFn: () => `${owner.name}Backward`,
    symbol: owner.name,
    formula: (names) => `\\operatorname{${owner.name}}(${names.inputs.join(', ')})`,
    forward() {
      const result = unobserved(() => noGrad(() => owner.forward(context, ...args)));
      // an argument handed through is another tensor in the graph
      return args.includes(result) ? result.look(result.shape, result.strides, result.offset) : result;
    },
    saves: { inputs: [], output: false },
    backward(_, gradient) {
      const result = owner.backward(context, gradient);
      const gradients: readonly (Tensor | null)[] = Array.isArray(result)
        ? result
        : [result as Tensor | null];
      if (gradients.length !== args.length) {
        throw new RuntimeError(
          `function ${owner.name}Backward returned an incorrect number of gradients (expected ${args.length}, got ${gradients.length})`,
        );
      }
      const own = args.flatMap((arg, i) => (arg instanceof Tensor ? [[arg, gradients[i]] as const] : []));
      return own.map(([arg, given], i) => fitting(owner.name, arg, given, i));
    },
    explain: null,
    foreign: true,
  };
}
