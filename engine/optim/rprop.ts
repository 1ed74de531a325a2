/** @file Rprop: only the gradient's sign counts. */

import { ValueError } from '../errors';
import { pythonValue } from '../format/python';
import { where } from '../ops/pointwise/where';
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

export interface RpropSettings {
  lr: number;
  /** what a step's size is multiplied by where the sign has changed, and where it has not */
  etas: readonly [number, number];
  /** the smallest and the largest step */
  stepSizes: readonly [number, number];
  maximize: boolean;
}

/**
 * Each element has a step of its own, which grows while its gradient keeps its sign and shrinks when that turns.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html
 */
export class Rprop extends Optimizer<RpropSettings> {
  readonly name = 'Rprop';

  constructor(params: Params<RpropSettings>, options: Readonly<Partial<RpropSettings>> = {}) {
    const defaults: RpropSettings = { lr: 1e-2, etas: [0.5, 1.2], stepSizes: [1e-6, 50], maximize: false };
    const settings = { ...defaults, ...options };
    checkNotNegative('learning rate', settings.lr);
    const [less, more] = settings.etas;
    if (!(less > 0 && less < 1 && more > 1)) {
      throw new ValueError(`Invalid eta values: ${pythonValue(less)}, ${pythonValue(more)}`);
    }
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<RpropSettings>, state: ParamState): void {
    const { lr, etas, stepSizes, maximize } = group;
    nextStep(state);
    const before = buffer(state, 'prev', p);
    const size = buffer(state, 'stepSize', p, lr);
    const grad = directed(p, gradient, maximize, 0);
    const turn = grad.mul(before);
    const factor = where(turn.gt(0), etas[1], where(turn.lt(0), etas[0], turn.mul(0).add(1)));
    size.mul_(factor).clamp_(...stepSizes);
    // where the sign has turned, this step is left out
    before.copy_(where(turn.lt(0), 0, grad));
    p.sub_(before.sign().mul(size));
  }

  protected override printed(): Settings {
    return { capturable: false, differentiable: false, foreach: null };
  }
}
