/** @file All steps of a run in one list; only episodes that changed are worked out anew. */

import type { History } from './history';
import { buildSteps, type Detail, type Step } from './steps';

export class StepList {
  readonly #steps: Step[] = [];
  #snapshot: readonly Step[] = [];
  readonly #history: History;
  readonly #firsts: number[] = [];
  #detail: Detail = 'differentiable';

  constructor(history: History) {
    this.#history = history;
  }

  /** In the order they happened; another array whenever something changed, so that views notice. */
  get steps(): readonly Step[] {
    return this.#snapshot;
  }

  /** Which operations are steps; takes effect at the next `refresh`. */
  set detail(detail: Detail) {
    if (detail === this.#detail) return;
    this.#detail = detail;
    this.#history.dirtyFrom = 0;
  }

  /** Brings the list up to date with the history. */
  refresh(): void {
    const history = this.#history;
    const { episodes, dirtyFrom } = history;
    if (dirtyFrom >= episodes.length) return;
    const steps = this.#steps;
    steps.length = this.#firsts[dirtyFrom] ?? steps.length;
    for (let index = dirtyFrom; index < episodes.length; index++) {
      const episode = episodes[index];
      if (episode === undefined) continue;
      this.#firsts[index] = steps.length;
      for (const step of buildSteps(history, episode, this.#detail)) steps.push(step);
    }
    history.dirtyFrom = Infinity;
    this.#snapshot = steps.slice();
  }

  /** Index of an episode's first step. */
  first(episode: number): number {
    return this.#firsts[episode] ?? this.#steps.length;
  }

  /** How many steps an episode has. */
  count(episode: number): number {
    return this.first(episode + 1) - this.first(episode);
  }

  /** The last step that began at or before a position; the first one where none did; −1 where there is none. */
  indexAt(position: number): number {
    const steps = this.#steps;
    if (steps.length === 0) return -1;
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle]?.start ?? Infinity) <= position) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /**
   * Where the cursor rests unless moved: the last forward step of the newest episode that is differentiated.
   * An operation after a training, such as a last look at the result, does not take its place. Where nothing is
   * differentiated, the last forward step of all; −1 where there is none.
   */
  resting(): number {
    const steps = this.#steps;
    let newest = -1;
    let differentiated = false;
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index];
      if (step?.phase === 'backward') differentiated = true;
      if (step?.phase !== 'forward') continue;
      if (differentiated) return index;
      if (newest < 0) newest = index;
    }
    return newest < 0 ? steps.length - 1 : newest;
  }
}
