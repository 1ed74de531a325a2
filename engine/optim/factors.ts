/** @file Schedulers that multiply the rates by a factor of the step. */

import { ArgumentTypeError, ValueError } from '../errors';
import type { Optimizer } from './optimizer';
import { LRScheduler } from './scheduler';

/**
 * The rates times `factor` for the first `totalIters` steps.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html
 * @throws ValueError for a factor that is not between 0 and 1
 */
export class ConstantLR extends LRScheduler {
  readonly factor: number;
  readonly totalIters: number;

  constructor(
    optimizer: Optimizer,
    { factor = 1 / 3, totalIters = 5 }: { factor?: number; totalIters?: number } = {},
  ) {
    if (factor > 1 || factor < 0) {
      throw new ValueError('Constant multiplicative factor expected to be between 0 and 1.');
    }
    super(optimizer);
    this.factor = factor;
    this.totalIters = totalIters;
    this.initialStep();
  }

  protected getLr(): number[] {
    if (this.lastEpoch === 0) return this.each((group) => group.lr * this.factor);
    if (this.lastEpoch !== this.totalIters) return this.getLastLr();
    return this.each((group) => group.lr * (1 / this.factor));
  }

  protected override startLr(): number[] {
    return this.baseLrs.map((rate) => rate * this.factor);
  }
}

type Factor = (epoch: number) => number;

/**
 * The rates times what a function (or one for each group) says of the step, over and over.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html
 */
export class MultiplicativeLR extends LRScheduler {
  readonly lrLambdas: readonly Factor[];

  constructor(optimizer: Optimizer, lrLambda: Factor | readonly Factor[]) {
    super(optimizer);
    const count = this.groups.length;
    this.lrLambdas = typeof lrLambda === 'function' ? this.groups.map(() => lrLambda) : lrLambda;
    if (this.lrLambdas.length !== count) {
      throw new ValueError(`Expected ${count} lr_lambdas, but got ${this.lrLambdas.length}`);
    }
    const other = this.lrLambdas.find((lambda) => typeof lambda !== 'function');
    if (other !== undefined) {
      throw new ArgumentTypeError(`lr_lambda should be a function, but got ${typeof other}`);
    }
    this.initialStep();
  }

  protected getLr(): number[] {
    if (this.isInitial) return this.getLastLr();
    return this.each((group, i) => group.lr * this.lrLambdas[i]!(this.lastEpoch));
  }
}

/**
 * Down to 0 within `totalIters` steps, along a power of what is left.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html
 */
export class PolynomialLR extends LRScheduler {
  readonly totalIters: number;
  readonly power: number;

  constructor(
    optimizer: Optimizer,
    { totalIters = 5, power = 1 }: { totalIters?: number; power?: number } = {},
  ) {
    super(optimizer);
    this.totalIters = totalIters;
    this.power = power;
    this.initialStep();
  }

  protected getLr(): number[] {
    const { lastEpoch, totalIters, power } = this;
    if (this.isInitial || lastEpoch > totalIters) return this.getLastLr();
    const left = (epoch: number): number => 1 - epoch / totalIters;
    const decay = (left(lastEpoch) / left(lastEpoch - 1)) ** power;
    return this.each((group) => group.lr * decay);
  }
}
