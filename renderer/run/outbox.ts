/** @file Trace events on their way to the page: in order, in batches, waiting for numbers that are still on a GPU. */

import type { TraceEvent } from '../../engine/trace/events';
import type { Draft } from '../../engine/trace/holding';
import { Packer, type Packed } from './packing';

/** Milliseconds between two batches while a run is busy. */
const PAUSE = 16;
/** What only moves curves and the progress may wait for this share of the run's time so far: each message has its price, */
const PATIENCE = 0.05;
/** but no longer than this, in milliseconds. */
const LONGEST = 200;
/** Packed events that are sent even if the pause is not over. */
const FULL = 500;

/** What a learner waits for when a run begins: the first of these goes at once, with all that comes before it. */
const RESULTS: ReadonlySet<TraceEvent['type']> = new Set(['loss', 'print']);

const PATIENT: ReadonlySet<TraceEvent['type']> = new Set(['loss', 'log', 'turn', 'progress']);

export class Outbox {
  readonly #post: (events: readonly Packed[]) => void;
  readonly #failed: (error: unknown) => void;
  readonly #packer = new Packer();
  /** everything behind the first event that is not ready yet */
  #waiting: Promise<void> | null = null;
  readonly #began = performance.now();
  #lastPost = -Infinity;
  /** whether all that is ready can wait */
  #patient = true;
  /** whether there was a result yet */
  #spoke = false;
  #broken = false;

  /** @param failed hears of the first event whose numbers could not be read */
  constructor(post: (events: readonly Packed[]) => void, failed: (error: unknown) => void) {
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
    if (this.#packer.length === 0) return;
    const time = performance.now();
    if (!now && time - this.#lastPost < this.#pauseAt(time)) return;
    this.#lastPost = time;
    this.#patient = true;
    this.#post(this.#packer.take());
  }

  /** Resolves when everything pushed so far has been sent. */
  async drain(): Promise<void> {
    while (this.#waiting) await this.#waiting;
    this.flush(true);
  }

  #take(event: TraceEvent): void {
    this.#packer.push(event);
    if (!PATIENT.has(event.type)) this.#patient = false;
    const isFirst = !this.#spoke && RESULTS.has(event.type);
    if (isFirst) this.#spoke = true;
    this.flush(isFirst || this.#packer.length >= FULL);
  }

  #pauseAt(time: number): number {
    return this.#patient ? Math.min(LONGEST, Math.max(PAUSE, PATIENCE * (time - this.#began))) : PAUSE;
  }

  #fail(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#failed(error);
  }
}
