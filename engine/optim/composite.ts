/** @file Schedulers made of schedulers. */

import { ValueError } from '../errors';
import type { Optimizer } from './optimizer';
import type { LRScheduler, SchedulerState } from './scheduler';

const statesOf = (schedulers: readonly LRScheduler[]): SchedulerState[] =>
  schedulers.map((scheduler) => scheduler.stateDict());

function loadStates(schedulers: readonly LRScheduler[], states: unknown): void {
  schedulers.forEach((scheduler, i) => scheduler.loadStateDict((states as SchedulerState[])[i]!));
}

/**
 * One scheduler after the other: the next one takes over at each milestone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
 * @throws ValueError when the numbers of schedulers and milestones, or the optimisers, do not fit
 */
export class SequentialLR {
  readonly schedulers: readonly LRScheduler[];
  readonly milestones: readonly number[];
  lastEpoch = 0;

  constructor(optimizer: Optimizer, schedulers: readonly LRScheduler[], milestones: readonly number[]) {
    if (schedulers.length < 1) {
      throw new ValueError('SequentialLR expects at least one scheduler, but got no scheduler.');
    }
    if (schedulers.some((scheduler) => scheduler.optimizer !== optimizer)) {
      throw new ValueError('SequentialLR expects all schedulers to belong to the same optimizer');
    }
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError(
        'Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone ' +
          `points, but got number of schedulers ${schedulers.length} and the number of milestones to be equal to ${milestones.length}`,
      );
    }
    this.schedulers = schedulers;
    this.milestones = milestones;
    // the schedulers' own first steps are taken back; only the first one's counts
    for (const group of schedulers[0]!.groups) group.lr = group.initialLr!;
    for (const scheduler of schedulers) scheduler.lastEpoch--;
    this.#current.initialStep();
  }

  get #index(): number {
    return this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
  }

  get #current(): LRScheduler {
    return this.schedulers[this.#index]!;
  }

  step(): void {
    this.lastEpoch++;
    const index = this.#index;
    if (index > 0 && this.milestones[index - 1] === this.lastEpoch) this.#current.restart();
    else this.#current.step();
  }

  getLastLr(): number[] {
    return this.#current.getLastLr();
  }

  /** Where it stands, and where each of its schedulers stands. */
  stateDict(): SchedulerState {
    return { lastEpoch: this.lastEpoch, schedulers: statesOf(this.schedulers) };
  }

  loadStateDict({ lastEpoch, schedulers }: SchedulerState): void {
    this.lastEpoch = lastEpoch as number;
    loadStates(this.schedulers, schedulers);
  }
}

/**
 * All schedulers at every step, each working on what the one before left.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
 * @throws ValueError when there are none, or they belong to several optimisers
 */
export class ChainedScheduler {
  readonly schedulers: readonly LRScheduler[];
  readonly optimizer: Optimizer;

  constructor(schedulers: readonly LRScheduler[]) {
    const first = schedulers[0];
    if (!first) {
      throw new ValueError(
        'ChainedScheduler expects at least one scheduler to be chained, but got no scheduler.',
      );
    }
    if (schedulers.some((scheduler) => scheduler.optimizer !== first.optimizer)) {
      throw new ValueError('ChainedScheduler expects all schedulers to belong to the same optimizer');
    }
    this.schedulers = schedulers;
    this.optimizer = first.optimizer;
  }

  step(): void {
    this.schedulers.forEach((scheduler) => scheduler.step());
  }

  getLastLr(): number[] {
    return this.schedulers.at(-1)!.getLastLr();
  }

  /** Where each of its schedulers stands. */
  stateDict(): SchedulerState {
    return { schedulers: statesOf(this.schedulers) };
  }

  loadStateDict({ schedulers }: SchedulerState): void {
    loadStates(this.schedulers, schedulers);
  }
}
