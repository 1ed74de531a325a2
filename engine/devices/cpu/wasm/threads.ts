/**
 * @file Threads that share the kernels' work. Who has some writes it on a board and takes part after part of it;
 * helpers that are awake take parts as well. Nobody waits for one that is not.
 */

import { CUTS, type SharedKernel } from './parts';
import { exportsOf, type Exports, type Kernels } from './kernels';

/** What a helper needs: it goes to another thread. */
export interface Shared {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly board: SharedArrayBuffer;
}

/** Fields of the board: of its 32-bit words … */
const TICKET = 0;
const DONE = 1;
const KERNEL = 2;
const PARTS = 3;
const COUNT = 4;
/** … and where the arguments begin, which are doubles. */
const ARGUMENTS_AT = 32;
const MOST_ARGUMENTS = 16;
/** The ticket: parts that nobody has taken yet in the low bits, above them the number of the work. */
const LEFT_BITS = 8;
export const MOST_PARTS = (1 << LEFT_BITS) - 1;

/** How long a helper looks for more before it sleeps: waking one takes about as long. */
const AWAKE_MS = 0.05;
/** How long the last part of another is waited for actively; then in sleeps of this length. */
const PATIENT_MS = 1;

function call(wasm: Exports, kernel: SharedKernel, args: readonly number[]): void {
  (wasm[kernel] as (...args: readonly number[]) => void)(...args);
}

/** Work that is to be done, seen by all. */
export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #arguments: Float64Array;

  constructor(
    buffer = new SharedArrayBuffer(ARGUMENTS_AT + MOST_ARGUMENTS * Float64Array.BYTES_PER_ELEMENT),
  ) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#arguments = new Float64Array(buffer, ARGUMENTS_AT);
  }

  /** Puts work there. What was there before must be done. */
  put(kernel: number, args: readonly number[], parts: number): void {
    const words = this.#words;
    words[KERNEL] = kernel;
    words[PARTS] = parts;
    words[COUNT] = args.length;
    this.#arguments.set(args);
    Atomics.store(words, DONE, 0);
    const number = (Atomics.load(words, TICKET) >> LEFT_BITS) + 1;
    Atomics.store(words, TICKET, (number << LEFT_BITS) | parts);
    Atomics.notify(words, TICKET);
  }

  /** Does a part, if there is one that nobody has taken. */
  work(wasm: Exports): boolean {
    const words = this.#words;
    for (;;) {
      const ticket = Atomics.load(words, TICKET);
      const left = ticket & MOST_PARTS;
      if (left === 0) return false;
      // who has a part of it knows that the work stays on the board until this is done, too
      if (Atomics.compareExchange(words, TICKET, ticket, ticket - 1) !== ticket) continue;
      const [name, cut] = CUTS[words[KERNEL]!]!;
      const args = Array.from(this.#arguments.subarray(0, words[COUNT]));
      call(wasm, name, cut(args, left - 1, words[PARTS]!));
      Atomics.add(words, DONE, 1);
      Atomics.notify(words, DONE);
      return true;
    }
  }

  /** Waits for the parts that others have taken. */
  finish(): void {
    const words = this.#words;
    const parts = words[PARTS]!;
    const until = performance.now() + PATIENT_MS;
    for (let done = Atomics.load(words, DONE); done < parts; done = Atomics.load(words, DONE)) {
      if (performance.now() > until) Atomics.wait(words, DONE, done, PATIENT_MS);
    }
  }

  /** Waits until there is work: for a little while actively. */
  wait(): void {
    const words = this.#words;
    const until = performance.now() + AWAKE_MS;
    for (
      let ticket = Atomics.load(words, TICKET);
      (ticket & MOST_PARTS) === 0;
      ticket = Atomics.load(words, TICKET)
    ) {
      if (performance.now() > until) Atomics.wait(words, TICKET, ticket);
    }
  }
}

/** A helper's whole life: it ends with its thread. */
export function help({ module, memory, board }: Shared): never {
  const wasm = exportsOf(module, memory);
  const work = new Board(board);
  for (;;) if (!work.work(wasm)) work.wait();
}

/** Starts helpers: each in a thread of its own that calls `help` with what it gets. */
export type Enlist = (work: Shared) => void;

let enlist: Enlist | null = null;
let board: Board | null = null;

/** Says who starts helpers, which is asked once there is work for them; null: nobody. */
export function shareWork(by: Enlist | null): void {
  enlist = by;
  board = null;
}

/** Does a kernel's work, in so many parts if there may be helpers. */
export function share(wasm: Kernels, kernel: SharedKernel, args: readonly number[], parts: number): void {
  const whole = Math.min(MOST_PARTS, Math.floor(parts));
  if (whole < 2 || !enlist || !wasm.module) {
    call(wasm, kernel, args);
    return;
  }
  if (!board) {
    board = new Board();
    enlist({ module: wasm.module, memory: wasm.memory, board: board.buffer });
  }
  board.put(
    CUTS.findIndex(([name]) => name === kernel),
    args,
    whole,
  );
  while (board.work(wasm)) {
    // part after part
  }
  board.finish();
}
