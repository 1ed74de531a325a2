/** @file What instrumented learner code talks to: it tells lines, names and turns of loops, and gives the module 'backstep'. */

import * as nn from '../../engine/nn/index';
import { Tensor } from '../../engine/tensor';
import { writtenAsFloats } from '../../engine/literals';
import type { Recorder } from '../../engine/trace/recorder';

/** How many turns of loops go by between two looks at the clock. */
const TURNS = 256;

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

export class Host {
  /** everything that can be imported from 'backstep' */
  readonly module: Readonly<Record<string, unknown>>;
  readonly #recorder: Recorder;
  readonly #flush: () => void;
  #scope: Readonly<Record<string, () => unknown>> = {};
  #turns = 0;
  /** how often learner code told something: it is still at work while this rises */
  marks = 0;

  /** @param flush sends what has been recorded, if it is time to */
  constructor(recorder: Recorder, module: Readonly<Record<string, unknown>>, flush: () => void) {
    this.#recorder = recorder;
    this.module = module;
    this.#flush = flush;
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

  /** A loop begins another turn. */
  tick = (): void => {
    this.marks++;
    if (++this.#turns % TURNS === 0) this.#flush();
  };

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
