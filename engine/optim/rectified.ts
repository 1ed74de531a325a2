/** @file Relatives of Adam: Adamax, which divides by the largest gradient, and RAdam, which trusts its start less. */

import type { Tensor } from '../tensor';
import {
  blend,
  buffer,
  checkBetas,
  checkNotNegative,
  Optimizer,
  type ParamGroup,
  type ParamState,
  type Params,
  type Settings,
} from './optimizer';
import { directed, nextStep } from './update';

export interface AdamaxSettings {
  lr: number;
  /** how slowly the average of the gradient, and the largest one, are forgotten */
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  maximize: boolean;
}

export interface RAdamSettings extends AdamaxSettings {
  /** weight decay apart from the gradient, as in AdamW */
  decoupledWeightDecay: boolean;
}

function checked<S extends AdamaxSettings>(settings: S): S {
  checkNotNegative('learning rate', settings.lr);
  checkNotNegative('epsilon value', settings.eps);
  checkBetas(settings.betas);
  checkNotNegative('weight_decay value', settings.weightDecay);
  return settings;
}

const DEFAULTS = { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false } as const;
const PRINTED: Settings = { capturable: false, differentiable: false, foreach: null };

/**
 * Each element moves by its gradient's running average over its largest gradient so far, which fades.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html
 */
export class Adamax extends Optimizer<AdamaxSettings> {
  readonly name = 'Adamax';

  constructor(params: Params<AdamaxSettings>, options: Readonly<Partial<AdamaxSettings>> = {}) {
    super(params, checked({ lr: 2e-3, ...DEFAULTS, ...options }));
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<AdamaxSettings>, state: ParamState): void {
    const { lr, betas, eps, weightDecay, maximize } = group;
    const step = nextStep(state);
    const grad = directed(p, gradient, maximize, weightDecay);
    const average = blend(buffer(state, 'expAvg', p), grad, 1 - betas[0]);
    const largest = buffer(state, 'expInf', p).mul_(betas[1]);
    largest.copy_(largest.maximum(grad.abs().add_(eps)));
    p.add_(average.div(largest), { alpha: -(lr / (1 - betas[0] ** step)) });
  }

  protected override printed(): Settings {
    return PRINTED;
  }
}

/**
 * Adam that divides by the squares' average only when that is known well enough.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html
 */
export class RAdam extends Optimizer<RAdamSettings> {
  readonly name = 'RAdam';

  constructor(params: Params<RAdamSettings>, options: Readonly<Partial<RAdamSettings>> = {}) {
    super(params, checked({ lr: 1e-3, ...DEFAULTS, decoupledWeightDecay: false, ...options }));
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<RAdamSettings>, state: ParamState): void {
    const { lr, betas, eps, weightDecay, maximize, decoupledWeightDecay } = group;
    const step = nextStep(state);
    if (decoupledWeightDecay && weightDecay !== 0) p.mul_(1 - lr * weightDecay);
    const grad = directed(p, gradient, maximize, decoupledWeightDecay ? 0 : weightDecay);
    const average = blend(buffer(state, 'expAvg', p), grad, 1 - betas[0]);
    const square = buffer(state, 'expAvgSq', p)
      .mul_(betas[1])
      .add_(grad.mul(grad), { alpha: 1 - betas[1] });
    const left = 1 - betas[1] ** step;
    const direction = average.div(1 - betas[0] ** step).mul(lr);
    const most = 2 / (1 - betas[1]) - 1;
    const length = most - (2 * step * betas[1] ** step) / left;
    if (length <= 5) {
      p.sub_(direction);
      return;
    }
    const rectified = Math.sqrt(((length - 4) * (length - 2) * most) / ((most - 4) * (most - 2) * length));
    const rate = square.sqrt().add_(eps).reciprocal().mul(Math.sqrt(left));
    p.sub_(direction.mul(rate).mul(rectified));
  }

  protected override printed(): Settings {
    return PRINTED;
  }
}
