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

/** One step: the state after it; its first tensor is the output. */
export type Step = (x: Tensor, state: readonly Tensor[], weights: CellWeights) => Tensor[];

const fromInput = (x: Tensor, w: CellWeights): Tensor => linear(x, w.weightIh, w.biasIh);
const fromHidden = (h: Tensor, w: CellWeights): Tensor => linear(h, w.weightHh, w.biasHh);

export const rnnStep =
  (nonlinearity: 'tanh' | 'relu'): Step =>
  (x, [h], w) => {
    const sum = fromInput(x, w).add(fromHidden(h!, w));
    return [nonlinearity === 'tanh' ? sum.tanh() : sum.relu()];
  };

export const lstmStep: Step = (x, [h, c], w) => {
  const gates = fromInput(x, w).add(fromHidden(h!, w)).chunk(4, -1);
  const [input, forget, cell, output] = gates as [Tensor, Tensor, Tensor, Tensor];
  const next = forget.sigmoid().mul(c!).add(input.sigmoid().mul(cell.tanh()));
  return [output.sigmoid().mul(next.tanh()), next];
};

export const gruStep: Step = (x, [h], w) => {
  const [ri, zi, ni] = fromInput(x, w).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const [rh, zh, nh] = fromHidden(h!, w).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const reset = ri.add(rh).sigmoid();
  const update = zi.add(zh).sigmoid();
  const fresh = ni.add(reset.mul(nh)).tanh();
  return [h!.sub(fresh).mul(update).add(fresh)];
};
