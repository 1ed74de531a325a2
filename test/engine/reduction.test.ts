/** @file Reductions, order and losses: second derivatives, what a hand-made loss gets wrong, and devices without kernels. */

import { describe, expect, test } from 'vitest';
import { F, torch, type Tensor } from '../../engine/index';
import { testDevices } from './devices';

const generator = new torch.Generator().manualSeed(11);
const draw = (shape: number[]): Tensor =>
  torch.randn(shape, { generator, dtype: torch.float64 }).requiresGrad_();
const data = (values: number[]): Tensor => torch.tensor(values, { dtype: torch.float64, requiresGrad: true });
const chances = (shape: number[]): Tensor =>
  torch.rand(shape, { generator, dtype: torch.float64 }).mul(0.6).add(0.2);
const labels = torch.tensor([1, 0, 2]);
const goals = chances([3, 4]);

type Case = readonly [name: string, f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]];

const SMOOTH: Case[] = [
  ['softmax', (x) => x.softmax(1), [draw([2, 3])]],
  ['logSoftmax', (x) => x.logSoftmax(0), [draw([2, 3])]],
  ['logsumexp', (x) => x.logsumexp(1), [draw([2, 3])]],
  ['logcumsumexp', (x) => x.logcumsumexp(1), [draw([2, 4])]],
  ['var', (x) => x.var(1), [draw([2, 3])]],
  ['std', (x) => x.std(1, { correction: 0 }), [draw([2, 3])]],
  ['norm 2', (x) => x.norm(2, 1), [draw([2, 3])]],
  ['norm 3', (x) => x.norm(3), [draw([2, 3])]],
  ['prod', (x) => x.prod(1), [draw([2, 3])]],
  ['prod with a zero', (x) => x.prod(), [data([2, 0, 3])]],
  ['prod with zeros', (x) => x.prod(), [data([2, 0, 0])]],
  ['cumprod', (x) => x.cumprod(1), [draw([2, 4])]],
  ['cumprod with a zero', (x) => x.cumprod(0), [data([2, 0, 3, -1])]],
  ['cumsum of squares', (x) => x.mul(x).cumsum(0), [draw([3])]],
  ['max of squares', (x) => x.mul(x).max(1).values, [draw([2, 3])]],
  ['sort of squares', (x) => x.mul(x).sort(0).values, [draw([4])]],
  ['quantile of squares', (x) => x.mul(x).quantile(0.3, 1), [draw([2, 3])]],
  ['crossEntropy', (x) => F.crossEntropy(x, labels), [draw([3, 4])]],
  ['crossEntropy, smoothed', (x) => F.crossEntropy(x, labels, { labelSmoothing: 0.2 }), [draw([3, 4])]],
  ['crossEntropy of probabilities', (x) => F.crossEntropy(x, goals), [draw([3, 4])]],
  ['mseLoss', (x, y) => F.mseLoss(x, y), [draw([3]), draw([3])]],
  ['huberLoss', (x, y) => F.huberLoss(x, y), [draw([5]), draw([5])]],
  [
    'binaryCrossEntropy',
    (x, y) => F.binaryCrossEntropy(x, y),
    [chances([3]).requiresGrad_(), chances([3]).requiresGrad_()],
  ],
  [
    'binaryCrossEntropyWithLogits',
    (x, y) => F.binaryCrossEntropyWithLogits(x, y),
    [draw([3]), chances([3]).requiresGrad_()],
  ],
  ['gaussianNllLoss', (x, y) => F.gaussianNllLoss(x, y, 0.7), [draw([3]), draw([3])]],
  ['cosineSimilarity', (x, y) => F.cosineSimilarity(x, y), [draw([2, 3]), draw([2, 3])]],
];

describe('second derivatives against finite differences of the first', () => {
  test.each(SMOOTH)('%s', async (_, f, inputs) => {
    const weights = torch.randn(f(...inputs).shape, { generator, dtype: torch.float64 });
    for (const k of inputs.keys()) {
      // the check moves copies that want no gradient
      const slope = (...given: Tensor[]): Tensor =>
        torch.enableGrad(() => {
          const xs = given.map((x) => (x.requiresGrad ? x : x.detach().requiresGrad_()));
          return torch.autograd.grad(
            f(...xs)
              .mul(weights)
              .sum(),
            xs,
            { createGraph: true },
          )[k]!;
        });
      await expect(torch.autograd.gradcheck(slope, inputs)).resolves.toBe(true);
    }
  });
});

test('a hand-made cross-entropy overflows at a logit of 100, the built-in does not', async () => {
  const logits = torch.tensor([[100, 0, 1]], { dtype: torch.float32, requiresGrad: true });
  const target = torch.tensor([1]);
  const odds = logits.exp();
  const handMade = odds
    .div(odds.sum(1, { keepdim: true }))
    .log()
    .mul(torch.tensor([[0, -1, 0]]))
    .sum();
  expect(Number.isFinite(await handMade.item())).toBe(false);
  const builtIn = F.crossEntropy(logits, target);
  expect(await builtIn.item()).toBe(100);
  builtIn.backward();
  const [[first, second, third]] = (await logits.grad!.tolist()) as [[number, number, number]];
  expect([first, second]).toEqual([1, -1]);
  expect(third).toBeCloseTo(0, 30);
});

test('huberLoss of two dtypes has a value, and PyTorch’s refusal in backward', () => {
  const x = torch.tensor([1, 2], { dtype: torch.float32, requiresGrad: true });
  const loss = F.huberLoss(x, torch.tensor([1, 5]));
  expect(() => loss.backward()).toThrow('Found dtype Long but expected Float');
});

test('an in-place change of an argmax index is noticed, one of the input of max is not', () => {
  const x = draw([2, 3]).mul(1);
  const { values, indices } = x.max(1);
  indices.add_(0);
  expect(() => values.sum().backward()).toThrow(/modified by an inplace operation/);
});

test('a running product of 4,000 is one node', async () => {
  const x = torch.ones([4000], { dtype: torch.float64, requiresGrad: true });
  x.cumprod(0).sum().backward();
  expect(await x.grad!.max().item()).toBe(4000);
  expect(await x.grad!.min().item()).toBe(1);
});

test('a result whose shape depends on values is awaited on a GPU, and says so to who does not', async () => {
  const [cpu, webgpu] = await testDevices();
  webgpu!.use();
  try {
    const x = torch.tensor([3, 1, 2, 1]);
    expect(() => x.unique().add(1)).toThrow('write `await` before the call');
    expect(await (await x.unique()).add(1).tolist()).toEqual([2, 3, 4]);
    const { counts } = await x.unique({ returnCounts: true });
    expect(await counts!.tolist()).toEqual([2, 1, 1]);
    const [places] = await x.eq(1).nonzero({ asTuple: true });
    expect(await places!.tolist()).toEqual([1, 3]);
    expect(places!.device.type).toBe('webgpu');
    expect(() => x.at(x.gt(1))).toThrow('write `await x.maskedSelect(mask)`');
  } finally {
    cpu!.use();
  }
});
