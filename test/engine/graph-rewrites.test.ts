/** @file In-place ops and views in the graph, hooks, autograd.grad and its kin: what real PyTorch 2.13 gives. */

import { expect, test } from 'vitest';
import { torch, type Tensor } from '../../engine/index';

const leaf = (data: number | number[] | number[][]): Tensor =>
  torch.tensor(data, { dtype: torch.float32, requiresGrad: true });
const constant = (data: number[] | number[][]): Tensor => torch.tensor(data, { dtype: torch.float32 });

test('in-place ops go into the graph', async () => {
  const x = leaf([1, 2, 3]);
  const h = x.mul(2);
  h.add_(x, { alpha: 3 }).mul_(5);
  expect(h.gradFn).toBe('MulBackward0');
  h.sum().backward();
  expect(await x.grad!.tolist()).toEqual([25, 25, 25]);
});

test('fill_ takes a 0-dim tensor, which has its gradient; what was there before has none', async () => {
  const [x, value] = [leaf([1, 2, 3, 4]), leaf(3.5)];
  const h = x.mul(2).fill_(value);
  expect(h.gradFn).toBe('FillBackward3');
  expect(await h.tolist()).toEqual([3.5, 3.5, 3.5, 3.5]);
  h.sum().backward();
  expect(await value.grad!.item()).toBe(4);
  expect(await x.grad!.tolist()).toEqual([0, 0, 0, 0]);
  expect(await torch.zeros([2], { dtype: torch.int64 }).fill_(torch.tensor(3.7)).tolist()).toEqual([3, 3]);
  expect(() => torch.zeros([2]).fill_(constant([3]))).toThrow(
    'fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions.',
  );
});

test('what an in-place op overwrites and its backward reads is kept', async () => {
  const [x, y] = [leaf([1, 2, 3]), leaf([4, 5, 6])];
  x.mul(1).mul_(y).sum().backward();
  expect(await x.grad!.tolist()).toEqual([4, 5, 6]);
  expect(await y.grad!.tolist()).toEqual([1, 2, 3]);
});

test('an in-place change of what another op saved is found out', () => {
  const h = leaf([1, 2, 3]).exp();
  const y = h.mul(1);
  h.mul_(2);
  expect(() => y.add(h).sum().backward()).toThrow(
    /modified by an inplace operation: \[torch.FloatTensor \[3\]\]/,
  );
});

test('an in-place change of a view changes the base, with a history', async () => {
  const x = leaf([
    [1, 2],
    [3, 4],
  ]);
  const h = x.mul(2);
  const view = h.t();
  view.mul_(constant([1, 10]));
  expect(h.gradFn).toBe('CopySlices');
  expect(view.gradFn).toBe('AsStridedBackward0');
  expect(await h.tolist()).toEqual([
    [2, 4],
    [60, 80],
  ]);
  h.mul(
    constant([
      [1, 2],
      [3, 4],
    ]),
  )
    .sum()
    .backward();
  expect(await x.grad!.tolist()).toEqual([
    [2, 4],
    [60, 80],
  ]);
});

test('a view follows its base', async () => {
  const x = leaf([
    [1, 2],
    [3, 4],
  ]);
  const h = x.mul(2);
  const view = h.view(4);
  h.mul_(3);
  view.sum().backward();
  expect(await x.grad!.tolist()).toEqual([
    [6, 6],
    [6, 6],
  ]);
});

test('copy_ and add_ into what had no history', async () => {
  const x = leaf([1, 2]);
  const z = torch.zeros([2]);
  z.copy_(x);
  z.add_(1);
  z.pow(2).sum().backward();
  expect(await x.grad!.tolist()).toEqual([4, 6]);

  const w = leaf([1, 2]);
  const base = torch.zeros([2, 2]);
  base.view(4).view(2, 2).add_(w);
  expect(base.gradFn).toBe('CopySlices');
  base
    .mul(
      constant([
        [1, 2],
        [3, 4],
      ]),
    )
    .sum()
    .backward();
  expect(await w.grad!.tolist()).toEqual([4, 6]);
});

test('zero_ forgets what was before', async () => {
  const x = leaf([1, 2]);
  const h = x.mul(2);
  h.zero_();
  h.add_(x);
  h.sum().backward();
  expect(await x.grad!.tolist()).toEqual([1, 1]);
});

test('a view of a leaf that requires grad cannot be changed in place', () => {
  expect(() => leaf([1, 2]).view(2).add_(1)).toThrow(
    'a view of a leaf Variable that requires grad is being used in an in-place operation.',
  );
});

test('hooks see a gradient and may replace it', async () => {
  const x = leaf([2]);
  const seen: unknown[] = [];
  const hook = x.registerHook((gradient) => gradient.mul(10));
  const y = x.mul(3);
  y.registerHook((gradient) => {
    seen.push(gradient.shape);
    return gradient.add(1);
  });
  y.sum().backward(null, { retainGraph: true });
  expect(await x.grad!.tolist()).toEqual([60]);
  hook.remove();
  x.grad = null;
  y.sum().backward();
  expect(await x.grad!.tolist()).toEqual([6]);
  expect(seen).toEqual([[1], [1]]);
  expect(() => torch.tensor([1]).registerHook(() => null)).toThrow(
    "cannot register a hook on a tensor that doesn't require gradient",
  );
});

test('autograd.grad: of leaves and intermediates, without touching .grad', async () => {
  const x = leaf([2]);
  const y = x.mul(3);
  const [gx, gy] = torch.autograd.grad(y.sum().mul(y.sum()), [x, y]);
  expect(await gx!.tolist()).toEqual([36]);
  expect(await gy!.tolist()).toEqual([12]);
  expect(x.grad).toBeNull();
});

test('second derivatives by createGraph', async () => {
  const x = leaf([2]);
  const [first] = torch.autograd.grad(x.pow(3).sum(), x, { createGraph: true });
  const [second] = torch.autograd.grad(first!.sum(), x);
  expect(await first!.tolist()).toEqual([12]);
  expect(await second!.tolist()).toEqual([12]);
});

test.each([
  [
    'unused',
    () => torch.autograd.grad(leaf([1]).sum(), leaf([1])),
    'The differentiated Tensor at index 0 appears to not have been used in the graph.',
  ],
  [
    'no grad',
    () => torch.autograd.grad(leaf([1]).sum(), constant([1])),
    'One of the differentiated Tensors does not require grad',
  ],
  [
    'no inputs',
    () => torch.autograd.grad(leaf([1]).sum(), []),
    '`inputs` argument to `grad()` cannot be empty.',
  ],
])('autograd.grad refuses: %s', (_, act, message) => {
  expect(act).toThrow(message);
});

test('a Function of one’s own', async () => {
  class Clip extends torch.autograd.Function {
    static override forward(context: torch.autograd.FunctionContext, x: Tensor, factor: number): Tensor {
      context.saveForBackward(x);
      context['factor'] = factor;
      return x.mul(factor);
    }

    static override backward(context: torch.autograd.FunctionContext, gradient: Tensor) {
      const [x] = context.savedTensors;
      return [gradient.mul(x!).mul(context['factor'] as number), null];
    }
  }
  const x = leaf([3]);
  const y = Clip.apply(x, 2);
  expect(y.gradFn).toBe('ClipBackward');
  y.backward();
  expect(await y.item()).toBe(6);
  expect(await x.grad!.item()).toBe(6);
});

test('gradcheck, jacobian, hessian', async () => {
  const x = torch.tensor([0.5, -1, 2], { dtype: torch.float64, requiresGrad: true });
  expect(await torch.autograd.gradcheck((a) => a.tanh().mul(a), [x])).toBe(true);
  const wrong = (a: Tensor): Tensor => a.detach().mul(2).add(a.mul(0));
  await expect(torch.autograd.gradcheck(wrong, [x])).rejects.toThrow(/Jacobian mismatch/);
  const y = torch.tensor([1, 2], { dtype: torch.float64 });
  expect(await torch.autograd.functional.jacobian((a) => a.mul(a), y).tolist()).toEqual([
    [2, 0],
    [0, 4],
  ]);
  expect(await torch.autograd.functional.hessian((a) => a.pow(3).sum(), y).tolist()).toEqual([
    [6, 0],
    [0, 12],
  ]);
});

test('options may take the place of the gradient', async () => {
  const x = leaf(2);
  const y = x.pow(2);
  y.backward({ retainGraph: true });
  y.backward();
  expect(await x.grad!.item()).toBe(8);
});

test('a gradient of another dtype is taken as the tensor’s own', async () => {
  const x = leaf([1, 2]);
  x.matmul(constant([3, 4])).backward(torch.tensor(2, { dtype: torch.float64 }));
  expect(x.grad!.dtype).toBe(torch.float32);
  expect(await x.grad!.tolist()).toEqual([6, 8]);
});

test('what saves nothing can be gone through twice', async () => {
  const x = leaf([1]);
  const y = x.add(1).sum();
  y.backward();
  y.backward();
  expect(await x.grad!.tolist()).toEqual([2]);
});
