/** @file Saving as one types: one write at a time, the latest wins, a failed one is tried again. */

/** How long to wait before the next try after a failure, in milliseconds; grows to the last one. */
const WAITS = [500, 2_000, 5_000, 15_000] as const;

/**
 * Writes values by key. A value is handed to `write` at once; what arrives for a key while its write is
 * under way waits, and only the newest of it is written next. On failure `problem` says so, until it worked.
 */
export class SaveQueue<T> {
  /** why the latest try failed, in a sentence; null: all is well */
  problem = $state<string | null>(null);

  readonly #write: (key: string, value: T) => Promise<void>;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #waiting = new Map<string, T>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #busy = new Set<string>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #failures = new Map<string, { count: number; timer: ReturnType<typeof setTimeout> }>();

  constructor(write: (key: string, value: T) => Promise<void>) {
    this.#write = write;
  }

  /** Whether everything given so far has been written. */
  get settled(): boolean {
    return this.#waiting.size === 0 && this.#busy.size === 0;
  }

  save(key: string, value: T): void {
    this.#waiting.set(key, value);
    if (!this.#busy.has(key)) void this.#next(key);
  }

  /** Tries at once again what has failed. */
  retry(): void {
    for (const [key, failure] of this.#failures) {
      clearTimeout(failure.timer);
      if (!this.#busy.has(key)) void this.#next(key);
    }
  }

  async #next(key: string): Promise<void> {
    const value = this.#waiting.get(key);
    if (value === undefined) return;
    clearTimeout(this.#failures.get(key)?.timer);
    this.#waiting.delete(key);
    this.#busy.add(key);
    try {
      await this.#write(key, value);
      this.#failures.delete(key);
      if (this.#failures.size === 0) this.problem = null;
    } catch (error) {
      this.problem = reason(error);
      if (!this.#waiting.has(key)) this.#waiting.set(key, value);
      this.#later(key);
      return;
    } finally {
      this.#busy.delete(key);
    }
    await this.#next(key);
  }

  #later(key: string): void {
    const count = this.#failures.get(key)?.count ?? 0;
    const wait = WAITS[Math.min(count, WAITS.length - 1)];
    const timer = setTimeout(() => void this.#next(key), wait);
    this.#failures.set(key, { count: count + 1, timer });
  }
}

/** What went wrong, without the words that Electron puts before an error from the main process. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^Error invoking remote method '[^']*': (?:\w*Error: )?/, '');
}
