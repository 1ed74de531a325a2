/** @file Gives the learner's `asleep` small layers whose saturated neurons are known. */

import { torch } from '../../engine/index';
import { call, fail, figure, learnerFunction, pass, readNumber } from '../check-helpers';
import type { Check } from '../types';

type Layer = readonly (readonly number[])[];

/** Rows are examples, columns neurons. A neuron is asleep if |activation| > 0.99 in every row. */
const LAYERS: readonly Layer[] = [
  [
    [1, -0.995, 0.2, 0.999],
    [0.998, -1, 0.999, -0.3],
    [0.9999, 0.992, -1, 0.1],
  ],
  [
    [0.5, 0.99, -0.6],
    [-0.2, 1, 0.7],
  ],
  [
    [-1, -0.998],
    [-0.994, -1],
    [-1, -0.999],
    [-0.9901, -1],
  ],
];

const isSaturated = (value: number, most = 0.99): boolean => Math.abs(value) > most;
const columns = (layer: Layer): readonly (readonly number[])[] =>
  layer[0]!.map((_, j) => layer.map((row) => row[j]!));
const count = (groups: readonly (readonly number[])[], test: (value: number) => boolean): number =>
  groups.filter((group) => group.every(test)).length;

const expected = (layer: Layer): number => count(columns(layer), (value) => isSaturated(value));

/** Ways to count something else. */
const SLIPS: readonly (readonly [(layer: Layer) => number, string])[] = [
  [
    (layer) => count(columns(layer), (value) => value > 0.99),
    'A neuron at −1 is asleep, too: what counts is |activation|.',
  ],
  [
    (layer) => count(layer, (value) => isSaturated(value)),
    'Those are examples in which all neurons are saturated. A neuron is a column.',
  ],
  [
    (layer) => columns(layer).filter((column) => column.some((value) => isSaturated(value))).length,
    'Those are the neurons that are saturated for one example at least. It should be for every one.',
  ],
  [
    (layer) => layer.flat().filter((value) => isSaturated(value)).length,
    'Those are activations. How many neurons have nothing but such ones?',
  ],
  [
    (layer) => expected(layer) / layer[0]!.length,
    'That is their share of all neurons; asked for is their number.',
  ],
];

/** Passes when `asleep(h)` is the number of neurons that are saturated for every example. */
export const check: Check = async (context) => {
  const asleep = learnerFunction(context, 'asleep');
  if (!asleep.ok) return fail(asleep.reason);

  for (const layer of LAYERS) {
    const result = await call('asleep', asleep.value, [torch.tensor(layer.map((row) => [...row])).float()]);
    if (!result.ok) return fail(result.reason);
    const where = `For [${layer.map((row) => `[${row.map((value) => figure(value)).join(', ')}]`).join(', ')}], asleep`;
    const read = await readNumber(result.value);
    if (!read.ok)
      return fail(`${where} gives ${read.reason}. It should give one number, here ${expected(layer)}.`);
    if (read.value === expected(layer)) continue;
    const hint = SLIPS.find(([rule]) => Math.abs(rule(layer) - read.value) < 1e-6)?.[1] ?? '';
    return fail(
      `${where} gives ${figure(read.value)}, but ${expected(layer)} of its ${layer[0]!.length} neurons are saturated for every example. ${hint}`.trim(),
    );
  }
  return pass('asleep counts the neurons that no example can wake.');
};
