/** @file The learner's timers: a run is not over while one is still to come. */

/** As it was before learner code could put another in its place. */
const OwnPromise = Promise;

/** Counts the timers of a worker's scope. Made before learner code runs, which may put its own in their place. */
export class Timers {
  readonly #set: (callback: () => void, delay?: number) => number;
  readonly #clear: (id?: number) => void;
  readonly #waiting = new Set<number>();
  #idle: () => void = () => undefined;

  constructor(scope: Pick<WindowOrWorkerGlobalScope, TimerName>) {
    const repeat = scope.setInterval.bind(scope);
    const set = scope.setTimeout.bind(scope);
    const clear = scope.clearTimeout.bind(scope);
    this.#set = set;
    this.#clear = clear;
    const forget = (id: number): void => {
      if (this.#waiting.delete(id) && this.#waiting.size === 0) this.#idle();
    };
    scope.setTimeout = (handler: TimerHandler, delay?: number, ...args: unknown[]): number => {
      const id = set(() => {
        try {
          call(handler, args);
        } finally {
          forget(id);
        }
      }, delay);
      this.#waiting.add(id);
      return id;
    };
    scope.setInterval = (handler: TimerHandler, delay?: number, ...args: unknown[]): number => {
      const id = repeat(() => call(handler, args), delay);
      this.#waiting.add(id);
      return id;
    };
    scope.clearTimeout = scope.clearInterval = (id?: number): void => {
      clear(id);
      if (id !== undefined) forget(id);
    };
  }

  /** Timers still to come. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** Resolves when no timer is to come any more. */
  idle(): Promise<void> {
    return new OwnPromise((resolve) => {
      if (this.#waiting.size === 0) resolve();
      else this.#idle = resolve;
    });
  }

  /** Lets everything that is ready happen first: one turn of the event loop. */
  turn(): Promise<void> {
    return new OwnPromise((resolve) => void this.#set(resolve));
  }

  /** Forgets all that are still to come. */
  stop(): void {
    this.#waiting.forEach((id) => this.#clear(id));
    this.#waiting.clear();
    this.#idle();
  }
}

type TimerName = 'setTimeout' | 'setInterval' | 'clearTimeout' | 'clearInterval';

/** A text instead of a function is code to a browser, but learner code is a function here. */
function call(handler: TimerHandler, args: readonly unknown[]): void {
  if (typeof handler !== 'function') throw new TypeError('a timer takes a function');
  (handler as (...values: readonly unknown[]) => void)(...args);
}
