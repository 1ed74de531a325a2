/** @file The namespace `optim.lrScheduler`. */

import { ValueError } from '../errors';
import type { Optimizer } from './optimizer';
import { LRScheduler } from './scheduler';

export { LRScheduler, type SchedulerState } from './scheduler';
export { ChainedScheduler, SequentialLR } from './composite';
export { CyclicLR, type CyclicOptions } from './cyclic';
export { ConstantLR, MultiplicativeLR, PolynomialLR } from './factors';
export { OneCycleLR, type OneCycleOptions } from './one-cycle';
export { ReduceLROnPlateau, type PlateauOptions } from './plateau';

/**
 * Multiplies by `gamma` every `stepSize` steps.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
 */
export class StepLR extends LRScheduler {
  readonly stepSize: number;
  readonly gamma: number;

  constructor(optimizer: Optimizer, stepSize: number, { gamma = 0.1 }: { gamma?: number } = {}) {
    super(optimizer);
    this.stepSize = stepSize;
    this.gamma = gamma;
    this.initialStep();
  }

  protected getLr(): number[] {
    const isDue = this.lastEpoch !== 0 && this.lastEpoch % this.stepSize === 0;
    return this.each((group) => (isDue ? group.lr * this.gamma : group.lr));
  }
}

/**
 * Multiplies by `gamma` at each milestone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
 */
export class MultiStepLR extends LRScheduler {
  readonly milestones: readonly number[];
  readonly gamma: number;

  constructor(optimizer: Optimizer, milestones: readonly number[], { gamma = 0.1 }: { gamma?: number } = {}) {
    super(optimizer);
    this.milestones = milestones;
    this.gamma = gamma;
    this.initialStep();
  }

  protected getLr(): number[] {
    const times = this.milestones.filter((milestone) => milestone === this.lastEpoch).length;
    return this.each((group) => (times > 0 ? group.lr * this.gamma ** times : group.lr));
  }
}

/**
 * Multiplies by `gamma` at every step.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
 */
export class ExponentialLR extends LRScheduler {
  readonly gamma: number;

  constructor(optimizer: Optimizer, gamma: number) {
    super(optimizer);
    this.gamma = gamma;
    this.initialStep();
  }

  protected getLr(): number[] {
    return this.each((group) => (this.isInitial ? group.lr : group.lr * this.gamma));
  }
}

/**
 * The first rate times what a function (or one for each group) says of the step.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html
 * @throws ValueError for another number of functions than there are groups
 */
export class LambdaLR extends LRScheduler {
  readonly lrLambdas: readonly ((epoch: number) => number)[];

  constructor(
    optimizer: Optimizer,
    lrLambda: ((epoch: number) => number) | readonly ((epoch: number) => number)[],
  ) {
    super(optimizer);
    const count = this.groups.length;
    this.lrLambdas = typeof lrLambda === 'function' ? this.groups.map(() => lrLambda) : lrLambda;
    if (this.lrLambdas.length !== count) {
      throw new ValueError(`Expected ${count} lr_lambdas, but got ${this.lrLambdas.length}`);
    }
    this.initialStep();
  }

  protected getLr(): number[] {
    return this.each((_, i) => this.baseLrs[i]! * this.lrLambdas[i]!(this.lastEpoch));
  }

  protected override startLr(): number[] {
    return this.getLr();
  }
}

/**
 * In a line from `startFactor` to `endFactor` of the first rate, within `totalIters` steps.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
 * @throws ValueError for factors beyond 0 and 1
 */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(
    optimizer: Optimizer,
    {
      startFactor = 1 / 3,
      endFactor = 1,
      totalIters = 5,
    }: { startFactor?: number; endFactor?: number; totalIters?: number } = {},
  ) {
    if (startFactor > 1 || startFactor <= 0) {
      throw new ValueError(
        'Starting multiplicative factor expected to be greater than 0 and less or equal to 1.',
      );
    }
    if (endFactor > 1 || endFactor < 0) {
      throw new ValueError('Ending multiplicative factor expected to be between 0 and 1.');
    }
    super(optimizer);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.initialStep();
  }

  protected getLr(): number[] {
    const { lastEpoch, startFactor, totalIters } = this;
    if (lastEpoch === 0) return this.each((group) => group.lr * startFactor);
    if (this.isInitial || lastEpoch > totalIters) return this.getLastLr();
    const slope = this.endFactor - startFactor;
    return this.each(
      (group) => group.lr * (1 + slope / (totalIters * startFactor + (lastEpoch - 1) * slope)),
    );
  }

  protected override startLr(): number[] {
    return this.baseLrs.map((rate) => rate * this.startFactor);
  }
}

/**
 * Down a half cosine from the first rate to `etaMin` within `tMax` steps, and up again.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
 */
export class CosineAnnealingLR extends LRScheduler {
  readonly tMax: number;
  readonly etaMin: number;

  constructor(optimizer: Optimizer, tMax: number, { etaMin = 0 }: { etaMin?: number } = {}) {
    super(optimizer);
    this.tMax = tMax;
    this.etaMin = etaMin;
    this.initialStep();
  }

  protected getLr(): number[] {
    const { lastEpoch, tMax, etaMin } = this;
    if (this.isInitial) return this.getLastLr();
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) {
      return this.each(
        (group, i) => group.lr + ((this.baseLrs[i]! - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2,
      );
    }
    const [now, before] = [lastEpoch, lastEpoch - 1].map((t) => 1 + Math.cos((Math.PI * t) / tMax)) as [
      number,
      number,
    ];
    return this.each((group) => (now / before) * (group.lr - etaMin) + etaMin);
  }
}

/**
 * Down a half cosine, then at once up again; each time `tMult` times as long.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingWarmRestarts.html
 * @throws ValueError for a first period that is no whole number above 0
 */
export class CosineAnnealingWarmRestarts extends LRScheduler {
  readonly tMult: number;
  readonly etaMin: number;
  /** steps in the cycle at hand, and steps made in it */
  protected length: number;
  protected since = -1;

  constructor(
    optimizer: Optimizer,
    t0: number,
    { tMult = 1, etaMin = 0 }: { tMult?: number; etaMin?: number } = {},
  ) {
    if (!(t0 > 0 && Number.isInteger(t0)))
      throw new ValueError(`Expected positive integer T_0, but got ${t0}`);
    if (!(tMult >= 1 && Number.isInteger(tMult))) {
      throw new ValueError(`Expected integer T_mult >= 1, but got ${tMult}`);
    }
    super(optimizer);
    this.tMult = tMult;
    this.etaMin = etaMin;
    this.length = t0;
    this.initialStep();
  }

  protected getLr(): number[] {
    this.since++;
    if (this.since >= this.length) {
      this.since %= this.length;
      this.length *= this.tMult;
    }
    const share = (1 + Math.cos((Math.PI * this.since) / this.length)) / 2;
    return this.each((_, i) => this.etaMin + (this.baseLrs[i]! - this.etaMin) * share);
  }

  override restart(): void {
    this.since = 0;
    super.restart();
  }
}
