/** @file What instrumented learner code talks to: it tells lines, names and turns of loops, and gives the module 'backstep'. */

import { Tensor } from '../../engine/tensor';
import { FloatLiteral } from '../../engine/torch';
import type { Nested } from '../../engine/tensor';
import type { Recorder } from '../../engine/trace/recorder';

/** How many turns of loops go by between two looks at the clock. */
const TURNS = 256;

export class Host {
  /** everything that can be imported from 'backstep' */
  readonly module: Readonly<Record<string, unknown>>;
  readonly #recorder: Recorder;
  readonly #flush: () => void;
  #scope: Readonly<Record<string, () => unknown>> = {};
  #turns = 0;

  /** @param flush sends what has been recorded, if it is time to */
  constructor(recorder: Recorder, module: Readonly<Record<string, unknown>>, flush: () => void) {
    this.#recorder = recorder;
    this.module = module;
    this.#flush = flush;
  }

  /** The line of the call that comes next; `value` is passed through. */
  at = <T>(line: number, value: T): T => {
    this.#recorder.line = line;
    return value;
  };

  /** A variable or property takes a value: a tensor gets its name. */
  name = <T>(name: string, value: T): T => {
    if (value instanceof Tensor) this.#recorder.name(value, name);
    return value;
  };

  /** A loop begins another turn. */
  tick = (): void => {
    if (++this.#turns % TURNS === 0) this.#flush();
  };

  /** Numbers of which one was written like `2.0`. */
  floats = (data: Nested<number>): FloatLiteral => new FloatLiteral(data);

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
      throw new SyntaxError(`The module 'backstep' has no '${missing}'. It has: ${known}.`);
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
