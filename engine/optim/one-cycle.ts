/** @file The 1cycle policy. */

import { ValueError } from '../errors';
import type { Optimizer } from './optimizer';
import { LRScheduler, type ScheduledGroup } from './scheduler';

export interface OneCycleOptions {
  /** either this, or epochs and stepsPerEpoch */
  readonly totalSteps?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** the share of the steps in which the rate rises */
  readonly pctStart?: number;
  readonly annealStrategy?: 'cos' | 'linear';
  readonly cycleMomentum?: boolean;
  readonly baseMomentum?: number;
  readonly maxMomentum?: number;
  readonly divFactor?: number;
  readonly finalDivFactor?: number;
  readonly threePhase?: boolean;
}

type Level = 'initial' | 'max' | 'min';

interface Phase {
  readonly end: number;
  readonly from: Level;
  readonly to: Level;
  readonly momentum: readonly ['max' | 'base', 'max' | 'base'];
}

type CycledGroup = ScheduledGroup & {
  maxLr?: number;
  minLr?: number;
  maxMomentum?: number;
  baseMomentum?: number;
};

/**
 * From a small rate up to `maxLr`, and down to a far smaller one; momentum the other way round.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 * @throws ValueError for a length that is not given or not above 0, a share beyond 0 and 1, another strategy, and
 *   other numbers of rates than there are groups
 */
export class OneCycleLR extends LRScheduler {
  readonly totalSteps: number;
  readonly #phases: readonly Phase[];
  readonly #anneal: (start: number, end: number, share: number) => number;
  readonly #cyclesMomentum: boolean;

  constructor(optimizer: Optimizer, maxLr: number | readonly number[], options: OneCycleOptions = {}) {
    super(optimizer);
    const { pctStart = 0.3, annealStrategy = 'cos', cycleMomentum = true, threePhase = false } = options;
    const { baseMomentum = 0.85, maxMomentum = 0.95, divFactor = 25, finalDivFactor = 1e4 } = options;
    this.totalSteps = stepsOf(options);
    if (!(pctStart >= 0 && pctStart <= 1)) {
      throw new ValueError(`Expected float between 0 and 1 pct_start, but got ${pctStart}`);
    }
    if (annealStrategy !== 'cos' && annealStrategy !== 'linear') {
      throw new ValueError(
        `anneal_strategy must be one of 'cos' or 'linear', instead got ${String(annealStrategy)}`,
      );
    }
    if (typeof maxLr !== 'number' && maxLr.length !== this.groups.length) {
      throw new ValueError(
        `max_lr must have the same length as optimizer.param_groups. max_lr has ${maxLr.length} values, param_groups has ${this.groups.length}.`,
      );
    }
    this.#phases = phasesOf(this.totalSteps, pctStart, threePhase);
    this.#anneal = annealStrategy === 'cos' ? cosine : linear;
    this.#cyclesMomentum = cycleMomentum;
    this.groups.forEach((group: CycledGroup, i) => {
      const highest = typeof maxLr === 'number' ? maxLr : maxLr[i]!;
      group.initialLr = highest / divFactor;
      group.maxLr = highest;
      group.minLr = group.initialLr / finalDivFactor;
      if (!cycleMomentum) return;
      if (group.betas === undefined && group.momentum === undefined) {
        throw new ValueError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled');
      }
      group.maxMomentum = maxMomentum;
      group.baseMomentum = baseMomentum;
    });
    this.initialStep();
  }

  protected getLr(): number[] {
    const step = this.lastEpoch;
    if (step > this.totalSteps) {
      throw new ValueError(
        `Tried to step ${step} times. The specified number of total steps is ${this.totalSteps}`,
      );
    }
    const found = this.#phases.findIndex(({ end }) => step <= end);
    const index = found < 0 ? this.#phases.length - 1 : found;
    const phase = this.#phases[index]!;
    const start = index > 0 ? this.#phases[index - 1]!.end : 0;
    const share = (step - start) / (phase.end - start);
    return this.each((group: CycledGroup) => {
      if (this.#cyclesMomentum) {
        const [from, to] = phase.momentum.map((level) => group[`${level}Momentum`]!) as [number, number];
        const momentum = this.#anneal(from, to, share);
        if (group.betas) group.betas = [momentum, group.betas[1]];
        else group.momentum = momentum;
      }
      return this.#anneal(group[`${phase.from}Lr`]!, group[`${phase.to}Lr`]!, share);
    });
  }
}

function stepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleOptions): number {
  const checked = (name: string, value: number): number => {
    if (Number.isInteger(value) && value > 0) return value;
    throw new ValueError(`Expected positive integer ${name}, but got ${value}`);
  };
  if (totalSteps !== undefined) return checked('total_steps', totalSteps);
  if (epochs === undefined || stepsPerEpoch === undefined) {
    throw new ValueError('You must define either total_steps OR (epochs AND steps_per_epoch)');
  }
  return checked('epochs', epochs) * checked('steps_per_epoch', stepsPerEpoch);
}

function phasesOf(total: number, pctStart: number, isThreePhase: boolean): Phase[] {
  const up: Phase = { end: pctStart * total - 1, from: 'initial', to: 'max', momentum: ['max', 'base'] };
  if (!isThreePhase) return [up, { end: total - 1, from: 'max', to: 'min', momentum: ['base', 'max'] }];
  return [
    up,
    { end: 2 * pctStart * total - 2, from: 'max', to: 'initial', momentum: ['base', 'max'] },
    { end: total - 1, from: 'initial', to: 'min', momentum: ['max', 'max'] },
  ];
}

function cosine(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1);
}

function linear(start: number, end: number, share: number): number {
  return (end - start) * share + start;
}
