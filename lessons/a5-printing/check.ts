/** @file Compares the learner's `suffix` with what a print of leaves and results shows behind the numbers. */

import { torch, type Tensor } from '../../engine/index';
import { call, describe, fail, learnerFunction, pass } from '../check-helpers';
import type { Check } from '../types';

/** What is printed behind the number of a one-element float32 tensor on the default device. */
async function printedSuffix(t: Tensor): Promise<string> {
  const text = await t.format();
  return /(grad_fn=<\w+>|requires_grad=True)/.exec(text)?.[1] ?? '';
}

const quoted = (text: string): string => (text === '' ? 'nothing' : `'${text}'`);

/** Passes when `suffix(t)` is what PyTorch prints, for leaves and results. */
export const check: Check = async (context) => {
  const suffix = learnerFunction(context, 'suffix');
  if (!suffix.ok) return fail(suffix.reason);

  const w = torch.tensor(2.5, { requiresGrad: true });
  const x = torch.tensor(1.5);
  const cases: readonly (readonly [string, Tensor])[] = [
    ['w, a leaf that requires a gradient', w],
    ['w.mul(3)', w.mul(3)],
    ['w.tanh()', w.tanh()],
    ['x, plain data', x],
    ['w.exp().detach()', w.exp().detach()],
    ['x.add(w)', x.add(w)],
  ];
  for (const [i, [what, t]] of cases.entries()) {
    const result = await call('suffix', suffix.value, [t]);
    if (!result.ok) return fail(result.reason);
    if (typeof result.value !== 'string') {
      return fail(
        `Of ${what} suffix gives ${describe(result.value)}. It should give a text; ${i} of ${cases.length} were right.`,
      );
    }
    const expected = await printedSuffix(t);
    if (result.value === expected) continue;
    const hint =
      expected.startsWith('grad_fn') && result.value === 'requires_grad=True'
        ? ' A result requires a gradient, too, but its history is shown in its place.'
        : '';
    return fail(
      `Of ${what} suffix gives ${quoted(result.value)}; PyTorch prints ${quoted(expected)}.${hint} ` +
        `${i} of ${cases.length} were right before it.`,
    );
  }
  return pass(`suffix says what PyTorch prints, for ${cases.length} tensors of all kinds.`);
};
