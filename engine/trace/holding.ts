/** @file What is sent at once, and what is held back until it is known whether its episode is kept. */

import type { Tensor } from '../tensor';
import type { TraceEvent, Value } from './events';
import type { Telling } from './gradients';
import type { Kept } from './kept';

/** An event, or on a GPU the promise of one whose numbers are on their way. */
export type Draft = TraceEvent | Promise<TraceEvent>;

/** Sends drafts in order; those of an episode that is not kept wait, and are sent only if it turns out to be the last. */
export class Holding {
  readonly #emit: (draft: Draft) => void;
  /** the drafts of the episode at hand when it is not kept */
  #held: Draft[] | null = null;
  /** what is kept from here on belongs to the episode at hand */
  #keptBefore = 1;
  /** ids that the trace has heard of, and those that it hears of if what is held is sent */
  readonly #known = new Set<number>();
  #knownIfHeld = new Set<number>();
  /** what changed in episodes that were dropped, by id */
  #outdated: ReadonlyMap<number, Tensor> = new Map();
  #changedInHeld = new Map<number, Tensor>();

  constructor(emit: (draft: Draft) => void) {
    this.#emit = emit;
  }

  /** What the trace has wrong if what is held is dropped, by id. */
  get outdated(): ReadonlyMap<number, Tensor> {
    const outdated = new Map(this.#outdated);
    this.#changedInHeld.forEach((tensor, id) => {
      if (this.#known.has(id)) outdated.set(id, tensor);
    });
    return outdated;
  }

  /** An episode begins, and the one before is dropped if it was held. */
  begin(isKept: boolean, kept: Kept): void {
    this.#outdated = isKept ? new Map() : this.outdated;
    this.#knownIfHeld = new Set();
    this.#changedInHeld = new Map();
    if (this.#held) kept.drop(this.#keptBefore);
    this.#keptBefore = kept.mark;
    this.#held = isKept ? null : [];
  }

  /** Sends what is held: the episode at hand is kept after all. */
  keep(): void {
    if (!this.#held) return;
    this.#held.forEach((draft) => this.#emit(draft));
    this.#held = null;
    this.#knownIfHeld.forEach((id) => this.#known.add(id));
    this.#knownIfHeld = new Set();
    this.#changedInHeld = new Map();
    this.#outdated = new Map();
  }

  isKnown(id: number): boolean {
    return this.#known.has(id) || this.#knownIfHeld.has(id);
  }

  /** A tensor enters the trace, if what is held is sent. */
  know(id: number): void {
    (this.#held ? this.#knownIfHeld : this.#known).add(id);
  }

  /** A known tensor holds or has collected something else. */
  changed(id: number, tensor: Tensor): void {
    if (this.#held && this.isKnown(id)) this.#changedInHeld.set(id, tensor);
  }

  send(draft: Draft): void {
    if (this.#held) this.#held.push(draft);
    else this.#emit(draft);
  }

  /** Sends what is built of values, when these are there. */
  sendWith({ values, build }: Telling): void {
    if (values.some((value) => value instanceof Promise)) this.send(Promise.all(values).then(build));
    else this.send(build(values as (Value | null)[]));
  }
}
