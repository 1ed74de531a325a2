/** @file Where the runner's helpers send what they have to say: set for the time of a run. */

export interface Output {
  /** text, or the promise of it where a tensor is still on a GPU */
  print(text: string | Promise<string>): void;
  progress(done: number, total: number, label: string): void;
}

const state: { output: Output | null } = { output: null };

/** @throws Error outside a run */
export function output(): Output {
  if (!state.output) throw new Error('print and progress work inside a run alone');
  return state.output;
}

export function setOutput(output: Output | null): void {
  state.output = output;
}
