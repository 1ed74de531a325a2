/** @file Lower rates when nothing improves any more. */

import { ValueError } from '../errors';
import type { Optimizer } from './optimizer';
import { groupsOf, type ScheduledGroup, type SchedulerState } from './scheduler';

export interface PlateauOptions {
  /** whether the smaller or the larger figure is the better */
  readonly mode?: 'min' | 'max';
  readonly factor?: number;
  /** steps without improvement that are put up with */
  readonly patience?: number;
  readonly threshold?: number;
  readonly thresholdMode?: 'rel' | 'abs';
  /** steps after a change in which nothing is counted */
  readonly cooldown?: number;
  readonly minLr?: number;
  /** smaller changes are not made */
  readonly eps?: number;
}

/**
 * Multiplies the rates by `factor` when the figure given to `step` has not improved for `patience` steps.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
 * @throws ValueError for a factor of 1 and more, and for other modes
 */
export class ReduceLROnPlateau {
  readonly optimizer: Optimizer;
  readonly #groups: ScheduledGroup[];
  readonly #options: Required<PlateauOptions>;
  lastEpoch = 0;
  best: number;
  numBadEpochs = 0;
  /** steps left in which nothing is counted */
  cooldownCounter = 0;

  constructor(optimizer: Optimizer, options: PlateauOptions = {}) {
    this.#options = {
      mode: 'min',
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: 'rel',
      cooldown: 0,
      minLr: 0,
      eps: 1e-8,
      ...options,
    };
    const { mode, factor, thresholdMode } = this.#options;
    if (factor >= 1) throw new ValueError('Factor should be < 1.0.');
    if (mode !== 'min' && mode !== 'max') throw new ValueError(`mode ${String(mode)} is unknown!`);
    if (thresholdMode !== 'rel' && thresholdMode !== 'abs') {
      throw new ValueError(`threshold mode ${String(thresholdMode)} is unknown!`);
    }
    this.optimizer = optimizer;
    this.#groups = groupsOf(optimizer);
    this.best = mode === 'min' ? Infinity : -Infinity;
  }

  /** @param metrics the figure to watch, read before: `await loss.item()` */
  step(metrics: number): void {
    const { patience, cooldown } = this.#options;
    this.lastEpoch++;
    if (this.#isBetter(metrics)) {
      this.best = metrics;
      this.numBadEpochs = 0;
    } else {
      this.numBadEpochs++;
    }
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > patience) {
      this.#reduce();
      this.cooldownCounter = cooldown;
      this.numBadEpochs = 0;
    }
  }

  /** Where the scheduler stands, as plain data. */
  stateDict(): SchedulerState {
    const { best, numBadEpochs, cooldownCounter, lastEpoch } = this;
    return { ...this.#options, best, numBadEpochs, cooldownCounter, lastEpoch, lastLr: this.getLastLr() };
  }

  /** Goes on where the state was taken. */
  loadStateDict(state: SchedulerState): void {
    const known = Object.keys(this.#options).filter((key) => key in state);
    for (const key of known) (this.#options as Record<string, unknown>)[key] = state[key];
    this.best = state['best'] as number;
    this.numBadEpochs = state['numBadEpochs'] as number;
    this.cooldownCounter = state['cooldownCounter'] as number;
    this.lastEpoch = state['lastEpoch'] as number;
  }

  getLastLr(): number[] {
    return this.#groups.map((group) => group.lr);
  }

  #isBetter(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const sign = mode === 'min' ? -1 : 1;
    const limit = thresholdMode === 'rel' ? this.best * (1 + sign * threshold) : this.best + sign * threshold;
    return mode === 'min' ? metric < limit : metric > limit;
  }

  #reduce(): void {
    const { factor, minLr, eps } = this.#options;
    for (const group of this.#groups) {
      const lower = Math.max(group.lr * factor, minLr);
      if (group.lr - lower > eps) group.lr = lower;
    }
  }
}
