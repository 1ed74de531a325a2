/** @file The tree of modules: what each owns, its modes, its state and its print. */

import { noGrad } from '../autograd/mode';
import { float32, float64, type DType } from '../dtype';
import { ArgumentTypeError, AttributeError, KeyError, ValueError } from '../errors';
import { goalOf, type Destination } from '../methods/destination';
import { missingInPython, pythonType, typeName } from '../refusals';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';
import { Callable } from './callable';
import { joined, named, stateOf, type NamedOptions } from './naming';
import { Parameter } from './parameter';
import { moduleText } from './repr';
import { copyState, type IncompatibleKeys, type StateDict } from './state-dict';

/**
 * A module as its owner sees it, whatever it takes and gives: the tree of modules with their parameters, buffers,
 * modes, state and print. Learners extend Module.
 */
export abstract class AnyModule extends Callable {
  /** whether in training mode: `train()` and `eval()` set it */
  training = true;
  /** buffers by property, and whether the state dict has them */
  readonly #buffers = new Map<string, boolean>();

  // — what it owns —

  /** PyTorch's name of a property: learners' names stay, the library's own are written with underscores. */
  protected stateName(property: string): string {
    return property;
  }

  /** The class's name, for printing. */
  typeName(): string {
    return this.constructor.name;
  }

  /** The properties, in the order in which they were defined. */
  protected entries(): [string, unknown][] {
    return Object.entries(this);
  }

  /** Makes a parameter (or null, where there could be one) a property. */
  registerParameter(name: string, parameter: Parameter | null): void {
    if (parameter !== null && !(parameter instanceof Parameter)) {
      throw new ArgumentTypeError(
        `cannot assign '${typeName(parameter)}' object to parameter '${name}' (torch.nn.Parameter or None required)`,
      );
    }
    this.#register('parameter', name, parameter);
  }

  /** Makes a tensor that is no parameter part of the module: it moves along, and is saved unless not persistent. */
  registerBuffer(
    name: string,
    buffer: Tensor | null,
    { persistent = true }: { persistent?: boolean } = {},
  ): void {
    if (name in this && !this.#buffers.has(name)) throw new KeyError(`attribute '${name}' already exists`);
    if (buffer !== null && !(buffer instanceof Tensor)) {
      throw new ArgumentTypeError(
        `cannot assign '${typeName(buffer)}' object to buffer '${name}' (torch Tensor or None required)`,
      );
    }
    this.#register('buffer', name, buffer);
    this.#buffers.set(name, persistent);
  }

  /** Makes a module a property. */
  registerModule(name: string, module: AnyModule): void {
    if (!((module as unknown) instanceof AnyModule)) {
      throw new ArgumentTypeError(`${pythonType(module)} is not a Module subclass`);
    }
    const other: unknown = (this as unknown as Record<string, unknown>)[name];
    if (other !== undefined && !(other instanceof AnyModule)) {
      throw new KeyError(`attribute '${name}' already exists`);
    }
    this.#register('module', name, module);
  }

  /** PyTorch's first name for `registerModule`. */
  addModule(name: string, module: AnyModule): void {
    this.registerModule(name, module);
  }

  #register(kind: string, name: string, value: unknown): void {
    if (typeof (name as unknown) !== 'string') {
      throw new ArgumentTypeError(`${kind} name should be a string. Got ${pythonType(name)}`);
    }
    if (name.includes('.'))
      throw new KeyError(`${kind} name can't contain "."${kind === 'module' ? `, got: ${name}` : ''}`);
    if (name === '') throw new KeyError(`${kind} name can't be empty string ""`);
    if (name in this && !Object.hasOwn(this, name)) throw new KeyError(`attribute '${name}' already exists`);
    (this as unknown as Record<string, unknown>)[name] = value;
  }

  /** The modules directly inside, by name; each once. */
  namedChildren(): [string, AnyModule][] {
    const seen = new Set<AnyModule>();
    return this.ownModules().filter(([, module]) => !seen.has(module) && seen.add(module));
  }

  children(): AnyModule[] {
    return this.namedChildren().map(([, module]) => module);
  }

  /** The module itself (named '') and all inside it, by full name; each once. */
  namedModules(prefix = '', seen = new Set<AnyModule>()): [string, AnyModule][] {
    if (seen.has(this)) return [];
    seen.add(this);
    const inner = this.namedChildren().flatMap(([name, child]) =>
      child.namedModules(joined(prefix, name), seen),
    );
    return [[prefix, this], ...inner];
  }

  modules(): AnyModule[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** The parameters by full name; one that is shared once, under its first name. */
  namedParameters(options: NamedOptions = {}): [string, Parameter][] {
    return named(this, (module) => module.ownParameters(), options);
  }

  /** All parameters, what an optimiser is given. */
  parameters({ recurse = true }: { recurse?: boolean } = {}): Parameter[] {
    return this.namedParameters({ recurse }).map(([, parameter]) => parameter);
  }

  namedBuffers(options: NamedOptions = {}): [string, Tensor][] {
    return named(this, (module) => module.ownBuffers(false), options);
  }

  buffers({ recurse = true }: { recurse?: boolean } = {}): Tensor[] {
    return this.namedBuffers({ recurse }).map(([, buffer]) => buffer);
  }

  /**
   * The module of a full name: 'layers.0.fc'; '' is this one.
   * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.get_submodule
   * @throws AttributeError in PyTorch's words when there is none
   */
  getSubmodule(target: string): AnyModule {
    const found = this.namedModules().find(([name]) => name === target);
    if (found) return found[1];
    throw this.#without(target);
  }

  /** The parameter of a full name: 'layers.0.weight'. @throws AttributeError when there is none */
  getParameter(target: string): Parameter {
    const found = this.#state().get(target);
    if (found instanceof Parameter) return found;
    if (found) throw new AttributeError(`\`${target.split('.').at(-1)}\` is not an nn.Parameter`);
    throw this.#without(target);
  }

  /** The buffer of a full name. @throws AttributeError when there is none */
  getBuffer(target: string): Tensor {
    const found = this.namedBuffers().find(([name]) => name === target);
    if (found) return found[1];
    if (this.#state().has(target)) {
      throw new AttributeError(`\`${target.split('.').at(-1)}\` is not a buffer`);
    }
    throw this.#without(target);
  }

  #without(target: string): AttributeError {
    return new AttributeError(`${this.typeName()} has no attribute \`${target.split('.').at(-1)}\``);
  }

  /** Those directly inside; one that is there twice under both names. */
  ownModules(): [string, AnyModule][] {
    return this.entries()
      .filter((entry): entry is [string, AnyModule] => entry[1] instanceof AnyModule)
      .map(([name, value]) => [this.stateName(name), value]);
  }

  /** Without those of the modules inside. */
  ownParameters(): [string, Parameter][] {
    return this.entries()
      .filter((entry): entry is [string, Parameter] => entry[1] instanceof Parameter)
      .map(([name, value]) => [this.stateName(name), value]);
  }

  ownBuffers(persistentOnly: boolean): [string, Tensor][] {
    return this.entries()
      .filter((entry): entry is [string, Tensor] => {
        const persistent = this.#buffers.get(entry[0]);
        return persistent !== undefined && (persistent || !persistentOnly) && entry[1] instanceof Tensor;
      })
      .map(([name, value]) => [this.stateName(name), value]);
  }

  // — modes —

  /** Sets training mode (or with false evaluation mode) here and in all modules inside. */
  train(mode = true): this {
    if (typeof mode !== 'boolean') throw new ValueError('training mode is expected to be boolean');
    this.training = mode;
    this.children().forEach((child) => child.train(mode));
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  requiresGrad_(requiresGrad = true): this {
    this.parameters().forEach((parameter) => parameter.requiresGrad_(requiresGrad));
    return this;
  }

  /** Forgets the gradients: they become absent, or with `setToNone: false` zero. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    const cleared = this.parameters().filter((parameter) => parameter.ownGrad);
    unobserved(() => {
      for (const parameter of cleared) {
        parameter.grad = setToNone ? null : parameter.grad!.detach().zero_();
      }
    });
    observer()?.zeroGrad(cleared, setToNone);
  }

  /** Runs `work` on every module inside, the innermost first, and on this one last. */
  apply(work: (module: AnyModule) => void): this {
    this.children().forEach((child) => child.apply(work));
    work(this);
    return this;
  }

  /** Moves to a device, or the floating-point parameters and buffers to another floating-point dtype; in place. */
  to(target: Destination, dtype: DType | null = null): this {
    const goal = goalOf(target, dtype);
    if (goal.dtype && !goal.dtype.isFloatingPoint) {
      throw new ArgumentTypeError(
        `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=${String(goal.dtype)}`,
      );
    }
    const moved = (x: Tensor): Tensor => {
      const own = x.dtype.isFloatingPoint ? goal.dtype : null;
      return unobserved(() => noGrad(() => x.to(goal.device ?? x.device, own)));
    };
    this.parameters().forEach((parameter) => parameter.adopt(moved(parameter)));
    this.modules().forEach((module) => module.replaceBuffers(moved));
    return this;
  }

  replaceBuffers(change: (buffer: Tensor) => Tensor): void {
    const own = this as unknown as Record<string, Tensor | null>;
    for (const name of this.#buffers.keys()) if (own[name]) own[name] = change(own[name]);
  }

  float(): this {
    return this.to(float32);
  }

  double(): this {
    return this.to(float64);
  }

  cpu(): this {
    return this.to('cpu');
  }

  cuda(): this {
    return this.to('cuda');
  }

  // — state —

  /** All parameters and persistent buffers by full name: detached, sharing their storage. */
  stateDict(): StateDict {
    const state = Object.create(null) as StateDict;
    unobserved(() => this.#state().forEach((tensor, name) => (state[name] = tensor.detach())));
    return state;
  }

  /**
   * Copies the state in.
   * @throws RuntimeError when shapes differ and, if strict, when names are missing or unexpected
   */
  loadStateDict(state: StateDict, { strict = true }: { strict?: boolean } = {}): IncompatibleKeys {
    if ((state as unknown) === undefined) missingInPython('Module.load_state_dict', ['state_dict']);
    return copyState(this.typeName(), this.#state(), state, strict);
  }

  #state(): Map<string, Tensor> {
    return new Map(stateOf(this));
  }

  // — print —

  /** What stands in the brackets of the print: a module's settings. */
  extraRepr(): string {
    return '';
  }

  /** As PyTorch prints a module: a tree. */
  override toString(): string {
    return moduleText(this.typeName(), this.extraRepr(), this.childTexts());
  }

  /** The children's prints, by name. */
  protected childTexts(): (readonly [string, string])[] {
    return this.ownModules().map(([name, child]) => [name, child.toString()]);
  }
}
