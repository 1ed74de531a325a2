/** @file Activations of straight pieces: cut off, shrunk, or put in the place of a curve. */

import * as F from '../functional/activation';
import { pythonValue } from '../format/python';
import { Activation, float } from './activation-base';

/**
 * x between 0 and 6.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends Activation {
  constructor() {
    super(F.relu6);
  }
}

/**
 * A straight line from (−3, 0) to (3, 1), level outside.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends Activation {
  constructor() {
    super(F.hardsigmoid);
  }
}

/**
 * x times Hardsigmoid.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends Activation {
  constructor() {
    super(F.hardswish);
  }
}

/**
 * x between two limits.
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
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends Activation {
  constructor(threshold: number, value: number) {
    super((x) => F.threshold(x, threshold, value), { threshold, value });
  }
}

/**
 * x moved by lambd towards 0, and 0 within ±lambd.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Activation {
  constructor(lambd = 0.5) {
    super((x) => F.softshrink(x, { lambd }), pythonValue(lambd));
  }
}

/**
 * x, and 0 within ±lambd.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Activation {
  constructor(lambd = 0.5) {
    super((x) => F.hardshrink(x, { lambd }), pythonValue(lambd));
  }
}
