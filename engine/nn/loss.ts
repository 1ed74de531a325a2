/** @file Losses as modules: the functions of `F` with their settings kept. */

import * as F from '../functional/loss';
import type { ClassLossOptions, CrossEntropyOptions, LossOptions } from '../functional/loss';
import type { Tensor } from '../tensor';
import { Module } from './module';

/** A loss of an input and a target. */
abstract class Loss extends Module<[Tensor, Tensor]> {
  readonly #compute: (input: Tensor, target: Tensor) => Tensor;

  constructor(compute: (input: Tensor, target: Tensor) => Tensor) {
    super();
    this.#compute = compute;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return this.#compute(input, target);
  }
}

export class MSELoss extends Loss {
  constructor(options: LossOptions = {}) {
    super((input, target) => F.mseLoss(input, target, options));
  }
}

export class L1Loss extends Loss {
  constructor(options: LossOptions = {}) {
    super((input, target) => F.l1Loss(input, target, options));
  }
}

export class SmoothL1Loss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.smoothL1Loss>[2]> = {}) {
    super((input, target) => F.smoothL1Loss(input, target, options));
  }
}

export class HuberLoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.huberLoss>[2]> = {}) {
    super((input, target) => F.huberLoss(input, target, options));
  }
}

export class KLDivLoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.klDiv>[2]> = {}) {
    super((input, target) => F.klDiv(input, target, options));
  }
}

export class CrossEntropyLoss extends Loss {
  constructor(options: CrossEntropyOptions = {}) {
    super((input, target) => F.crossEntropy(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

export class NLLLoss extends Loss {
  constructor(options: ClassLossOptions = {}) {
    super((input, target) => F.nllLoss(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

export class BCELoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.binaryCrossEntropy>[2]> = {}) {
    super((input, target) => F.binaryCrossEntropy(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

export class BCEWithLogitsLoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.binaryCrossEntropyWithLogits>[2]> = {}) {
    super((input, target) => F.binaryCrossEntropyWithLogits(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
    this.registerBuffer('posWeight', options.posWeight ?? null);
  }

  protected override stateName(property: string): string {
    return property === 'posWeight' ? 'pos_weight' : property;
  }
}
