/** @file What the activation modules share: a function with its settings kept, and how these print. */

import { PythonFloat } from '../format/python';
import { mustBe } from '../refusals';
import { Tensor } from '../tensor';
import { Module } from './module';
import { arguments_ } from './repr';

type Settings = Readonly<Record<string, unknown>>;

/** What activations have in common: a function of one tensor, and settings to print. */
export abstract class Activation extends Module<[Tensor]> {
  readonly #compute: (x: Tensor) => Tensor;
  readonly #extra: string;

  constructor(compute: (x: Tensor) => Tensor, extra: Settings | string = {}) {
    super();
    this.#compute = compute;
    this.#extra = typeof extra === 'string' ? extra : arguments_(extra);
  }

  forward(x: Tensor): Tensor {
    if (!((x as unknown) instanceof Tensor)) mustBe(this.typeName().toLowerCase(), 'input', 1, 'Tensor', x);
    return this.#compute(x);
  }

  override extraRepr(): string {
    return this.#extra;
  }
}

/** A number that PyTorch has as a float by default, and as it was given otherwise. */
export function float(value: number, byDefault: number): unknown {
  return value === byDefault ? new PythonFloat(value) : value;
}
