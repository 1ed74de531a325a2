/** @file Lets the learner's `measured` draw many times and compares the shares with the probabilities. */

import { Tensor, torch } from '../../engine/index';
import { call, describe, fail, figure, learnerFunction, pass } from '../check-helpers';
import type { Check } from '../types';

const DRAWS = 2000;
/** More than five standard deviations of a share among so many draws. */
const ROOM = 0.06;
/** Of different lengths; one with an index that never comes, at the end where it may get lost. */
const CASES: readonly (readonly number[])[] = [
  [0.1, 0.6, 0.3],
  [0.25, 0.75, 0],
  [0, 0.5, 0.2, 0.2, 0.1],
];

function hintFor(shares: readonly number[], p: readonly number[]): string {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - DRAWS) < 0.5) return ` Together they are ${DRAWS}: these are counts, not shares.`;
  if (Math.abs(sum - 1) > 1e-3) return ` Together they are ${figure(sum)}, not 1.`;
  if (shares.every((share) => Math.abs(share - 1 / p.length) < ROOM))
    return ' Each index comes equally often.';
  return '';
}

/** Passes when `measured(p, n, generator)` gives shares near p, drawn from that generator. */
export const check: Check = async (context) => {
  const measured = learnerFunction(context, 'measured');
  if (!measured.ok) return fail(measured.reason);

  for (const p of CASES) {
    const where = `measured([${p.join(', ')}], ${DRAWS}, generator)`;
    const generator = new torch.Generator().manualSeed(11);
    const untouched = new torch.Generator().manualSeed(11);
    const result = await call('measured', measured.value, [
      torch.tensor(p, { dtype: torch.float32 }),
      DRAWS,
      generator,
    ]);
    if (!result.ok) return fail(`${where}: ${result.reason}`);
    if (!(result.value instanceof Tensor)) {
      return fail(`${where} gives ${describe(result.value)}. It should give a tensor.`);
    }
    const { shape } = result.value;
    if (shape.join() !== String(p.length)) {
      const kind =
        shape.join() === String(DRAWS)
          ? ' These are the draws themselves. How many of them are 0, how many 1?'
          : '';
      return fail(
        `${where} has the shape [${shape.join(', ')}]; it should be [${p.length}], a share for each index.${kind}`,
      );
    }
    const shares = (await result.value.tolist()) as readonly number[];
    const far = shares.findIndex((share, i) => !(Math.abs(share - p[i]!) < ROOM));
    if (far >= 0) {
      return fail(
        `${where} has ${figure(shares[far]!)} for index ${far}; it should be near ${figure(p[far]!)}.${hintFor(shares, p)}`,
      );
    }
    const impossible = p.findIndex((chance, i) => chance === 0 && shares[i] !== 0);
    if (impossible >= 0 || shares.every((share, i) => Math.abs(share - p[i]!) < 1e-6)) {
      return fail(
        `${where} gives [${shares.map((share) => figure(share)).join(', ')}]. These were not drawn and counted.`,
      );
    }
    if (await generator.getState().equal(untouched.getState())) {
      return fail(`${where} has not drawn from the generator that it was given.`);
    }
  }
  return pass(`In ${DRAWS} draws each index came about as often as its probability says.`);
};
