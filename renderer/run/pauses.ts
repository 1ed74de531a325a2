/** @file Pausing a run: a switch that window and worker share, so that it is seen even by code that never yields. */

/** What the window wants. */
const RUN = 0;
const PAUSE = 1;
const STEP = 2;

/** Milliseconds after which a run that comes to no end of an episode is paused where it is, and that a step may take. */
const PATIENCE = 1_000;
const STEP_PATIENCE = 10_000;

/** The window's side. */
export class PauseSwitch {
  readonly buffer: SharedArrayBuffer;
  readonly #state: Int32Array;

  constructor() {
    this.buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#state = new Int32Array(this.buffer);
  }

  pause(): void {
    this.#set(PAUSE);
  }

  resume(): void {
    this.#set(RUN);
  }

  /** One episode on; where there are none, one turn of a loop. */
  step(): void {
    this.#set(STEP);
  }

  #set(state: number): void {
    Atomics.store(this.#state, 0, state);
    Atomics.notify(this.#state, 0);
  }
}

/** How far the recorded run has come. */
export interface Episodes {
  /** episodes that are over */
  readonly ended: number;
  /** whether none is under way */
  readonly between: boolean;
}

/** The worker's side. */
export class Pauses {
  readonly #state: Int32Array;
  readonly #episodes: () => Episodes;
  readonly #now: () => number;
  /** paused no earlier than when this many episodes are over */
  #target = 0;
  #deadline: number | null = null;

  constructor(buffer: SharedArrayBuffer, episodes: () => Episodes, now: () => number) {
    this.#state = new Int32Array(buffer);
    this.#episodes = episodes;
    this.#now = now;
  }

  /** Whether the run is to stop, here or soon. */
  readonly wanted = (): boolean => Atomics.load(this.#state, 0) !== RUN;

  /** Whether the run is to stop here. */
  get here(): boolean {
    if (Atomics.load(this.#state, 0) === RUN) {
      this.#target = 0;
      this.#deadline = null;
      return false;
    }
    const { ended, between } = this.#episodes();
    if (Atomics.compareExchange(this.#state, 0, STEP, PAUSE) === STEP) {
      // a text without episodes goes one turn on
      const turn = ended === 0 && between ? 0 : 1;
      this.#target = ended + turn;
      this.#deadline = this.#now() + STEP_PATIENCE;
      return false;
    }
    const time = this.#now();
    this.#deadline ??= time + PATIENCE;
    return (between && ended >= this.#target) || time > this.#deadline;
  }

  /** Waits until the window wants something else; others have their turn meanwhile. */
  async wait(): Promise<void> {
    const { async, value } = Atomics.waitAsync(this.#state, 0, PAUSE);
    if (async) await value;
  }

  /** Waits in the middle of code that cannot await: the worker stands still. */
  block(): void {
    Atomics.wait(this.#state, 0, PAUSE);
  }
}
