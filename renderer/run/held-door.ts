/** @file The way of questions to a run's worker: as messages, or through shared memory while it stands still. */

import type { PauseSwitch } from './pauses';
import type { ToWorker } from './protocol';

/**
 * A worker that stands still in the middle of code hears no messages. What is asked then goes through the memory that it
 * waits on, one question at a time.
 */
export class HeldDoor {
  readonly #worker: Pick<Worker, 'postMessage'>;
  readonly #pauses: Pick<PauseSwitch, 'ask'>;
  #waiting: ToWorker[] = [];
  #still = false;

  constructor(worker: Pick<Worker, 'postMessage'>, pauses: Pick<PauseSwitch, 'ask'>) {
    this.#worker = worker;
    this.#pauses = pauses;
  }

  postMessage(message: ToWorker): void {
    this.#waiting.push(message);
    this.#next();
  }

  /** The run stands still, or goes on again. */
  held(still: boolean): void {
    this.#still = still;
    this.#next();
  }

  /** An answer has come, so the next question can be asked. */
  answered(): void {
    this.#next();
  }

  #next(): void {
    if (!this.#still) {
      for (const message of this.#waiting) this.#worker.postMessage(message);
      this.#waiting = [];
    }
    const [first] = this.#waiting;
    if (first !== undefined && this.#pauses.ask(JSON.stringify(first))) this.#waiting.shift();
  }
}
