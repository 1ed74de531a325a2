/** @file Autograd's rules and refusals, in PyTorch's words, on every device. */

import { beforeEach, describe, expect, test } from 'vitest';
import { backwardSteps } from '../../engine/autograd/backward';
import { optim, torch, type Tensor } from '../../engine/index';
import { testDevices } from './devices';

describe.each(await testDevices())('$name', ({ use }) => {
  beforeEach(use);
  const leaf = (data: number[]) => torch.tensor(data, { dtype: torch.float32, requiresGrad: true });

  test('gradients accumulate, zeroGrad forgets, and an intermediate has none', async () => {
    const x = leaf([1, 2]);
    const y = x.mul(x);
    y.sum().backward();
    expect(await x.grad!.tolist()).toEqual([2, 4]);
    x.mul(3).sum().backward();
    expect(await x.grad!.tolist()).toEqual([5, 7]);
    expect(y.grad).toBeNull();
    new optim.SGD([x]).zeroGrad();
    expect(x.grad).toBeNull();
  });

  test('a tensor used twice, and one used by two ops, get the sum', async () => {
    const a = leaf([3]);
    const b = a.mul(2);
    b.mul(b).add(b).sum().backward();
    expect(await a.grad!.item()).toBe(2 * (2 * 6 + 1));
  });

  test('retainGrad keeps the gradient of an intermediate', async () => {
    const x = leaf([2]);
    const y = x.mul(3);
    y.retainGrad();
    y.pow(2).sum().backward();
    expect(await y.grad!.item()).toBe(12);
  });

  test('a backward through the same nodes inside a hook leaves the outer one as it was', async () => {
    const [x, z] = [leaf([2]), leaf([5])];
    const y = x.mul(x);
    const loss = y.mul(z).add(y).sum();
    const inner = y.sum();
    let entered = false;
    y.registerHook(() => {
      if (entered) return;
      entered = true;
      inner.backward({ retainGraph: true });
    });
    loss.backward({ retainGraph: true });
    // the inner one gives 2x = 4, the outer (z + 1) · 2x = 24
    expect(await x.grad!.item()).toBe(28);
    expect(await z.grad!.item()).toBe(4);
  });

  test('the gradient of a transposed factor lies as the factor does', async () => {
    const weight = torch.tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype: torch.float32, requiresGrad: true },
    );
    const x = torch.tensor(
      [
        [1, 0, 2],
        [3, 1, 0],
      ],
      { dtype: torch.float32 },
    );
    const [own] = torch.autograd.grad(
      x
        .matmul(weight.t())
        .mul(
          torch.tensor([
            [1, 2],
            [3, 4],
          ]),
        )
        .sum(),
      weight,
    );
    expect(own!.stride()).toEqual([3, 1]);
    expect(await own!.tolist()).toEqual([
      [10, 3, 2],
      [14, 4, 4],
    ]);
  });

  test('noGrad and detach cut the graph', async () => {
    const x = leaf([2]);
    expect(torch.noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    expect(x.detach().requiresGrad).toBe(false);
    const y = x.detach().mul(x).sum();
    y.backward();
    expect(await x.grad!.item()).toBe(2);
    await torch.noGrad(async () => {
      await x.sum().item();
      expect(torch.isGradEnabled()).toBe(false);
    });
    expect(torch.isGradEnabled()).toBe(true);
  });

  test('backward a second time is refused unless the graph is retained', () => {
    const y = leaf([2]).pow(2).sum();
    y.backward(null, { retainGraph: true });
    y.backward();
    expect(() => y.backward()).toThrow(
      /^Trying to backward through the graph a second time \(or directly access/,
    );
  });

  test('second derivatives with createGraph', async () => {
    const x = leaf([3]);
    x.pow(3).sum().backward(null, { createGraph: true });
    const first = x.grad!;
    x.grad = null;
    first.sum().backward();
    expect(await x.grad!.item()).toBeCloseTo(18, 4);
  });

  test.each([
    [
      'not a scalar',
      () => leaf([1, 2]).mul(2).backward(),
      'grad can be implicitly created only for scalar outputs',
    ],
    [
      'no graph',
      () => torch.tensor(1, { dtype: torch.float32 }).backward(),
      'element 0 of tensors does not require grad and does not have a grad_fn',
    ],
    [
      'integers',
      () => torch.tensor([1], { requiresGrad: true }),
      'Only Tensors of floating point and complex dtype can require gradients',
    ],
    [
      'in place on a leaf',
      () => leaf([1]).add_(1),
      'a leaf Variable that requires grad is being used in an in-place operation.',
    ],
    ['item of many', () => leaf([1, 2]).item(), 'a Tensor with 2 elements cannot be converted to Scalar'],
  ])('refused: %s', async (_, act, message) => {
    await expect((async () => act())()).rejects.toThrow(message);
  });

  test('a saved tensor that was changed in place is found out', () => {
    const x = leaf([1, 2]);
    const w = torch.tensor([1, 2], { dtype: torch.float32 });
    const y = x.mul(w).sum();
    w.add_(1);
    expect(() => y.backward()).toThrow(
      'one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]] is at version 1; expected version 0 instead.',
    );
  });

  test.each([
    ['Exp', (x: Tensor) => x.exp()],
    ['Sum1', (x: Tensor) => x.sum(0, { keepdim: true })],
    ['Clamp1', (x: Tensor) => x.clamp(0, 1)],
    ['Pow', (x: Tensor) => x.pow(2)],
  ])('and named after what made it: %s', (name, make) => {
    const y = make(leaf([1, 2]));
    const z = y.mul(y).sum();
    torch.noGrad(() => y.zero_());
    expect(() => z.backward()).toThrow(`which is output 0 of ${name}, is at version 1; expected version 0`);
  });

  test('an in-place change shows in every view of the storage', async () => {
    const x = torch.zeros([2, 3]);
    x.t().add_(
      torch.tensor(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        { dtype: torch.float32 },
      ),
    );
    expect(await x.tolist()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(x.version).toBe(1);
  });

  test('a chain of 200,000 operations goes back without overflowing', async () => {
    const x = leaf([1]);
    let y = x;
    for (let i = 0; i < 200_000; i++) y = y.add(0);
    y.sum().backward();
    expect(await x.grad!.item()).toBe(1);
  }, 60_000);

  test('backward is an iterator: one step a next()', () => {
    const [x, w] = [leaf([2]), leaf([3])];
    const steps = [...backwardSteps([x.mul(w).tanh().sum()], [null])];
    expect(steps.map((step) => (step.kind === 'node' ? step.node.name : 'accumulate'))).toEqual([
      'SumBackward0',
      'TanhBackward0',
      'MulBackward0',
      'accumulate',
      'accumulate',
    ]);
  });

  test('SGD: A4, one step and a hundred more', async () => {
    const a = torch.tensor(3, { dtype: torch.float32, requiresGrad: true });
    const b = torch.tensor(4, { dtype: torch.float32, requiresGrad: true });
    const optimizer = new optim.SGD([a, b], { lr: 3e-3 });
    const step = () => {
      a.mul(b).rsub(15).pow(2).backward();
      optimizer.step();
      optimizer.zeroGrad();
    };
    step();
    expect((await a.item()).toFixed(4)).toBe('3.0720');
    expect((await b.item()).toFixed(4)).toBe('4.0540');
    for (let i = 0; i < 100; i++) step();
    expect((await a.item()).toFixed(4)).toBe('3.4505');
    expect((await b.item()).toFixed(4)).toBe('4.3472');
  });
});
