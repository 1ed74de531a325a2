/** @file Modules that hold others in order. */

import { ArgumentTypeError, IndexError } from '../errors';
import { typeName } from '../refusals';
import type { Tensor } from '../tensor';
import { missingForward, Module } from './module';
import { Parameter } from './parameter';
import { collapsed } from './repr';
import { AnyModule } from './tree';

/** What lists have in common: items are properties 0, 1, 2 …, so that `list[0]` is one. */
abstract class ListModule<Item, Inputs extends unknown[] = Tensor[], Output = Tensor> extends Module<
  Inputs,
  Output
> {
  [index: number]: Item;

  override get length(): number {
    return this.items().length;
  }

  /** What may be an item. @throws TypeError */
  protected check(item: unknown): void {
    if (!(item instanceof AnyModule)) {
      throw new ArgumentTypeError(`${typeName(item)} is not a Module subclass`);
    }
  }

  protected items(): Item[] {
    return Object.keys(this)
      .filter((key) => /^\d+$/.test(key))
      .map((key) => this[Number(key)]!);
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items()[Symbol.iterator]();
  }

  /**
   * The item at an index; −1 is the last.
   * @throws IndexError when there is none
   */
  at(index: number): Item {
    return this[this.place(index, this.length)]!;
  }

  /** @throws TypeError for what is no module, where the list is one of modules */
  append(item: Item): this {
    this.check(item);
    this[this.length] = item;
    return this;
  }

  /** An index counted from the front. @throws IndexError when there is none */
  protected place(index: number, length: number): number {
    if (index < -length || index >= length) throw new IndexError(`index ${index} is out of range`);
    return index < 0 ? index + length : index;
  }

  /** Puts the items where the list has its own. */
  #replace(items: readonly Item[]): void {
    for (const key of Object.keys(this)) if (/^\d+$/.test(key)) Reflect.deleteProperty(this, key);
    items.forEach((item, i) => (this[i] = item));
  }

  /** Puts an item before the one at an index; beyond the end it becomes the last. */
  insert(index: number, item: Item): this {
    this.check(item);
    const items = this.items();
    items.splice(index, 0, item);
    this.#replace(items);
    return this;
  }

  /** Takes an item away and returns it; without an index the last. @throws IndexError when there is none */
  pop(index = -1): Item {
    const items = this.items();
    const [taken] = items.splice(this.place(index, items.length), 1);
    this.#replace(items);
    return taken!;
  }

  extend(items: Iterable<Item>): this {
    if (typeof items !== 'object' || items === null || !(Symbol.iterator in items)) {
      throw new ArgumentTypeError(
        `${this.typeName()}.extend should be called with an iterable, but got ${typeName(items)}`,
      );
    }
    for (const item of items) this.append(item);
    return this;
  }
}

/** Children of lists print in runs. */
function listTexts(items: readonly AnyModule[]): [string, string][] {
  return collapsed(items.map(String));
}

/**
 * One module after the other: each gets what the one before gave.
 * Shape: what the first takes → what the last gives.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html
 */
export class Sequential extends ListModule<Module, [Tensor]> {
  /** @param modules in order; or one object of them, whose keys become the names */
  constructor(...modules: Module[] | [Readonly<Record<string, Module>>]) {
    super();
    const first = modules[0];
    if (modules.length === 1 && typeof first === 'object' && !(first instanceof AnyModule)) {
      Object.entries(first).forEach(([name, module]) => this.registerModule(name, module));
      return;
    }
    modules.forEach((module, i) => {
      this.check(module);
      this[i] = module as Module;
    });
  }

  protected override items(): Module[] {
    return Object.values(this).filter((value) => value instanceof AnyModule) as Module[];
  }

  override at(index: number): Module {
    const items = this.items();
    const found = items.at(index);
    if (!found || index < -items.length) throw new IndexError(`index ${index} is out of range`);
    return found;
  }

  forward(x: Tensor): Tensor {
    return this.items().reduce((value, module) => module(value), x);
  }
}

/**
 * Modules in a list, to be used as its owner likes.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
 * @throws TypeError for what is no module, IndexError for a place beyond the end; NotImplementedError when it is
 *   called
 */
export class ModuleList<Item extends AnyModule = Module> extends ListModule<Item, never[], never> {
  constructor(modules: Iterable<Item> = []) {
    super();
    this.extend(modules);
  }

  forward(): never {
    missingForward(this);
  }

  protected override childTexts(): (readonly [string, string])[] {
    return listTexts(this.items());
  }
}

/**
 * Parameters in a list. Plain tensors become parameters.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ParameterList.html
 */
export class ParameterList extends ListModule<Parameter, never[], never> {
  constructor(values: Iterable<Tensor> = []) {
    super();
    for (const value of values) this.append(value instanceof Parameter ? value : new Parameter(value));
  }

  protected override check(): void {
    // whatever is no parameter has become one
  }

  forward(): never {
    missingForward(this);
  }

  override extraRepr(): string {
    return this.items()
      .map((p, i) => `  (${i}): Parameter containing: [torch.${p.dtype.name} of size ${p.shape.join('x')}]`)
      .join('\n');
  }
}
