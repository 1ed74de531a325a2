/** @file Modules that hold others by name. */

import { ArgumentTypeError, KeyError } from '../errors';
import { typeName } from '../refusals';
import { Tensor } from '../tensor';
import { missingForward, Module } from './module';
import { Parameter } from './parameter';
import { AnyModule } from './tree';

/** What dictionaries have in common: items by name, in the order they came. */
abstract class DictModule<Item> extends Module<never[], never> {
  readonly #items = new Map<string, Item>();

  /** Puts an item that has been looked at under a name. */
  protected put(name: string, item: Item): this {
    this.#items.set(name, item);
    return this;
  }

  /** @throws KeyError when there is none of that name */
  get(name: string): Item {
    const found = this.#items.get(name);
    if (!found) throw new KeyError(name);
    return found;
  }

  has(name: string): boolean {
    return this.#items.has(name);
  }

  /** Takes an item away and returns it. @throws KeyError when there is none of that name */
  pop(name: string): Item {
    const found = this.get(name);
    this.#items.delete(name);
    return found;
  }

  delete(name: string): boolean {
    return this.#items.delete(name);
  }

  get size(): number {
    return this.#items.size;
  }

  /** Takes all items away. */
  clear(): void {
    this.#items.clear();
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }

  values(): Item[] {
    return [...this.#items.values()];
  }

  items(): [string, Item][] {
    return [...this.#items];
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#items.keys();
  }

  protected override entries(): [string, unknown][] {
    return [...super.entries(), ...this.#items];
  }

  forward(): never {
    missingForward(this);
  }
}

/**
 * Modules by name.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html
 */
export class ModuleDict<Item extends AnyModule = Module> extends DictModule<Item> {
  constructor(modules: Readonly<Record<string, Item>> = {}) {
    super();
    Object.entries(modules).forEach(([name, module]) => this.set(name, module));
  }

  /** Puts a module under a name. @throws TypeError for what is no module, KeyError for a name with a point */
  set(name: string, module: Item): this {
    if (!(module instanceof AnyModule))
      throw new ArgumentTypeError(`${typeName(module)} is not a Module subclass`);
    if (name.includes('.')) throw new KeyError(`module name can't contain ".", got: ${name}`);
    return this.put(name, module);
  }

  /** Puts all of an object, or of pairs of name and module. @throws TypeError for what is neither */
  update(modules: Readonly<Record<string, Item>> | Iterable<readonly [string, Item]>): this {
    if (typeof modules !== 'object' || modules === null) {
      throw new ArgumentTypeError(
        `ModuleDict.update should be called with an iterable of key/value pairs, but got ${typeName(modules)}`,
      );
    }
    const pairs = Symbol.iterator in modules ? [...modules] : Object.entries(modules);
    pairs.forEach((pair, i) => {
      if (!Array.isArray(pair)) {
        throw new ArgumentTypeError(
          `ModuleDict update sequence element #${i} should be Iterable; is${typeName(pair)}`,
        );
      }
      this.set(...(pair as [string, Item]));
    });
    return this;
  }
}

/**
 * Parameters by name. Plain tensors become parameters.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html
 */
export class ParameterDict extends DictModule<Parameter> {
  constructor(parameters: Readonly<Record<string, Tensor>> = {}) {
    super();
    Object.entries(parameters).forEach(([name, value]) => this.set(name, value));
  }

  /** Puts a parameter under a name; a plain tensor becomes one. @throws TypeError for what is no tensor */
  set(name: string, value: Tensor): this {
    if (!(value instanceof Tensor)) throw new ArgumentTypeError(`${typeName(value)} is not a Parameter`);
    return this.put(name, value instanceof Parameter ? value : new Parameter(value));
  }

  override extraRepr(): string {
    return this.items()
      .map(
        ([name, p]) =>
          `  (${name}): Parameter containing: [torch.${p.dtype.scalarName}Tensor of size ${p.shape.join('x')}]`,
      )
      .join('\n');
  }
}
