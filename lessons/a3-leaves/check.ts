/** @file Asks the learner's `keepsGrad` about leaves and results of every kind, and compares with what backward does. */

import { torch, type Tensor } from '../../engine/index';
import { call, describe, fail, learnerFunction, pass } from '../check-helpers';
import type { Check } from '../types';

interface Kind {
  readonly what: string;
  readonly tensor: Tensor;
  readonly hint: string;
}

/** One of each kind, all in one graph. */
function kinds(): { readonly loss: Tensor; readonly all: readonly Kind[] } {
  const leaf = (requiresGrad: boolean): Tensor =>
    torch.tensor([1, 2], { dtype: torch.float32, requiresGrad });
  const data = leaf(false);
  const parameter = leaf(true);
  const result = data.mul(parameter);
  const kept = result.add(1);
  kept.retainGrad();
  const constant = data.mul(3);
  const detached = parameter.detach();
  const loss = kept.add(constant).add(detached).sum();
  const all: Kind[] = [
    { what: 'a parameter', tensor: parameter, hint: 'It is a leaf that requires a gradient.' },
    { what: 'a result of a parameter', tensor: result, hint: 'It passes its gradient on and keeps none.' },
    { what: 'data', tensor: data, hint: 'It is a leaf, but nobody asked for its gradient.' },
    { what: 'a result with retainGrad()', tensor: kept, hint: 'It was asked to keep what arrives.' },
    {
      what: 'a result of data alone',
      tensor: constant,
      hint: 'No input of it requires a gradient, so it has no history.',
    },
    { what: 'a detached parameter', tensor: detached, hint: 'It has no history, and requires nothing.' },
  ];
  return { loss, all };
}

const words = (kind: Kind): string =>
  `requiresGrad ${kind.tensor.requiresGrad}, isLeaf ${kind.tensor.isLeaf}, retainsGrad ${kind.tensor.retainsGrad}`;

/** Passes when `keepsGrad(t)` says of each kind what backward() then does. */
export const check: Check = async (context) => {
  const keepsGrad = learnerFunction(context, 'keepsGrad');
  if (!keepsGrad.ok) return fail(keepsGrad.reason);

  const { loss, all } = kinds();
  const said: unknown[] = [];
  for (const { tensor } of all) {
    const result = await call('keepsGrad', keepsGrad.value, [tensor]);
    if (!result.ok) return fail(result.reason);
    said.push(result.value);
  }
  const others = said.findIndex((value) => typeof value !== 'boolean');
  if (others >= 0) {
    return fail(
      `Of ${all[others]!.what} keepsGrad says ${describe(said[others])}. It should say true or false.`,
    );
  }
  loss.backward();
  const wrong = all.filter((kind, i) => said[i] !== (kind.tensor.grad !== null));
  const [first] = wrong;
  if (first) {
    const is = first.tensor.grad !== null;
    return fail(
      `Of ${first.what} (${words(first)}) keepsGrad says ${!is}, but after backward() its .grad is ` +
        `${is ? 'there' : 'none'}. ${first.hint} ${all.length - wrong.length} of ${all.length} kinds are right.`,
    );
  }
  return pass(`keepsGrad is right about all ${all.length} kinds of tensors, before backward() has run.`);
};
