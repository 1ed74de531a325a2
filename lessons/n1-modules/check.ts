/** @file Builds networks with the learner's `makeNet`: counts what they learn, runs them, and sends a gradient back. */

import { torch } from '../../engine/index';
import type { nn } from '../../engine/index';
import { fail, learnerFunction, pass } from '../check-helpers';
import { answerOf, moduleFrom, sizeOf } from '../check-networks';
import type { Check } from '../types';

const WIDTHS = [4, 2, 7] as const;

/** 3 → hidden → 5: a weight for every pair of neighbours and a bias for every output. */
const expectedSize = (hidden: number): number => 3 * hidden + hidden + (5 * hidden + 5);

/** What a wrong number of parameters looks like. */
function slip(size: number, hidden: number): string {
  if (size === 0)
    return 'A layer is only found if it is a property of the module itself: one in a plain list is not.';
  if (size === expectedSize(hidden) - hidden - 5) return 'Those are the weights without the biases.';
  if (size === expectedSize(2)) return 'Those are the numbers of 3 → 2 → 5: is hidden used?';
  if (size === 3 * 5 + 5) return 'Those are the numbers of one layer 3 → 5.';
  return `A layer from a to b has a · b weights and b biases.`;
}

/** The first parameter that the output does not depend on; null: it depends on all. */
function unused(net: nn.Module): string | null {
  net.zeroGrad();
  net(torch.tensor([1.5, -2.5, 3.5]))
    .sum()
    .backward();
  return net.namedParameters().find(([, parameter]) => parameter.grad === null)?.[0] ?? null;
}

/** Passes when `makeNet(hidden)` is a module 3 → hidden → 5 whose layers are all found and all used. */
export const check: Check = async (context) => {
  const makeNet = learnerFunction(context, 'makeNet');
  if (!makeNet.ok) return fail(makeNet.reason);

  for (const hidden of WIDTHS) {
    const where = `makeNet(${hidden})`;
    const net = await moduleFrom(where, makeNet.value, [hidden]);
    if (!net.ok) return fail(net.reason);

    const [size, expected] = [sizeOf(net.value), expectedSize(hidden)];
    if (size !== expected) {
      return fail(
        `parameters() finds ${size} numbers in ${where}; 3 → ${hidden} → 5 has ${expected}. ${slip(size, hidden)}`,
      );
    }
    const answer = await answerOf(net.value, torch.tensor([1.5, -2.5, 3.5]));
    if (!answer.ok) return fail(`${where}: ${answer.reason}`);
    if (answer.value.shape.join() !== '5') {
      return fail(`${where} makes [${answer.value.shape.join(', ')}] of three numbers; it should make [5].`);
    }
    const idle = unused(net.value);
    if (idle !== null) {
      return fail(
        `${where} has ${idle}, but its output does not depend on it: is that layer used in forward?`,
      );
    }
  }
  const sizes = WIDTHS.map((hidden) => `${expectedSize(hidden)} with ${hidden}`).join(', ');
  return pass(`makeNet finds and uses all its layers, for every width. Numbers to learn: ${sizes}.`);
};
