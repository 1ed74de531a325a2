/** @file What learning rate schedulers share. */

import { ArgumentTypeError } from '../errors';
import { pythonType } from '../refusals';
import { Optimizer } from './optimizer';

/** A param group as a scheduler sees it; any optimiser has an `lr`. */
export interface ScheduledGroup {
  lr: number;
  initialLr?: number;
  betas?: readonly [number, number];
  momentum?: number;
}

/** What a scheduler remembers: numbers, words, and lists of them. */
export type SchedulerState = Readonly<Record<string, unknown>>;

const NOT_STATE = new Set(['optimizer', 'groups', 'isInitial']);

/** Functions are not saved. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  return value === null || ['number', 'string', 'boolean'].includes(typeof value);
}

/** The optimiser's groups, to read and to set. */
export function groupsOf(optimizer: Optimizer): ScheduledGroup[] {
  if (!(optimizer instanceof Optimizer)) {
    throw new ArgumentTypeError(`${pythonType(optimizer)} is not an Optimizer`);
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

  /** Where the scheduler stands, as plain data; the rates themselves are the optimiser's to save. */
  stateDict(): SchedulerState {
    const fields = Object.entries(this).filter(([key, value]) => !NOT_STATE.has(key) && isPlain(value));
    return Object.fromEntries([...fields, ['lastLr', this.getLastLr()]]);
  }

  /** Goes on where the state was taken. */
  loadStateDict(state: SchedulerState): void {
    const own = Object.keys(this).filter((key) => !NOT_STATE.has(key) && key in state);
    for (const key of own) (this as unknown as Record<string, unknown>)[key] = state[key];
  }

  /** The rates that are in use. */
  getLastLr(): number[] {
    return this.groups.map((group) => group.lr);
  }

  protected each(rate: (group: ScheduledGroup, i: number) => number): number[] {
    return this.groups.map(rate);
  }
}
