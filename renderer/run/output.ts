/** @file Where the runner's helpers send what they have to say: set for the time of a run. */

import type { Tensor } from '../../engine/tensor';

/** A line over values of the learner's own; its numbers may still be on a GPU. */
export interface Line {
  readonly chart: string;
  readonly name: string;
  readonly xs: readonly number[] | Promise<readonly number[]>;
  readonly ys: readonly number[] | Promise<readonly number[]>;
}

export interface Output {
  /** text, or the promise of it where a tensor is still on a GPU */
  print(text: string | Promise<string>): void;
  progress(done: number, total: number, label: string): void;
  log(name: string, value: number | Tensor): void;
  plot(line: Line): void;
}

const state: { output: Output | null } = { output: null };

/** @throws Error outside a run */
export function output(): Output {
  if (!state.output) throw new Error('print, progress, log and plot work inside a run alone');
  return state.output;
}

export function setOutput(output: Output | null): void {
  state.output = output;
}
