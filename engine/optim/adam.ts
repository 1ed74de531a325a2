/** @file Adam and AdamW, and with Nesterov's momentum NAdam. */

import type { AdamUpdate } from '../devices/optimizers';
import type { Tensor } from '../tensor';
import { ByKernels, changed, joinStates, kernelsFor } from './kernels';
import {
  blend,
  buffer,
  checkBetas,
  checkNotNegative,
  Optimizer,
  type Move,
  type ParamGroup,
  type ParamState,
  type Params,
  type Settings,
} from './optimizer';
import { nextStep } from './update';

export interface AdamSettings {
  lr: number;
  /** how slowly the averages of the gradient and of its square forget */
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  /** divide by the largest average so far */
  amsgrad: boolean;
  maximize: boolean;
  /** weight decay apart from the gradient, as in AdamW */
  decoupledWeightDecay: boolean;
}

export type AdamOptions = Readonly<Partial<AdamSettings>>;

const DEFAULTS: AdamSettings = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
  decoupledWeightDecay: false,
};

function checked<S extends Pick<AdamSettings, 'lr' | 'betas' | 'eps' | 'weightDecay'>>(settings: S): S {
  checkNotNegative('learning rate', settings.lr);
  checkNotNegative('epsilon value', settings.eps);
  checkBetas(settings.betas);
  checkNotNegative('weight_decay value', settings.weightDecay);
  return settings;
}

/**
 * Each element moves by its gradient's running average over the root of its square's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html
 */
export class Adam extends Optimizer<AdamSettings> {
  readonly name: string = 'Adam';
  protected override readonly keepsGradients = false;

  constructor(params: Params<AdamSettings>, options: AdamOptions = {}) {
    super(params, checked({ ...DEFAULTS, ...options }));
  }

  protected override moveAll(moves: readonly Move<AdamSettings>[]): void {
    // the count comes first in a saved state
    for (const { state } of moves) state['step'] ??= 0;
    joinStates(moves, ['expAvg', 'expAvgSq']);
    const together = new ByKernels<AdamUpdate>();
    for (const { p, grad, group, state } of moves) {
      const { lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay } = group;
      const [average, square] = [buffer(state, 'expAvg', p), buffer(state, 'expAvgSq', p)];
      const kernels = amsgrad ? null : kernelsFor([p, grad, average, square]);
      if (!kernels) {
        this.move(p, grad, group, state);
        continue;
      }
      const step = nextStep(state);
      const factors = {
        sign: maximize ? -1 : 1,
        weightDecay: decoupledWeightDecay ? 0 : weightDecay,
        keep: decoupledWeightDecay ? 1 - lr * weightDecay : 1,
        blend: 1 - betas[0],
        decay: betas[1],
        rest: 1 - betas[1],
        root: Math.sqrt(1 - betas[1] ** step),
        eps,
        rate: lr / (1 - betas[0] ** step),
      };
      changed([average, square]);
      together.add(kernels, { p, grad, average, square, factors });
      p.bumpVersion();
    }
    together.each((kernels, updates) => kernels.adam(updates));
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<AdamSettings>, state: ParamState): void {
    const { lr, betas, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay } = group;
    const step = nextStep(state);
    const [expAvg, expAvgSq] = [buffer(state, 'expAvg', p), buffer(state, 'expAvgSq', p)];
    let grad = maximize ? gradient.neg() : gradient;
    if (weightDecay !== 0) {
      if (decoupledWeightDecay) p.mul_(1 - lr * weightDecay);
      else grad = grad.add(p, { alpha: weightDecay });
    }
    const average = blend(expAvg, grad, 1 - betas[0]);
    let square = expAvgSq.mul_(betas[1]).add_(grad.mul(grad), { alpha: 1 - betas[1] });
    if (amsgrad) {
      const largest = buffer(state, 'maxExpAvgSq', p);
      square = largest.copy_(largest.maximum(square));
    }
    const denominator = square
      .sqrt()
      .div_(Math.sqrt(1 - betas[1] ** step))
      .add_(eps);
    p.add_(average.div(denominator), { alpha: -(lr / (1 - betas[0] ** step)) });
  }

  protected override printed(): Settings {
    return { capturable: false, differentiable: false, foreach: null, fused: null };
  }
}

/**
 * Adam with the weights' decay apart from the gradient.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
export class AdamW extends Adam {
  override readonly name = 'AdamW';

  constructor(params: Params<AdamSettings>, options: Omit<AdamOptions, 'decoupledWeightDecay'> = {}) {
    super(params, { weightDecay: 1e-2, ...options, decoupledWeightDecay: true });
  }
}

export interface NAdamSettings extends Omit<AdamSettings, 'amsgrad'> {
  momentumDecay: number;
}

/**
 * Adam with Nesterov's momentum.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html
 */
export class NAdam extends Optimizer<NAdamSettings> {
  readonly name = 'NAdam';

  constructor(params: Params<NAdamSettings>, options: Readonly<Partial<NAdamSettings>> = {}) {
    const { amsgrad: _, ...defaults } = DEFAULTS;
    const settings = checked({ ...defaults, lr: 2e-3, momentumDecay: 4e-3, ...options });
    checkNotNegative('momentum_decay value', settings.momentumDecay);
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<NAdamSettings>, state: ParamState): void {
    const { lr, betas, eps, weightDecay, maximize, decoupledWeightDecay, momentumDecay } = group;
    const step = nextStep(state);
    let grad = maximize ? gradient.neg() : gradient;
    if (weightDecay !== 0) {
      if (decoupledWeightDecay) p.mul_(1 - lr * weightDecay);
      else grad = grad.add(p, { alpha: weightDecay });
    }
    const mu = betas[0] * (1 - 0.5 * 0.96 ** (step * momentumDecay));
    const muNext = betas[0] * (1 - 0.5 * 0.96 ** ((step + 1) * momentumDecay));
    // PyTorch keeps the product as a float32
    const product = (state['muProduct'] = Math.fround(
      ((state['muProduct'] as number | undefined) ?? 1) * Math.fround(mu),
    ));
    const average = blend(buffer(state, 'expAvg', p), grad, 1 - betas[0]);
    const square = buffer(state, 'expAvgSq', p)
      .mul_(betas[1])
      .add_(grad.mul(grad), { alpha: 1 - betas[1] });
    const denominator = square
      .div(1 - betas[1] ** step)
      .sqrt()
      .add_(eps);
    p.add_(grad.div(denominator), { alpha: (-lr * (1 - mu)) / (1 - product) });
    p.add_(average.div(denominator), { alpha: (-lr * muNext) / (1 - product * muNext) });
  }

  protected override printed(): Settings {
    return { capturable: false, differentiable: false, foreach: null };
  }
}
