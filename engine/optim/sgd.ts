/** @file Stochastic gradient descent. */

import { ValueError } from '../errors';
import type { Tensor } from '../tensor';
import {
  checkNotNegative,
  kernelsFor,
  Optimizer,
  type ParamGroup,
  type ParamState,
  type Params,
  type Settings,
} from './optimizer';

export interface SGDSettings {
  /** learning rate */
  lr: number;
  momentum: number;
  dampening: number;
  weightDecay: number;
  nesterov: boolean;
  maximize: boolean;
}

export type SGDOptions = Readonly<Partial<SGDSettings>>;

const DEFAULTS: SGDSettings = {
  lr: 1e-3,
  momentum: 0,
  dampening: 0,
  weightDecay: 0,
  nesterov: false,
  maximize: false,
};

/**
 * p ← p − lr · gradient, with momentum and weight decay where asked for.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export class SGD extends Optimizer<SGDSettings> {
  readonly name = 'SGD';
  protected override readonly keepsGradients = false;

  /** @throws ValueError for settings out of range, or when a parameter is no leaf */
  constructor(params: Params<SGDSettings>, options: SGDOptions = {}) {
    const settings = { ...DEFAULTS, ...options };
    checkNotNegative('learning rate', settings.lr);
    checkNotNegative('momentum value', settings.momentum);
    checkNotNegative('weight_decay value', settings.weightDecay);
    if (settings.nesterov && (settings.momentum <= 0 || settings.dampening !== 0)) {
      throw new ValueError('Nesterov momentum requires a momentum and zero dampening');
    }
    super(params, settings);
  }

  protected move(p: Tensor, grad: Tensor, group: ParamGroup<SGDSettings>, state: ParamState): void {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = group;
    let direction = maximize ? grad.neg() : grad;
    if (weightDecay !== 0) direction = direction.add(p, { alpha: weightDecay });
    if (momentum !== 0) {
      let buffer = state['momentumBuffer'] as Tensor | undefined;
      if (buffer) buffer.mul_(momentum).add_(direction, { alpha: 1 - dampening });
      else state['momentumBuffer'] = buffer = direction.detach().clone();
      direction = nesterov ? direction.add(buffer, { alpha: momentum }) : buffer;
    }
    const kernels = kernelsFor([p, direction]);
    if (!kernels) return void p.add_(direction, { alpha: -lr });
    kernels.descend(p, direction, -lr);
    p.bumpVersion();
  }

  protected override printed(): Settings {
    return { differentiable: false, foreach: null, fused: null };
  }
}
