/** @file A recurrent layer over its steps, one way or the other; of packed sequences fewer and fewer have a step. */

import { cat } from '../functions/joining';
import type { Tensor } from '../tensor';
import type { CellWeights, Step } from './steps';

export interface Scanned {
  /** by step */
  readonly out: Tensor[];
  /** after each sequence's last step */
  readonly state: Tensor[];
}

const rowsOf = (x: Tensor, from: number, to: number): Tensor => x.narrow(0, from, to - from);

/** From the first step on; sequences that end leave their state behind. */
function forwards(
  step: Step,
  steps: readonly Tensor[],
  start: readonly Tensor[],
  weights: CellWeights,
): Scanned {
  let state = [...start];
  const ended: Tensor[][] = [];
  const out = steps.map((x) => {
    const [rows, had] = [x.shape[0]!, state[0]!.shape[0]!];
    if (rows < had) {
      ended.unshift(state.map((part) => rowsOf(part, rows, had)));
      state = state.map((part) => rowsOf(part, 0, rows));
    }
    state = step(x, state, weights);
    return state[0]!;
  });
  if (ended.length === 0) return { out, state };
  return { out, state: state.map((part, k) => cat([part, ...ended.map((parts) => parts[k]!)])) };
}

/** From the last step on; sequences that end earlier join with the state at the start. */
function backwards(
  step: Step,
  steps: readonly Tensor[],
  start: readonly Tensor[],
  weights: CellWeights,
): Scanned {
  const out = new Array<Tensor>(steps.length);
  const first = steps.at(-1)?.shape[0] ?? 0;
  const isShort = steps.length > 0 && first < start[0]!.shape[0]!;
  let state = isShort ? start.map((part) => rowsOf(part, 0, first)) : [...start];
  for (let t = steps.length - 1; t >= 0; t--) {
    const [rows, had] = [steps[t]!.shape[0]!, state[0]!.shape[0]!];
    if (rows > had) state = state.map((part, k) => cat([part, rowsOf(start[k]!, had, rows)]));
    state = step(steps[t]!, state, weights);
    out[t] = state[0]!;
  }
  return { out, state };
}

/** Runs a layer over its steps [rows, …], whose rows never grow. */
export function scan(
  step: Step,
  steps: readonly Tensor[],
  start: readonly Tensor[],
  weights: CellWeights,
  isReverse: boolean,
): Scanned {
  return (isReverse ? backwards : forwards)(step, steps, start, weights);
}
