/** @file Activations of straight pieces: cut off, shrunk, or put in the place of a curve. */

import * as F from '../functional/activation';
import { rrelu } from '../functional/alpha-dropout';
import { pythonValue } from '../format/python';
import type { Tensor } from '../tensor';
import { Activation, float } from './activation-base';
import { Module } from './module';

/**
 * x between 0 and 6.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends Activation {
  constructor() {
    super(F.relu6);
  }
}

/**
 * A straight line from (−3, 0) to (3, 1), level outside.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends Activation {
  constructor() {
    super(F.hardsigmoid);
  }
}

/**
 * x times Hardsigmoid.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends Activation {
  constructor() {
    super(F.hardswish);
  }
}

/**
 * x between two limits.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
 */
export class Hardtanh extends Activation {
  constructor({ minVal = -1, maxVal = 1 }: { minVal?: number; maxVal?: number } = {}) {
    super((x) => F.hardtanh(x, { minVal, maxVal }), {
      min_val: float(minVal, -1),
      max_val: float(maxVal, 1),
    });
  }
}

/**
 * x above a threshold, `value` otherwise.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends Activation {
  constructor(threshold: number, value: number) {
    super((x) => F.threshold(x, threshold, value), { threshold, value });
  }
}

/**
 * x moved by lambd towards 0, and 0 within ±lambd.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Activation {
  constructor(lambd = 0.5) {
    super((x) => F.softshrink(x, { lambd }), pythonValue(lambd));
  }
}

/**
 * x, and 0 within ±lambd.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Activation {
  constructor(lambd = 0.5) {
    super((x) => F.hardshrink(x, { lambd }), pythonValue(lambd));
  }
}

/**
 * x, and below 0 x times a slope: in training drawn evenly of [lower, upper), else the mean of the two.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RReLU.html
 */
export class RReLU extends Module<[Tensor]> {
  readonly lower: number;
  readonly upper: number;

  constructor(lower = 1 / 8, upper = 1 / 3) {
    super();
    this.lower = lower;
    this.upper = upper;
  }

  forward(x: Tensor): Tensor {
    return rrelu(x, { lower: this.lower, upper: this.upper, training: this.training });
  }

  override extraRepr(): string {
    return `lower=${pythonValue(this.lower)}, upper=${pythonValue(this.upper)}`;
  }
}
