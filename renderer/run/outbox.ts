/** @file Trace events on their way to the page: in order, in batches, waiting for numbers that are still on a GPU. */

import type { TraceEvent } from '../../engine/trace/events';
import type { Draft } from '../../engine/trace/holding';

/** Milliseconds between two batches while a run is busy. */
const PAUSE = 16;
/** Events that are sent even if the pause is not over. */
const FULL = 500;

export class Outbox {
  readonly #post: (events: readonly TraceEvent[]) => void;
  readonly #failed: (error: unknown) => void;
  #ready: TraceEvent[] = [];
  /** everything behind the first event that is not ready yet */
  #waiting: Promise<void> | null = null;
  #lastPost = -Infinity;
  #broken = false;

  /** @param failed hears of the first event whose numbers could not be read */
  constructor(post: (events: readonly TraceEvent[]) => void, failed: (error: unknown) => void) {
    this.#post = post;
    this.#failed = failed;
  }

  push(draft: Draft): void {
    if (!this.#waiting && !(draft instanceof Promise)) {
      this.#take(draft);
      return;
    }
    const event = Promise.resolve(draft);
    // awaited in its turn; until then its failure must not count as unhandled
    event.catch(() => undefined);
    const turn: Promise<void> = (this.#waiting ?? Promise.resolve())
      .then(() => event)
      .then(
        (ready) => this.#take(ready),
        (error: unknown) => this.#fail(error),
      )
      .then(() => {
        if (this.#waiting === turn) this.#waiting = null;
      });
    this.#waiting = turn;
  }

  /** Sends what is ready, if it is time to. */
  flush(now = false): void {
    if (this.#ready.length === 0) return;
    const time = performance.now();
    if (!now && time - this.#lastPost < PAUSE) return;
    this.#lastPost = time;
    const events = this.#ready;
    this.#ready = [];
    this.#post(events);
  }

  /** Resolves when everything pushed so far has been sent. */
  async drain(): Promise<void> {
    while (this.#waiting) await this.#waiting;
    this.flush(true);
  }

  #take(event: TraceEvent): void {
    this.#ready.push(event);
    this.flush(this.#ready.length >= FULL);
  }

  #fail(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#failed(error);
  }
}
