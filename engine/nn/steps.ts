/** @file One step of each recurrent network: from an input and the state before to the state after. */

import { linear } from '../functional/linear';
import type { Tensor } from '../tensor';

/** The weights of one layer in one direction. */
export interface CellWeights {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  readonly biasIh: Tensor | null;
  readonly biasHh: Tensor | null;
}

/** One step, from what the input gives (`fromInput`): the state after it; its first tensor is the output. */
export type Step = (given: Tensor, state: readonly Tensor[], weights: CellWeights) => Tensor[];

/** What the input adds to each gate: of one step, or of all steps at once. */
export const fromInput = (x: Tensor, w: CellWeights): Tensor => linear(x, w.weightIh, w.biasIh);
const fromHidden = (h: Tensor, w: CellWeights): Tensor => linear(h, w.weightHh, w.biasHh);

export const rnnStep =
  (nonlinearity: 'tanh' | 'relu'): Step =>
  (given, [h], w) => {
    const sum = given.add(fromHidden(h!, w));
    return [nonlinearity === 'tanh' ? sum.tanh() : sum.relu()];
  };

export const lstmStep: Step = (given, [h, c], w) => {
  const gates = given.add(fromHidden(h!, w)).chunk(4, -1);
  const [input, forget, cell, output] = gates as [Tensor, Tensor, Tensor, Tensor];
  const next = forget.sigmoid().mul(c!).add(input.sigmoid().mul(cell.tanh()));
  return [output.sigmoid().mul(next.tanh()), next];
};

export const gruStep: Step = (given, [h], w) => {
  const [ri, zi, ni] = given.chunk(3, -1) as [Tensor, Tensor, Tensor];
  const [rh, zh, nh] = fromHidden(h!, w).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const reset = ri.add(rh).sigmoid();
  const update = zi.add(zh).sigmoid();
  const fresh = ni.add(reset.mul(nh)).tanh();
  return [h!.sub(fresh).mul(update).add(fresh)];
};
