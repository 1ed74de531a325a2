/** @file Optimisers that divide by the size of past gradients: RMSprop, Adagrad, Adadelta. */

import type { Tensor } from '../tensor';
import {
  blend,
  buffer,
  checkNotNegative,
  Optimizer,
  type ParamGroup,
  type ParamState,
  type Params,
  type Settings,
} from './optimizer';
import { directed, nextStep } from './update';
import { ValueError } from '../errors';
import { pythonValue } from '../format/python';

export interface RMSpropSettings {
  lr: number;
  /** how slowly the average of the squares forgets */
  alpha: number;
  eps: number;
  weightDecay: number;
  momentum: number;
  /** divide by the deviation instead of the size */
  centered: boolean;
  maximize: boolean;
}

/**
 * Divides the gradient by the root of its square's running average.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 */
export class RMSprop extends Optimizer<RMSpropSettings> {
  readonly name = 'RMSprop';

  constructor(params: Params<RMSpropSettings>, options: Readonly<Partial<RMSpropSettings>> = {}) {
    const settings = {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
      ...options,
    };
    checkNotNegative('learning rate', settings.lr);
    checkNotNegative('epsilon value', settings.eps);
    checkNotNegative('momentum value', settings.momentum);
    checkNotNegative('weight_decay value', settings.weightDecay);
    checkNotNegative('alpha value', settings.alpha);
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<RMSpropSettings>, state: ParamState): void {
    const { lr, alpha, eps, weightDecay, momentum, centered, maximize } = group;
    const grad = directed(p, gradient, maximize, weightDecay);
    nextStep(state);
    let square = buffer(state, 'squareAvg', p)
      .mul_(alpha)
      .add_(grad.mul(grad), { alpha: 1 - alpha });
    if (centered) {
      const mean = blend(buffer(state, 'gradAvg', p), grad, 1 - alpha);
      square = square.sub(mean.mul(mean));
    }
    const size = square.sqrt().add_(eps);
    if (momentum > 0) {
      const moving = buffer(state, 'momentumBuffer', p).mul_(momentum).add_(grad.div(size));
      p.add_(moving, { alpha: -lr });
    } else {
      p.add_(grad.div(size), { alpha: -lr });
    }
  }

  protected override printed(): Settings {
    return { capturable: false, differentiable: false, foreach: null };
  }
}

export interface AdagradSettings {
  lr: number;
  lrDecay: number;
  weightDecay: number;
  initialAccumulatorValue: number;
  eps: number;
  maximize: boolean;
}

/**
 * Divides the gradient by the root of the sum of all its squares.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html
 */
export class Adagrad extends Optimizer<AdagradSettings> {
  readonly name = 'Adagrad';

  constructor(params: Params<AdagradSettings>, options: Readonly<Partial<AdagradSettings>> = {}) {
    const settings = {
      lr: 1e-2,
      lrDecay: 0,
      weightDecay: 0,
      initialAccumulatorValue: 0,
      eps: 1e-10,
      maximize: false,
      ...options,
    };
    checkNotNegative('learning rate', settings.lr);
    checkNotNegative('lr_decay value', settings.lrDecay);
    checkNotNegative('weight_decay value', settings.weightDecay);
    checkNotNegative('initial_accumulator_value value', settings.initialAccumulatorValue);
    checkNotNegative('epsilon value', settings.eps);
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<AdagradSettings>, state: ParamState): void {
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize } = group;
    const grad = directed(p, gradient, maximize, weightDecay);
    const rate = lr / (1 + (nextStep(state) - 1) * lrDecay);
    const sum = buffer(state, 'sum', p, initialAccumulatorValue).add_(grad.mul(grad));
    p.add_(grad.div(sum.sqrt().add_(eps)), { alpha: -rate });
  }

  protected override printed(): Settings {
    return { differentiable: false, foreach: null, fused: null };
  }
}

export interface AdadeltaSettings {
  lr: number;
  rho: number;
  eps: number;
  weightDecay: number;
  maximize: boolean;
}

/**
 * Steps as large as past steps were, in proportion to the gradients.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html
 */
export class Adadelta extends Optimizer<AdadeltaSettings> {
  readonly name = 'Adadelta';

  constructor(params: Params<AdadeltaSettings>, options: Readonly<Partial<AdadeltaSettings>> = {}) {
    const settings = { lr: 1, rho: 0.9, eps: 1e-6, weightDecay: 0, maximize: false, ...options };
    checkNotNegative('learning rate', settings.lr);
    if (!(settings.rho >= 0 && settings.rho <= 1)) {
      throw new ValueError(`Invalid rho value: ${pythonValue(settings.rho)}`);
    }
    checkNotNegative('epsilon value', settings.eps);
    checkNotNegative('weight_decay value', settings.weightDecay);
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<AdadeltaSettings>, state: ParamState): void {
    const { lr, rho, eps, weightDecay, maximize } = group;
    const grad = directed(p, gradient, maximize, weightDecay);
    nextStep(state);
    const square = buffer(state, 'squareAvg', p)
      .mul_(rho)
      .add_(grad.mul(grad), { alpha: 1 - rho });
    const moved = buffer(state, 'accDelta', p);
    const delta = moved.add(eps).sqrt().div_(square.add(eps).sqrt()).mul_(grad);
    moved.mul_(rho).add_(delta.mul(delta), { alpha: 1 - rho });
    p.add_(delta, { alpha: -lr });
  }

  protected override printed(): Settings {
    return { capturable: false, differentiable: false, foreach: null };
  }
}
