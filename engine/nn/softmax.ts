/** @file Softmax modules. */

import { RuntimeError } from '../errors';
import { logSoftmax, softmax, softmin } from '../functional/softmax';
import { Activation } from './activation-base';

/**
 * e^x over its sum along a dimension.
 * Shape: any; keeps it: the elements along `dim` belong together.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 * @throws IndexError for a dimension that is not there
 */
export class Softmax extends Activation {
  constructor({ dim = null }: { dim?: number | null } = {}) {
    super((x) => softmax(x, dim), { dim });
  }
}

/**
 * The logarithm of Softmax.
 * Shape: any; keeps it: the elements along `dim` belong together.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends Activation {
  constructor({ dim = null }: { dim?: number | null } = {}) {
    super((x) => logSoftmax(x, dim), { dim });
  }
}

/**
 * Softmax of −x.
 * Shape: any; keeps it: the elements along `dim` belong together.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html
 */
export class Softmin extends Activation {
  constructor({ dim = null }: { dim?: number | null } = {}) {
    super((x) => softmin(x, dim), { dim });
  }
}

/**
 * Softmax over the channels of [N, C, H, W] or [C, H, W].
 * Shape: [N, C, H, W] or [C, H, W]; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
 */
export class Softmax2d extends Activation {
  constructor() {
    super((x) => {
      if (x.ndim !== 3 && x.ndim !== 4) {
        throw new RuntimeError(`Softmax2d: expected input to be 3D or 4D, got ${x.ndim}D instead`);
      }
      return x.softmax(-3);
    });
  }
}
