/** @file Modules as functions of their parameters. */

import { AttributeError, NotImplementedError, RuntimeError, ValueError, ArgumentTypeError } from '../errors';
import { stack } from '../functions/joining';
import { AnyModule } from '../nn/tree';
import { joined } from '../nn/naming';
import { pythonType } from '../refusals';
import { Tensor } from '../tensor';

type Dict = Readonly<Record<string, Tensor>>;

/** Where a parameter or buffer stands: a property of a module. */
interface Slot {
  readonly name: string;
  readonly owner: Record<string, unknown>;
  readonly property: string;
  readonly tensor: Tensor;
}

/** Those of a module and all inside; what is shared is there under each name. */
function slotsOf(module: AnyModule, prefix = ''): Slot[] {
  const owner = module as unknown as Record<string, unknown>;
  const own = [...module.ownParameters(), ...module.ownBuffers(false)].map(([name, tensor]): Slot => {
    const property = Object.keys(owner).find((key) => owner[key] === tensor);
    if (property === undefined) {
      throw new NotImplementedError(
        `functional_call: '${joined(prefix, name)}' is in a dictionary of parameters`,
      );
    }
    return { name: joined(prefix, name), owner, property, tensor };
  });
  return [...own, ...module.ownModules().flatMap(([name, inner]) => slotsOf(inner, joined(prefix, name)))];
}

/** One dictionary of all. @throws ValueError for what is none, or names that are there twice */
function together(dicts: Dict | readonly Dict[]): Dict {
  if (typeof dicts !== 'object' || dicts === null) {
    throw new ValueError(
      `Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got <class '${pythonType(dicts)}'>`,
    );
  }
  const list = Array.isArray(dicts) ? (dicts as readonly Dict[]) : [dicts as Dict];
  const names = list.flatMap((dict) => Object.keys(dict));
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  if (twice.length > 0) {
    throw new ValueError(
      `[${twice.map((name) => `'${name}'`).join(', ')}] appeared in multiple dictionaries; behavior of functional call is ambiguous`,
    );
  }
  return Object.assign({}, ...list) as Dict;
}

export interface CallOptions {
  /** refuse names that are missing or unexpected */
  readonly strict?: boolean;
}

/**
 * Calls a module with other tensors in the place of its parameters and buffers, by full name; afterwards it is as it
 * was. What is shared is replaced wherever it stands. Shapes: those of the module's call.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.functional_call.html
 * @param args one argument, or a list of them
 * @throws RuntimeError where `strict` names are missing or unexpected, ValueError for names that are there twice
 */
export function functionalCall<Inputs extends unknown[], Output>(
  module: AnyModule & ((...inputs: Inputs) => Output),
  parameterAndBufferDicts: Dict | readonly Dict[],
  args: Inputs | Inputs[0],
  { strict = false }: CallOptions = {},
): Output {
  if (!(module instanceof AnyModule)) {
    throw new AttributeError(`'${pythonType(module)}' object has no attribute 'named_parameters'`);
  }
  const dict = together(parameterAndBufferDicts);
  const slots = slotsOf(module);
  if (strict) checkNames(module, slots, dict);
  const changes = new Map<Tensor, Tensor>();
  for (const { name, tensor } of slots) {
    const given = dict[name];
    if (given === undefined) continue;
    if (!(given instanceof Tensor))
      throw new ArgumentTypeError(`${String(given)} is not an instance of torch.Tensor`);
    changes.set(tensor, given);
  }
  const changed = slots.filter(({ tensor }) => changes.has(tensor));
  for (const { owner, property, tensor } of changed) owner[property] = changes.get(tensor);
  try {
    return module(...((Array.isArray(args) ? args : [args]) as Inputs));
  } finally {
    for (const { owner, property, tensor } of changed) owner[property] = tensor;
  }
}

function checkNames(module: AnyModule, slots: readonly Slot[], dict: Dict): void {
  const names = slots.map(({ name }) => name);
  const quoted = (list: readonly string[]): string => list.map((name) => `'${name}'`).join(', ');
  const unexpected = Object.keys(dict).filter((name) => !names.includes(name));
  const absent = names.filter((name) => !(name in dict));
  const lines = [
    ...(unexpected.length > 0 ? [`\n\tUnexpected key(s): ${quoted(unexpected)}.`] : []),
    ...(absent.length > 0 ? [`\n\tMissing key(s): ${quoted(absent)}.`] : []),
  ];
  if (lines.length === 0) return;
  throw new RuntimeError(`Error(s) in reparametrizing for ${module.typeName()}:${lines.join('')}`);
}

/**
 * The parameters and the buffers of several models of one class, each stacked: [parameters, buffers], for `vmap`.
 * Shapes: [models, …].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.stack_module_state.html
 * @throws RuntimeError for no models, models of several classes or in several modes
 */
export function stackModuleState(
  models: readonly AnyModule[],
): [parameters: Record<string, Tensor>, buffers: Record<string, Tensor>] {
  const [first] = models;
  if (!first) throw new RuntimeError('stack_module_state: Expected at least one model, got 0.');
  if (models.some(({ training }) => training !== first.training)) {
    throw new RuntimeError('stack_module_state: Expected all models to have the same training/eval mode.');
  }
  if (models.some((model) => model.constructor !== first.constructor)) {
    throw new RuntimeError('stack_module_state: Expected all models to be of the same class.');
  }
  const stacked = (
    tensorsOf: (model: AnyModule) => [string, Tensor][],
    finish: (x: Tensor, like: Tensor) => Tensor,
  ): Record<string, Tensor> => {
    const all = models.map((model) => new Map(tensorsOf(model)));
    return Object.fromEntries(
      [...all[0]!].map(([name, like]) => [name, finish(stack(all.map((one) => one.get(name)!)), like)]),
    );
  };
  return [
    stacked(
      (model) => model.namedParameters(),
      (x, like) => x.detach().requiresGrad_(like.requiresGrad),
    ),
    stacked(
      (model) => model.namedBuffers(),
      (x) => x,
    ),
  ];
}
