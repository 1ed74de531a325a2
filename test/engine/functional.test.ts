/** @file `torch.autograd.functional` against real PyTorch, and the checks of gradients. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { Tensor, torch } from '../../engine/index';
import { dtypeOf, numbers, type Packed } from '../golden/packed';
import { flat } from './finite-differences';

beforeEach(() => setDefaultDevice(cpu));

type Nesting = null | Nesting[];

interface Case {
  name: 'jacobian' | 'hessian' | 'vjp' | 'jvp' | 'vhp' | 'hvp';
  function: string;
  inputs: Packed[];
  v?: Packed | Packed[] | null;
  result?: Packed[];
  nesting?: Nesting;
  error?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../golden/modules/functional.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

const FUNCTIONS: Record<string, (x: Tensor, y: Tensor) => Tensor | Tensor[]> = {
  square: (x) => x.mul(x),
  'cube sum': (x) => x.pow(3).sum(),
  rows: (x) => x.exp().sum(1),
  two: (x, y) => x.mul(y).sin().sum().add(y.pow(3).sum()),
  adder: (x, y) => x.mul(2).add(y.mul(3)),
  pair: (x, y) => [x.mul(x), x.mul(y).sum()],
  unused: (x) => x.mul(x).sum(),
  constant: () => torch.ones(2, { dtype: torch.float64 }),
};

const make = (packed: Packed): Tensor =>
  torch.tensor(numbers(packed.data), { dtype: dtypeOf(packed.dtype) }).reshape(packed.shape);

type Result = Tensor | Result[];
const leaves = (result: Result): Tensor[] => (result instanceof Tensor ? [result] : result.flatMap(leaves));
const nesting = (result: Result): Nesting => (result instanceof Tensor ? null : result.map(nesting));

test.each(cases.map((c) => [`${c.name} of ${c.function}, v ${JSON.stringify(c.v)}`, c] as const))(
  '%s',
  async (_, c) => {
    const inputs = c.inputs.map(make);
    const v = Array.isArray(c.v) ? c.v.map(make) : c.v ? make(c.v) : c.v;
    const call = torch.autograd.functional[c.name] as (...args: unknown[]) => Result;
    const run = (): Result =>
      call(
        FUNCTIONS[c.function],
        inputs.length === 1 ? inputs[0] : inputs,
        ...(c.v === undefined ? [] : [v]),
      );
    if (c.error !== undefined) {
      expect(run).toThrow(expect.objectContaining({ name: 'RuntimeError', message: c.error }));
      return;
    }
    const result = run();
    expect(nesting(result)).toEqual(c.nesting);
    for (const [i, got] of leaves(result).entries()) {
      expect(got.requiresGrad).toBe(false);
      expect(got.shape).toEqual(c.result![i]!.shape);
      const wanted = numbers(c.result![i]!.data);
      (await flat(got)).forEach((x, k) => expect(x).toBeCloseTo(wanted[k]!, 12));
    }
  },
);

test('createGraph makes the results differentiable, back to the inputs given', async () => {
  const x = torch.tensor([1, 2], { dtype: torch.float64, requiresGrad: true });
  const v = torch.tensor([3, -1], { dtype: torch.float64 });
  const cube = (a: Tensor): Tensor => a.pow(3);
  const sum = (a: Tensor): Tensor => a.pow(3).sum();
  const { functional, grad } = torch.autograd;
  const results: [Tensor, number[]][] = [
    // the derivative by x of Σ v·3x² is 6·v·x, and so on
    [functional.vjp(cube, x, v, { createGraph: true })[1].sum(), [18, -12]],
    [functional.jvp(cube, x, v, { createGraph: true })[1].sum(), [18, -12]],
    [functional.hvp(sum, x, v, { createGraph: true })[1].sum(), [18, -6]],
    [functional.vhp(sum, x, v, { createGraph: true })[1].sum(), [18, -6]],
    [functional.jacobian(cube, x, { createGraph: true }).sum(), [6, 12]],
    [functional.hessian(sum, x, { createGraph: true }).sum(), [6, 6]],
  ];
  for (const [result, wanted] of results) expect(await flat(grad(result, x)[0]!)).toEqual(wanted);
});

describe('gradcheck and gradgradcheck', () => {
  const { gradcheck, gradgradcheck } = torch.autograd;
  const x = (): Tensor => torch.tensor([0.5, -1.25], { dtype: torch.float64, requiresGrad: true });

  test('accept what is right, of several inputs and outputs', async () => {
    expect(await gradcheck((a, b) => [a!.mul(b!), b!.exp().sum()], [x(), x()])).toBe(true);
    expect(await gradgradcheck((a, b) => [a!.mul(b!).sin(), b!.exp().sum()], [x(), x()])).toBe(true);
    expect(await gradgradcheck((a) => a!.pow(4), [x()], [torch.ones(2, { dtype: torch.float64 })])).toBe(
      true,
    );
  });

  test('name what is wrong', async () => {
    const detached = (a?: Tensor): Tensor => a!.mul(a!.detach());
    await expect(gradcheck(detached, [x()])).rejects.toThrow(/Jacobian mismatch for output 0/);
    // the first derivative 2a is right; it is written so that a second one is 0
    const wrongSecond = (a?: Tensor): Tensor => a!.mul(2).detach().mul(a!).sub(a!.pow(2).detach());
    await expect(gradgradcheck(wrongSecond, [x()])).rejects.toThrow(/Jacobian mismatch/);
    expect(await gradgradcheck(wrongSecond, [x()], null, { raiseException: false })).toBe(false);
  });
});
