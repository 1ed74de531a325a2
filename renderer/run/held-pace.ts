/** @file The pace of a run in its worker: it tells how far it has come, lets others have their turn, and can be held. */

import type { Recorder } from '../../engine/trace/recorder';
import type { LoopFacts } from './compiled';
import type { Pace } from './host';
import type { Outbox } from './outbox';
import { Pauses } from './pauses';

/** As they were before learner code could put others in their place. */
const OwnPromise = Promise;
const clock = performance.now.bind(performance);

/** What a run in a worker is made of. */
export interface Parts {
  readonly pauses: SharedArrayBuffer;
  readonly recorder: Recorder;
  readonly outbox: Outbox;
  readonly loops: readonly LoopFacts[];
  /** waits for the device's work */
  readonly settled: () => Promise<void>;
  /** it stands still, or goes on again */
  readonly told: (paused: boolean) => void;
  /** the window asks something while it stands still */
  readonly asked: (question: string) => void;
}

export class HeldPace implements Pace {
  readonly #parts: Parts;
  readonly #pauses: Pauses;
  readonly #started = clock();
  readonly #channel = new MessageChannel();
  #held = 0;
  #goOn: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#pauses = new Pauses(parts.pauses, () => parts.recorder, this.now);
    this.#channel.port1.onmessage = () => this.#goOn();
  }

  /** Pauses do not count. */
  readonly now = (): number => clock() - this.#started - this.#held;

  readonly hurried = (): boolean => this.#pauses.wanted();

  flush(now = false): void {
    this.#parts.outbox.flush(now);
  }

  /**
   * One turn of the event loop, in which messages are heard and memory that is no longer used is found; on a GPU
   * until its work is done, so that no more and more of it waits. (A timer would take 4 ms.)
   */
  async rest(): Promise<void> {
    await new OwnPromise<void>((resolve) => {
      this.#goOn = resolve;
      this.#channel.port2.postMessage(null);
    });
    await this.#parts.settled();
  }

  async hold(): Promise<void> {
    while (this.#pauses.here) {
      this.#parts.recorder.keep();
      await this.#parts.outbox.drain();
      const from = this.#begin();
      await this.#pauses.wait();
      while (this.#answered()) await this.#pauses.wait();
      this.#end(from);
    }
  }

  block(): void {
    while (this.#pauses.here) {
      this.#parts.recorder.keep();
      this.#parts.outbox.flush(true);
      const from = this.#begin();
      this.#pauses.block();
      while (this.#answered()) this.#pauses.block();
      this.#end(from);
    }
  }

  #answered(): boolean {
    const question = this.#pauses.question();
    if (question !== null) this.#parts.asked(question);
    return question !== null;
  }

  #begin(): number {
    this.#parts.told(true);
    return clock();
  }

  #end(from: number): void {
    this.#held += clock() - from;
    this.#parts.told(false);
  }

  turned(site: number, done: number, total: number | null): void {
    const { line = 0, parent = null } = this.#parts.loops[site] ?? {};
    this.#parts.outbox.push({
      type: 'turn',
      loop: site,
      parent,
      line,
      done,
      total,
      milliseconds: this.now(),
    });
  }
}
