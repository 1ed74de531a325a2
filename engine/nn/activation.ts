/** @file Activations as modules. */

import { RuntimeError } from '../errors';
import * as F from '../functional/activation';
import { softmin } from '../functional/softmax';
import { PythonFloat, pythonValue } from '../format/python';
import type { Tensor } from '../tensor';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { constantParameter, type LayerOptions } from './weights';

type Settings = Readonly<Record<string, unknown>>;

/** What activations have in common: a function of one tensor, and settings to print. */
abstract class Activation extends Module<[Tensor]> {
  readonly #compute: (x: Tensor) => Tensor;
  readonly #extra: string;

  constructor(compute: (x: Tensor) => Tensor, extra: Settings | string = {}) {
    super();
    this.#compute = compute;
    this.#extra = typeof extra === 'string' ? extra : arguments_(extra);
  }

  forward(x: Tensor): Tensor {
    return this.#compute(x);
  }

  override extraRepr(): string {
    return this.#extra;
  }
}

/** A number that PyTorch has as a float by default, and as it was given otherwise. */
function float(value: number, byDefault: number): unknown {
  return value === byDefault ? new PythonFloat(value) : value;
}

/**
 * max(x, 0); with `inplace` in x itself.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html
 */
export class ReLU extends Activation {
  constructor({ inplace = false }: { inplace?: boolean } = {}) {
    super((x) => (inplace ? F.relu_(x) : x.relu()), inplace ? { inplace } : {});
  }
}

/**
 * x, and below 0 `negativeSlope` times it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends Activation {
  constructor(negativeSlope = 0.01) {
    super((x) => F.leakyRelu(x, { negativeSlope }), { negative_slope: negativeSlope });
  }
}

/**
 * x, and below 0 alpha · (e^x − 1).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html
 */
export class ELU extends Activation {
  constructor(alpha = 1) {
    super((x) => F.elu(x, { alpha }), { alpha: float(alpha, 1) });
  }
}

/**
 * x, and below 0 alpha · (e^(x/alpha) − 1).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html
 */
export class CELU extends Activation {
  constructor(alpha = 1) {
    super((x) => F.celu(x, { alpha }), { alpha: float(alpha, 1) });
  }
}

/**
 * ELU with the two constants that keep mean and variance.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends Activation {
  constructor() {
    super(F.selu);
  }
}

/**
 * @param options approximate: 'none', or 'tanh' as GPT-2 has it
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Activation {
  constructor({ approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}) {
    super((x) => F.gelu(x, { approximate }), { approximate });
  }
}

/**
 * x · σ(x).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends Activation {
  constructor() {
    super(F.silu);
  }
}

/**
 * x · tanh(softplus(x)).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends Activation {
  constructor() {
    super(F.mish);
  }
}

/**
 * 1 / (1 + e^−x).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
 */
export class Sigmoid extends Activation {
  constructor() {
    super((x) => x.sigmoid());
  }
}

/**
 * The hyperbolic tangent.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html
 */
export class Tanh extends Activation {
  constructor() {
    super((x) => x.tanh());
  }
}

/**
 * ln σ(x).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Activation {
  constructor() {
    super(F.logsigmoid);
  }
}

/**
 * x / (1 + |x|).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Activation {
  constructor() {
    super(F.softsign);
  }
}

/**
 * x − tanh x.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Activation {
  constructor() {
    super(F.tanhshrink);
  }
}

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
 * ln(1 + e^(beta x)) / beta, and x itself above the threshold.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export class Softplus extends Activation {
  constructor({ beta = 1, threshold = 20 }: { beta?: number; threshold?: number } = {}) {
    super((x) => F.softplus(x, { beta, threshold }), {
      beta: float(beta, 1),
      threshold: float(threshold, 20),
    });
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

/**
 * One half of a dimension times σ of the other half.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export class GLU extends Activation {
  constructor({ dim = -1 }: { dim?: number } = {}) {
    super((x) => F.glu(x, { dim }), { dim });
  }
}

/**
 * e^x over its sum along a dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export class Softmax extends Activation {
  constructor({ dim }: { dim: number }) {
    super((x) => x.softmax(dim), { dim });
  }
}

/**
 * The logarithm of Softmax.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends Activation {
  constructor({ dim }: { dim: number }) {
    super((x) => x.logSoftmax(dim), { dim });
  }
}

/**
 * Softmax of −x.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html
 */
export class Softmin extends Activation {
  constructor({ dim }: { dim: number }) {
    super((x) => softmin(x, dim), { dim });
  }
}

/**
 * Softmax over the channels of [N, C, H, W] or [C, H, W].
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

/**
 * As LeakyReLU, with a slope that is learned: one, or one for each channel.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module<[Tensor]> {
  weight: Parameter;

  constructor({
    numParameters = 1,
    init = 0.25,
    ...options
  }: LayerOptions & { numParameters?: number; init?: number } = {}) {
    super();
    this.weight = constantParameter([numParameters], init, options);
  }

  forward(x: Tensor): Tensor {
    return F.prelu(x, this.weight);
  }

  override extraRepr(): string {
    return arguments_({ num_parameters: this.weight.numel() });
  }
}
