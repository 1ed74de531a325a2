/** @file Pausing a run: a switch that window and worker share, so that it is seen even by code that never yields. */

/** What the window wants. */
const RUN = 0;
const PAUSE = 1;
const STEP = 2;
/** as PAUSE, and an answer: the question lies behind the state */
const ASK = 3;

/** Where the shared memory has the state, the question's length, and its characters. */
const STATE = 0;
const LENGTH = 1;
const TEXT_AT = 2 * Int32Array.BYTES_PER_ELEMENT;
/** How long a question may be, in characters. */
const MOST_TEXT = 8_192;

/** Milliseconds after which a run that comes to no end of an episode is paused where it is, and that a step may take. */
const PATIENCE = 1_000;
const STEP_PATIENCE = 10_000;

/** The window's side. */
export class PauseSwitch {
  readonly buffer: SharedArrayBuffer;
  readonly #state: Int32Array;
  readonly #text: Uint16Array;

  constructor() {
    this.buffer = new SharedArrayBuffer(TEXT_AT + MOST_TEXT * Uint16Array.BYTES_PER_ELEMENT);
    this.#state = new Int32Array(this.buffer, 0, 2);
    this.#text = new Uint16Array(this.buffer, TEXT_AT);
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

  /** Asks a run that stands still something, even in the middle of code. False: not now; it does not, or is being asked. */
  ask(question: string): boolean {
    if (question.length > MOST_TEXT || Atomics.load(this.#state, STATE) !== PAUSE) return false;
    // the worker reads this once the state says so, and the window alone sets that
    for (let i = 0; i < question.length; i++) this.#text[i] = question.charCodeAt(i);
    Atomics.store(this.#state, LENGTH, question.length);
    this.#set(ASK);
    return true;
  }

  #set(state: number): void {
    Atomics.store(this.#state, STATE, state);
    Atomics.notify(this.#state, STATE);
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
  readonly #text: Uint16Array;
  readonly #episodes: () => Episodes;
  readonly #now: () => number;
  /** paused no earlier than when this many episodes are over */
  #target = 0;
  #deadline: number | null = null;

  constructor(buffer: SharedArrayBuffer, episodes: () => Episodes, now: () => number) {
    this.#state = new Int32Array(buffer, 0, 2);
    this.#text = new Uint16Array(buffer, TEXT_AT);
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

  /** What the window asks of the run that stands still; null: nothing. Taken once. */
  question(): string | null {
    if (Atomics.load(this.#state, STATE) !== ASK) return null;
    const text = String.fromCharCode(...this.#text.subarray(0, Atomics.load(this.#state, LENGTH)));
    // the window may have wanted something else meanwhile
    return Atomics.compareExchange(this.#state, STATE, ASK, PAUSE) === ASK ? text : null;
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
