/** @file Activations as modules. */

import * as F from '../functional/activation';
import { relu_ } from '../functional/activation-inplace';
import type { Tensor } from '../tensor';
import { Activation, float } from './activation-base';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { constantParameter, type LayerOptions } from './weights';

/**
 * max(x, 0); with `inplace` in x itself.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html
 */
export class ReLU extends Activation {
  constructor({ inplace = false }: { inplace?: boolean } = {}) {
    super((x) => (inplace ? relu_(x) : x.relu()), inplace ? { inplace } : {});
  }
}

/**
 * x, and below 0 `negativeSlope` times it.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends Activation {
  constructor(negativeSlope = 0.01) {
    super((x) => F.leakyRelu(x, { negativeSlope }), { negative_slope: negativeSlope });
  }
}

/**
 * x, and below 0 alpha · (e^x − 1).
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html
 */
export class ELU extends Activation {
  constructor(alpha = 1) {
    super((x) => F.elu(x, { alpha }), { alpha: float(alpha, 1) });
  }
}

/**
 * x, and below 0 alpha · (e^(x/alpha) − 1).
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html
 */
export class CELU extends Activation {
  constructor(alpha = 1) {
    super((x) => F.celu(x, { alpha }), { alpha: float(alpha, 1) });
  }
}

/**
 * ELU with the two constants that keep mean and variance.
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends Activation {
  constructor() {
    super(F.selu);
  }
}

/**
 * Shape: any; keeps it.
 * @param options approximate: 'none', or 'tanh' as GPT-2 has it
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Activation {
  constructor({ approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}) {
    super((x) => F.gelu(x, { approximate }), { approximate });
  }
}

/**
 * x · σ(x).
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends Activation {
  constructor() {
    super(F.silu);
  }
}

/**
 * x · tanh(softplus(x)).
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends Activation {
  constructor() {
    super(F.mish);
  }
}

/**
 * 1 / (1 + e^−x).
 * Shape: any; keeps it.
 * Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
 */
export class Sigmoid extends Activation {
  constructor() {
    super((x) => x.sigmoid());
  }
}

/**
 * The hyperbolic tangent.
 * Shape: any; keeps it.
 * Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html
 */
export class Tanh extends Activation {
  constructor() {
    super((x) => x.tanh());
  }
}

/**
 * ln σ(x).
 * Shape: any; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Activation {
  constructor() {
    super(F.logsigmoid);
  }
}

/**
 * x / (1 + |x|).
 * Shape: any; keeps it.
 * Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Activation {
  constructor() {
    super(F.softsign);
  }
}

/**
 * x − tanh x.
 * Shape: any; keeps it.
 * Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Activation {
  constructor() {
    super(F.tanhshrink);
  }
}

/**
 * ln(1 + e^(beta x)) / beta, and x itself above the threshold.
 * Shape: any; keeps it.
 * Floating-point alone.
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
 * One half of a dimension times σ of the other half.
 * Shape: […, 2n, …] → […, n, …] along `dim`.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export class GLU extends Activation {
  constructor({ dim = -1 }: { dim?: number } = {}) {
    super((x) => F.glu(x, { dim }), { dim });
  }
}

/**
 * As LeakyReLU, with a slope that is learned: one, or one for each channel.
 * Shape: any, of which dimension 1 are the channels; keeps it.
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
