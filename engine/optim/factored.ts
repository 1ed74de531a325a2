/** @file Adafactor: the squares of a matrix's gradients are remembered by their rows and columns alone. */

import { ValueError } from '../errors';
import { pythonValue } from '../format/python';
import { finfo } from '../functions/limits';
import type { Tensor } from '../tensor';
import {
  blend,
  buffer,
  Optimizer,
  type ParamGroup,
  type ParamState,
  type Params,
  type Settings,
} from './optimizer';
import { nextStep } from './update';

export interface AdafactorSettings {
  lr: number;
  /** the power of the step by which past squares are forgotten */
  beta2Decay: number;
  /** the least of a squared gradient (null: the dtype's eps) and of a parameter's size */
  eps: readonly [number | null, number];
  /** how large an update may be, in the mean */
  d: number;
  weightDecay: number;
  maximize: boolean;
}

/** The root of the mean of the squares, as a tensor of one number. */
const size = (x: Tensor): Tensor => x.norm().div(Math.sqrt(x.numel()));

/** The mean of the squares along a dimension. */
const squares = (grad: Tensor, dim: number): Tensor =>
  grad.norm(2, dim, { keepdim: true }).pow(2).div(grad.shape.at(dim)!);

/** The running mean squares of the gradient: of a matrix, what its rows and columns let expect. */
function variance(grad: Tensor, state: ParamState, weight: number, least: number): Tensor {
  if (grad.ndim < 2) return blend(buffer(state, 'variance', grad), grad.mul(grad), weight).clone();
  const [byRow, byColumn] = [squares(grad, -1), squares(grad, -2)];
  const rows = blend(buffer(state, 'rowVar', byRow), byRow, weight);
  const columns = blend(buffer(state, 'colVar', byColumn), byColumn, weight);
  return rows.matmul(columns).div_(rows.mean(-2, { keepdim: true }).clampMin(least));
}

/** @throws ValueError for a setting out of its range */
function check({ lr, beta2Decay, eps, d, weightDecay }: AdafactorSettings): void {
  const rows: [what: string, limit: string, isRight: boolean, value: number | null][] = [
    ['Learning rate', '>= 0', lr >= 0, lr],
    ['beta2_decay', '<= 0', beta2Decay <= 0, beta2Decay],
    ['epsilon1', '>= 0', eps[0] === null || eps[0] >= 0, eps[0]],
    ['epsilon2', '>= 0', eps[1] >= 0, eps[1]],
    ['Clipping threshold d', '>= 1', d >= 1, d],
    ['weight_decay', '>= 0', weightDecay >= 0, weightDecay],
  ];
  const wrong = rows.find(([, , isRight]) => !isRight);
  if (wrong) throw new ValueError(`${wrong[0]} should be ${wrong[1]} but is: ${pythonValue(wrong[3])}`);
}

/**
 * Steps in proportion to a parameter's size, divided by the gradients' as their rows and columns have it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.Adafactor.html
 */
export class Adafactor extends Optimizer<AdafactorSettings> {
  readonly name = 'Adafactor';

  constructor(params: Params<AdafactorSettings>, options: Readonly<Partial<AdafactorSettings>> = {}) {
    const defaults: AdafactorSettings = {
      lr: 1e-2,
      beta2Decay: -0.8,
      eps: [null, 1e-3],
      d: 1,
      weightDecay: 0,
      maximize: false,
    };
    const settings = { ...defaults, ...options };
    check(settings);
    super(params, settings);
  }

  protected move(p: Tensor, gradient: Tensor, group: ParamGroup<AdafactorSettings>, state: ParamState): void {
    const { lr, beta2Decay, eps, d, weightDecay, maximize } = group;
    const grad = maximize ? gradient.neg() : gradient;
    const step = nextStep(state);
    const least = eps[0] ?? finfo(p.dtype).eps;
    const rate = size(p)
      .clampMin(eps[1])
      .mul(Math.min(lr, 1 / Math.sqrt(step)));
    if (weightDecay !== 0) p.mul_(1 - lr * weightDecay);
    const update = variance(grad, state, step ** beta2Decay, least)
      .clampMin(least * least)
      .rsqrt()
      .mul(grad);
    p.sub_(update.mul(rate.div(size(update).div(d).clampMin(1))));
  }

  protected override printed(): Settings {
    return { foreach: null };
  }
}
