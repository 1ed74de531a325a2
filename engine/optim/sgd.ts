/** @file Stochastic gradient descent. */

import type { DescentFactors, DescentUpdate, OptimizerKernels } from '../devices/optimizers';
import { ValueError } from '../errors';
import type { Tensor } from '../tensor';
import { ByKernels, changed, joinStates, kernelsFor } from './kernels';
import {
  checkNotNegative,
  Optimizer,
  type Move,
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

/** @param isFirst whether the buffer, still zero, becomes the gradient */
function factorsOf(group: SGDSettings, isFirst: boolean): DescentFactors {
  const { lr, momentum, dampening, weightDecay, nesterov, maximize } = group;
  return {
    sign: maximize ? -1 : 1,
    weightDecay,
    momentum,
    rest: isFirst ? 1 : 1 - dampening,
    nesterov: Number(nesterov),
    rate: -lr,
  };
}

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
    // NaN is not below 0: PyTorch takes it here, and nowhere else
    for (const [what, value] of [
      ['learning rate', settings.lr],
      ['momentum value', settings.momentum],
      ['weight_decay value', settings.weightDecay],
    ] as const) {
      if (!Number.isNaN(value)) checkNotNegative(what, value);
    }
    if (settings.nesterov && (settings.momentum <= 0 || settings.dampening !== 0)) {
      throw new ValueError('Nesterov momentum requires a momentum and zero dampening');
    }
    super(params, settings);
  }

  protected override moveAll(moves: readonly Move<SGDSettings>[]): void {
    if (!moves.some(({ p }) => p.device.optimizers?.sgd)) return super.moveAll(moves);
    const kernelsOf = ({ p, grad }: Move<SGDSettings>): OptimizerKernels | null => {
      const kernels = kernelsFor([p, grad]);
      return kernels?.sgd ? kernels : null;
    };
    const isFirst = ({ group, state }: Move<SGDSettings>): boolean =>
      group.momentum !== 0 && !state['momentumBuffer'];
    const fresh = new Set(moves.filter((move) => isFirst(move) && kernelsOf(move)));
    joinStates([...fresh], ['momentumBuffer']);
    const together = new ByKernels<DescentUpdate>();
    for (const move of moves) {
      const { p, grad, group, state } = move;
      const buffer = group.momentum === 0 ? null : (state['momentumBuffer'] as Tensor);
      const kernels = buffer?.isContiguous() === false ? null : kernelsOf(move);
      if (!kernels) {
        this.move(p, grad, group, state);
        continue;
      }
      if (buffer) changed([buffer]);
      together.add(kernels, { p, grad, buffer, factors: factorsOf(group, fresh.has(move)) });
      p.bumpVersion();
    }
    together.each((kernels, updates) => kernels.sgd!(updates));
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
