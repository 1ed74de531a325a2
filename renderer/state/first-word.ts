/** @file How long others leave the processor to a run that has just begun: until it has something to show, or for a while. */

import type { Packed } from '../run/packing';

/** Longer than a run should take for its first result; a text that shows nothing holds nobody up. */
const LONGEST_MS = 1500;

const WORDS: ReadonlySet<Packed['type']> = new Set(['loss', 'losses', 'print', 'done', 'error']);

/** What one run has to say first. */
export class FirstWord {
  /** resolves when it is said, when none will come, or after a while */
  readonly said: Promise<void>;
  #resolve: () => void = () => undefined;
  readonly #late: ReturnType<typeof setTimeout>;

  constructor() {
    this.said = new Promise((resolve) => (this.#resolve = resolve));
    this.#late = setTimeout(this.#resolve, LONGEST_MS);
  }

  hear(events: readonly Packed[]): void {
    if (events.some(({ type }) => WORDS.has(type))) this.end();
  }

  /** It is over. */
  end(): void {
    clearTimeout(this.#late);
    this.#resolve();
  }
}
