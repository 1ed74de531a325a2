/** @file Asks the network that the learner's `learn` gives about vectors nobody trained it on. */

import { torch } from '../../engine/index';
import type { nn } from '../../engine/index';
import { fail, figure, learnerFunction, pass } from '../check-helpers';
import { answerOf, listed, moduleFrom } from '../check-networks';
import type { Check } from '../types';

type Vector = readonly [number, number, number];

/** Near 0 first, then far from anything a training is likely to have seen; no two in one line. */
const VECTORS: readonly Vector[] = [
  [1, 2, 3],
  [5, -8, 2],
  [-7, 4, 9],
  [30, 0, -20],
  [0, -64, 0],
  [-100, 75, 50],
];

/** An answer is an integer: it counts as right if it rounds to the right one. */
const MOST = 0.5;

const rule = ([a, b, c]: Vector): readonly number[] => [a, b, c, c + 1, c + 2];

/** The fewest numbers that any of the network's layers passes on; Infinity: it has no matrix. */
function narrowest(net: nn.Module): number {
  return Math.min(...net.parameters().map(({ shape }) => (shape.length === 2 ? shape[0]! : Infinity)));
}

/** Why it may have come to that. */
function reason(net: nn.Module, known: number): string {
  const width = narrowest(net);
  if (width < 3) {
    return `All it knows passes through ${width} number${width === 1 ? '' : 's'}, and three independent ones do not fit in there.`;
  }
  if (known > 0)
    return `It is right for ${listed(VECTORS[0]!)}, but a rule holds for all vectors: what did it see in training?`;
  return 'Does the loss come down to 0? If not: more steps, or another learning rate.';
}

/** Passes when the network that `learn()` returns has the rule. */
export const check: Check = async (context) => {
  const learn = learnerFunction(context, 'learn');
  if (!learn.ok) return fail(learn.reason);
  const made = await moduleFrom('learn()', learn.value, []);
  if (!made.ok) return fail(made.reason);
  const net = made.value;
  if (net.parameters().length === 0)
    return fail('The module of learn() has 0 parameters: nothing in it can learn.');

  let worst = 0;
  for (const [known, vector] of VECTORS.entries()) {
    const answer = await answerOf(net, torch.tensor([[...vector]]).float());
    if (!answer.ok) return fail(answer.reason);
    const { shape, values } = answer.value;
    const wanted = rule(vector);
    if (values.length !== wanted.length) {
      return fail(`To one vector [1, 3] the network answers [${shape.join(', ')}]; it should be [1, 5].`);
    }
    const error = Math.max(...values.map((value, i) => Math.abs(value - wanted[i]!)));
    if (!(error < MOST)) {
      return fail(
        `To ${listed(vector)} the network answers ${listed(values)}, not ${listed(wanted)}. ${reason(net, known)}`,
      );
    }
    worst = Math.max(worst, error);
  }
  return pass(
    `It answers ${VECTORS.length} vectors it was not trained on, up to ${listed(VECTORS.at(-1)!)}; no number is off by more than ${figure(worst)}.`,
  );
};
