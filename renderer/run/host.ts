/** @file What instrumented learner code talks to: it tells lines, names and turns of loops, and gives the module 'backstep'. */

import * as nn from '../../engine/nn/index';
import { checked } from '../../engine/arguments/face';
import { Tensor } from '../../engine/tensor';
import { writtenAsFloats } from '../../engine/literals';
import type { Recorder } from '../../engine/trace/recorder';
import { LoopClock } from './loop-clock';

/** Iterated anew for every call, and never the learner's. */
const NO_ARGUMENTS: readonly never[] = Object.freeze([]);

/** An import asks for what is not there. */
export class ImportError extends SyntaxError {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** How a run is kept going, and held; the worker's part of a breath. */
export interface Pace {
  /** milliseconds since the run began, without pauses */
  now(): number;
  /** whether every turn is to be looked at */
  hurried(): boolean;
  /** sends what has been recorded, if it is time to, or now */
  flush(now?: boolean): void;
  /** lets everything that waits have its turn */
  rest(): Promise<void>;
  /** stands still here for as long as the window wants it */
  hold(): Promise<void>;
  /** the same where nothing can be awaited */
  block(): void;
  /** a loop has come so far */
  turned(site: number, done: number, total: number | null): void;
}

/** Where nobody watches a run. */
const ALONE: Pace = {
  now: () => performance.now(),
  hurried: () => false,
  flush: () => undefined,
  rest: () => Promise.resolve(),
  hold: () => Promise.resolve(),
  block: () => undefined,
  turned: () => undefined,
};

export class Host {
  /** everything that can be imported from 'backstep' */
  readonly module: Readonly<Record<string, unknown>>;
  readonly #recorder: Recorder;
  readonly #pace: Pace;
  readonly #clock: LoopClock;
  #scope: Readonly<Record<string, () => unknown>> = {};
  /** whether the window has heard of an episode, or could not */
  #isShown = false;
  /** how often learner code told something: it is still at work while this rises */
  marks = 0;

  constructor(recorder: Recorder, module: Readonly<Record<string, unknown>>, pace: Pace = ALONE) {
    this.#recorder = recorder;
    this.module = checked(module);
    this.#pace = pace;
    this.#clock = new LoopClock(this.#pace.now, () => this.#pace.hurried() || this.#isFirst);
  }

  /** An episode is over, the first that the window can hear of: it is shown before a GPU gets more work to do. */
  get #isFirst(): boolean {
    return !this.#isShown && this.#recorder.ended > 0;
  }

  /** The line of the call that comes next; spread into it, this adds no argument. */
  line = (line: number, floats?: readonly number[]): readonly never[] => this.at(line, NO_ARGUMENTS, floats);

  /** The line of the call that comes next, and which of its numbers are written like `2.0`; `value` is passed through. */
  at = <T>(line: number, value: T, floats?: readonly number[]): T => {
    this.marks++;
    this.#recorder.line = line;
    writtenAsFloats(floats);
    return value;
  };

  /** A variable or property takes a value: a tensor gets its name. */
  name = <T>(name: string, value: T): T => {
    if (value instanceof Tensor) this.#recorder.name(value, name);
    else if (value instanceof nn.Module) this.#nameParameters(name, value);
    return value;
  };

  /** `this.fc1 = new nn.Linear(3, 2)` names `fc1.weight` and `fc1.bias`; a name given further inside stays. */
  #nameParameters(name: string, module: nn.Module): void {
    for (const [path, parameter] of module.namedParameters()) {
      this.#recorder.name(parameter, `${name}.${path}`);
    }
  }

  /** A loop begins another turn. True: `breathe` is due, or `turn` where nothing can be awaited. */
  tick = (site: number): boolean => {
    this.marks++;
    return this.#clock.turn(site);
  };

  /** Between two turns: the window hears of the run, and others have their turn. See `Loops` for the arguments. */
  breathe = async (site: number, ...extent: readonly unknown[]): Promise<void> => {
    this.#tell(site, extent);
    const first = this.#isFirst;
    if (this.#clock.isBreathDue || first) {
      this.#isShown = this.#recorder.ended > 0;
      await this.#pace.rest();
      if (first) this.#pace.flush(true);
      this.#clock.breathed();
    }
    await this.#pace.hold();
  };

  /** The same in a loop that cannot await: nobody else has their turn. */
  turn = (site: number, ...extent: readonly unknown[]): void => {
    this.#tell(site, extent);
    if (this.#clock.isBreathDue || this.#isFirst) {
      this.#isShown = this.#recorder.ended > 0;
      this.#clock.breathed();
    }
    this.#pace.block();
  };

  #tell(site: number, extent: readonly unknown[]): void {
    const turns = this.#clock.tells(site);
    if (turns !== null) {
      const { done, total } = reach(turns, extent);
      this.#pace.turned(site, done, total);
    }
    this.#pace.flush();
  }

  /** How to look at the top-level variables; called first, before they have values. */
  scope = (getters: Readonly<Record<string, () => unknown>>): void => {
    this.#scope = getters;
  };

  /**
   * The names an import asks for.
   * @throws SyntaxError for one that does not exist, as a browser does
   */
  take = (line: number, names: readonly string[]): Readonly<Record<string, unknown>> => {
    this.#recorder.line = line;
    const missing = names.find((name) => !(name in this.module));
    if (missing !== undefined) {
      const known = Object.keys(this.module).join(', ');
      throw new ImportError(`The module 'backstep' has no '${missing}'. It has: ${known}.`, line);
    }
    return this.module;
  };

  /** The top-level variables that have a value by now. */
  variables(): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    for (const [name, get] of Object.entries(this.#scope)) {
      try {
        out[name] = get();
      } catch (error) {
        // not reached: a `let` or `const` before its declaration has run
        if (!(error instanceof ReferenceError)) throw error;
      }
    }
    return out;
  }
}

/** How far a loop has come; by its turns alone where its bounds are no numbers. */
function reach(turns: number, extent: readonly unknown[]): { done: number; total: number | null } {
  const [at, bound, from, stride, inclusive] = extent;
  const numbers = [at, bound, from, stride, inclusive].every((value) => typeof value === 'number');
  if (!numbers) return { done: turns, total: null };
  const [first, by] = [from as number, stride as number];
  return {
    done: ((at as number) - first) / by,
    total: Math.max(0, Math.ceil(((bound as number) + (inclusive as number) - first) / by)),
  };
}
