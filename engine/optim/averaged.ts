/** @file ASGD: stochastic gradient descent with shrinking steps, and the average of where it has been. */

import { defaultDtype, float64 } from '../dtype';
import type { Tensor } from '../tensor';
import {
  buffer,
  checkNotNegative,
  Optimizer,
  type ParamGroup,
  type ParamState,
  type Params,
  type Settings,
} from './optimizer';
import { directed, nextStep } from './update';

export interface ASGDSettings {
  lr: number;
  /** how strongly parameters are pulled to 0, and steps shrink */
  lambd: number;
  /** how fast steps shrink */
  alpha: number;
  /** the step from which on the average is taken */
  t0: number;
  weightDecay: number;
  maximize: boolean;
}

/** PyTorch keeps these numbers as tensors of the default dtype. */
const kept = (x: number): number => (defaultDtype() === float64 ? x : Math.fround(x));

/**
 * Steps that shrink as the training goes on; `state`'s `ax` is the average of where each parameter has been.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html
 */
export class ASGD extends Optimizer<ASGDSettings> {
  readonly name = 'ASGD';

  constructor(params: Params<ASGDSettings>, options: Readonly<Partial<ASGDSettings>> = {}) {
    const defaults = { lr: 1e-2, lambd: 1e-4, alpha: 0.75, t0: 1e6, weightDecay: 0, maximize: false };
    const settings = { ...defaults, ...options };
    checkNotNegative('learning rate', settings.lr);
    checkNotNegative('weight_decay value', settings.weightDecay);
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<ASGDSettings>, state: ParamState): void {
    const { lr, lambd, alpha, t0, weightDecay, maximize } = group;
    const grad = directed(p, gradient, maximize, weightDecay);
    const step = nextStep(state);
    const eta = (state['eta'] ??= kept(lr)) as number;
    const mu = (state['mu'] ??= 1) as number;
    const average = buffer(state, 'ax', p);
    p.mul_(1 - lambd * eta).add_(grad, { alpha: -eta });
    if (mu === 1) average.copy_(p);
    else average.add_(p.sub(average).mul_(mu));
    state['eta'] = kept(lr / (1 + lambd * lr * step) ** alpha);
    state['mu'] = kept(1 / Math.max(1, step - t0));
  }

  protected override printed(): Settings {
    return { capturable: false, differentiable: false, foreach: null };
  }
}
