/** @file Views made with and without the graph, changed with and without it, against real PyTorch (modules/views.py). */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatTensor } from '../../engine/format/tensor';
import { torch, type Tensor } from '../../engine/index';
import { testDevices } from '../engine/devices';

/** What was said, or the place of an error. */
type Told<T> = T | { error: number };
type State = [requiresGrad: boolean, gradFn: Told<string | null>, isLeaf: Told<boolean>, print: string];

interface Case {
  base: keyof typeof BASES;
  view: keyof typeof VIEWS;
  made: keyof typeof MODES;
  change: keyof typeof CHANGES;
  changed: keyof typeof MODES;
  refused?: { error: number };
  /** of the view and of the base */
  states?: [State, State];
  /** the leaf's and the parameter's */
  grads?: Told<(number[] | number | null)[]>;
  /** the view's, where it is a leaf */
  own?: unknown;
}

const { cases, errors } = JSON.parse(
  readFileSync(new URL('modules/views.json', import.meta.url), 'utf8'),
) as {
  cases: Case[];
  errors: string[];
};

const BASES = {
  leaf: (leaf: Tensor) => leaf,
  computed: (leaf: Tensor) => leaf.mul(1),
  plain: (leaf: Tensor) => leaf.detach().clone(),
};
const VIEWS = {
  view: (b: Tensor) => b.view(2, 2),
  transpose: (b: Tensor) => b.view(2, 2).transpose(0, 1),
  select: (b: Tensor) => b.view(2, 2).select(0, 0),
  detach: (b: Tensor) => b.detach(),
  unbind: (b: Tensor) => b.unbind(0)[1]!,
  split: (b: Tensor) => b.split(2)[0]!,
  'of a part': (b: Tensor) => b.split(2)[0]!.view(2, 1),
  'of an unseen one': (b: Tensor) => b.view(2, 2),
};
const CHANGES: Record<string, (b: Tensor, v: Tensor, w: Tensor) => unknown> = {
  none: () => undefined,
  mul_: (_, v) => v.mul_(2),
  'add_ of a parameter': (_, v, w) => v.add_(w),
  zero_: (_, v) => v.zero_(),
  'mul_ of the base': (b) => b.mul_(2),
  'add_ of a parameter to the base': (b, _, w) => b.add_(w),
  logicalNot_: (_, v) => v.logicalNot_(),
};
const MODES = { grad: torch.enableGrad, noGrad: torch.noGrad };

function told<T>(f: () => T): Told<T> {
  try {
    return f();
  } catch (error) {
    const place = errors.indexOf((error as Error).message);
    if (place < 0) throw error;
    return { error: place };
  }
}

async function state(x: Tensor): Promise<State> {
  return [x.requiresGrad, told(() => x.gradFn), told(() => x.isLeaf), await formatTensor(x)];
}

describe.each(await testDevices())('$name', ({ use }) => {
  beforeAll(use);

  test.each(cases)('$base, $view made with $made; $change with $changed', async (c) => {
    const leaf = torch.arange(4).float().add(1).detach().requiresGrad_();
    const w = torch.ones([], { requiresGrad: true });
    const b = BASES[c.base](leaf);
    const made = MODES[c.made](() => VIEWS[c.view](b));
    const v = c.view === 'of an unseen one' ? made.select(0, 0) : made;
    const refused = told(() => void MODES[c.changed](() => CHANGES[c.change]!(b, v, w)));
    expect(refused).toEqual(c.refused);
    if (!c.states) return;
    expect(await state(v)).toEqual(c.states[0]);
    expect(await state(b)).toEqual(c.states[1]);
    const grads = told(() => v.mul(3).sum().add(b.mul(2).sum()).backward());
    if (!Array.isArray(c.grads)) {
      expect(grads).toEqual(c.grads);
      return;
    }
    expect(grads).toBeUndefined();
    expect(await Promise.all([leaf, w].map((x) => x.grad?.tolist() ?? null))).toEqual(c.grads);
    expect(told(() => v.isLeaf) === true && v.grad ? await v.grad.tolist() : null).toEqual(c.own);
  });
});
