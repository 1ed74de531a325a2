/** @file What learning rate schedulers share. */

import { ArgumentTypeError } from '../errors';
import { Optimizer } from './optimizer';

/** A param group as a scheduler sees it; any optimiser has an `lr`. */
export interface ScheduledGroup {
  lr: number;
  initialLr?: number;
  betas?: readonly [number, number];
  momentum?: number;
}

/** The optimiser's groups, to read and to set. */
export function groupsOf(optimizer: Optimizer): ScheduledGroup[] {
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentTypeError(`${typeof optimizer} is not an Optimizer`);
  }
  return optimizer.paramGroups as unknown as ScheduledGroup[];
}

/**
 * Sets the learning rate of every param group at each `step()`.
 * Source: https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */
export abstract class LRScheduler {
  readonly optimizer: Optimizer;
  readonly groups: ScheduledGroup[];
  readonly baseLrs: readonly number[];
  /** steps made; 0 after construction */
  lastEpoch = -1;
  /** true in the step that the constructor makes */
  protected isInitial = false;

  /** A subclass sets its own fields and then calls `initialStep`. */
  constructor(optimizer: Optimizer) {
    this.optimizer = optimizer;
    this.groups = groupsOf(optimizer);
    this.baseLrs = this.groups.map((group) => (group.initialLr ??= group.lr));
  }

  /** Makes the step that gives the rates to start with. */
  initialStep(): void {
    this.isInitial = true;
    this.step();
    this.isInitial = false;
  }

  /** The rates after `lastEpoch` steps, from those that the groups have now. */
  protected abstract getLr(): number[];

  /** The rates at the start, whatever the groups have now. */
  protected startLr(): number[] {
    return [...this.baseLrs];
  }

  step(): void {
    this.lastEpoch++;
    this.set(this.getLr());
  }

  /** Begins anew: what SequentialLR does at a milestone. */
  restart(): void {
    this.lastEpoch = 0;
    this.set(this.startLr());
  }

  protected set(rates: readonly number[]): void {
    this.groups.forEach((group, i) => (group.lr = rates[i]!));
  }

  /** The rates that are in use. */
  getLastLr(): number[] {
    return this.groups.map((group) => group.lr);
  }

  protected each(rate: (group: ScheduledGroup, i: number) => number): number[] {
    return this.groups.map(rate);
  }
}
