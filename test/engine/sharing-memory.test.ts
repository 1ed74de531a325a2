/** @file What shares its memory with others: in-place ops that PyTorch refuses, and gradients that go through it. */

import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { torch, F, type Tensor } from '../../engine/index';
import { asStrided } from '../../engine/ops/reshaping/geometry';
import type { Local } from '../../engine/ops/op';
import type { Attrs } from '../../engine/trace/events';
import { gradientsAlong, expectGradients } from './finite-differences';
import { testDevices } from './devices';

const REPEATED =
  'unsupported operation: more than one element of the written-to tensor refers to a single memory location. ' +
  'Please clone() the tensor before performing the operation.';
const MEETS =
  'unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory ' +
  'location. Please clone() the tensor before performing the operation.';
const SEVERAL =
  'is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such ' +
  'functions do not allow the output views to be modified inplace. You should replace the inplace operation by an ' +
  'out-of-place one.';
const NO_GRAD =
  'A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case ' +
  'is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace ' +
  "either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want " +
  'the inplace to be tracked).';

const devices = await testDevices();

const square = (): Tensor => torch.arange(4).reshape(2, 2).float();
const expanded = (): Tensor => torch.zeros(3).expand(2, 3);
const first = (): Tensor => torch.tensor([[0, 0, 0]]);

/** By what is written to: what PyTorch 2.13 refuses, and what it lets through. */
const REPEATS: Record<string, () => unknown> = {
  add_: () => expanded().add_(1),
  copy_: () => expanded().copy_(torch.ones(2, 3)),
  exp_: () => expanded().exp_(),
  clamp_: () => expanded().clamp_(1),
  eq_: () => expanded().eq_(1),
  'F.elu_': () => F.elu_(expanded()),
  cumsum_: () => expanded().cumsum_(0),
  normal_: () => expanded().normal_(),
  bernoulli_: () => expanded().bernoulli_(),
  scatter_: () => expanded().scatter_(0, first(), 1),
  indexAdd_: () => expanded().indexAdd_(0, torch.tensor([0]), torch.ones(1, 3)),
  indexCopy_: () => expanded().indexCopy_(0, torch.tensor([0]), torch.ones(1, 3)),
  maskedScatter_: () => expanded().maskedScatter_(torch.ones(2, 3).gt(0), torch.ones(6)),
  'put everywhere': () => expanded().put('...', 1),
  'before the shape is looked at': () => expanded().add_(torch.ones(5)),
  'before the dtype is looked at': () => expanded().long().expand(2, 2, 3).add_(1.5),
};
const LETS_REPEAT: Record<string, () => Tensor> = {
  fill_: () => expanded().fill_(1),
  zero_: () => expanded().zero_(),
  maskedFill_: () => expanded().maskedFill_(torch.ones(2, 3).gt(0), 1),
  indexFill_: () => expanded().indexFill_(0, torch.tensor([0]), 1),
  'put at rows': () => expanded().put([0, 1], 1),
  'put at a row': () => expanded().put(0, 1),
  'windows, which PyTorch does not look through': () => torch.zeros(4).unfold(0, 2, 1).fill_(1),
  'nothing to write to': () => torch.zeros(0, 3).expand(2, 0, 3).add_(1),
};

const long = (): Tensor => torch.tensor([0, 1]);
/** By op: a tensor and what is read while it is written. */
const MEETINGS: Record<string, (x: Tensor) => unknown> = {
  'add_ of the transpose': (x) => x.add_(x.t()),
  'add_ of a row': (x) => x.add_(x.at(0)),
  'add_ of an element': (x) => x.add_(x.at(0, 0)),
  'pow_ of the transpose': (x) => x.pow_(x.t()),
  'copy_ of what lies one further': (x) => x.view(-1).at('1:').copy_(x.view(-1).at(':-1')),
  'put of what lies one further': (x) => x.view(-1).put('1:', x.view(-1).at(':-1')),
  'put of the same at rows': (x) => x.put([0, 1], x),
  'lerp_ by the transpose': (x) => x.lerp_(x, x.t()),
  'clamp_ by the transpose': (x) => x.clamp_(x.t()),
  'scatter_ of itself': (x) => x.scatter_(0, torch.zeros(2, 2).long(), x),
  'indexAdd_ of itself': (x) => x.indexAdd_(0, long(), x),
  'indexCopy_ of a row': (x) => x.indexCopy_(0, torch.tensor([0]), x.at('1:')),
  'indexPut_ of itself': (x) => x.indexPut_([long()], x),
};
const LETS_MEET: Record<string, (x: Tensor) => unknown> = {
  'add_ of itself': (x) => x.add_(x),
  'add_ of another row': (x) => x.at(0).add_(x.at(1)),
  'mul_ of a column by a row, which PyTorch does not look through': (x) => x.at(':', 0).mul_(x.at(0)),
  'add_ of a copy': (x) => x.add_(x.t().clone()),
  'put of the same everywhere': (x) => x.put('...', x),
  'maskedScatter_ of itself': (x) => x.maskedScatter_(x.gt(0), x),
};

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());

  test.each(Object.entries(REPEATS))('what repeats elements is not written to: %s', (_, act) => {
    expect(act).toThrow(REPEATED);
  });

  test.each(Object.entries(LETS_REPEAT))('… but for %s', async (_, act) => {
    const out = act();
    expect(out.isContiguous() && out.numel() > 0).toBe(false);
    expect(out.numel() === 0 || (await out.max().item()) === (await out.at(0).max().item())).toBe(true);
  });

  test.each(Object.entries(MEETINGS))(
    'what is written is not read under another shape: %s',
    async (_, act) => {
      const x = square();
      expect(() => act(x)).toThrow(MEETS);
      expect(await x.tolist()).toEqual([
        [0, 1],
        [2, 3],
      ]);
    },
  );

  test.each(Object.entries(LETS_MEET))('… but for %s', (_, act) => {
    expect(() => act(square())).not.toThrow();
  });

  test('indices that are written to are no indices', () => {
    const index = torch.arange(3);
    expect(() => index.put(index, 1)).toThrow(MEETS);
    expect(() => index.indexFill_(0, index, 1)).toThrow(MEETS);
  });
});

describe('views that may not be changed in place', () => {
  beforeEach(() => devices[0]!.use());
  const made = (): Tensor => square().requiresGrad_().mul(1);

  test('one of several that an op gave together', () => {
    expect(() => made().unbind(0)[1]!.add_(1)).toThrow(`Output 1 of Unbind ${SEVERAL}`);
    expect(() => made().split(1)[1]!.add_(1)).toThrow(`Output 1 of Split ${SEVERAL}`);
    expect(() => made().split([1, 1])[1]!.add_(1)).toThrow(`Output 1 of SplitWithSizes ${SEVERAL}`);
    expect(() => made().chunk(2)[0]!.zero_()).toThrow(`Output 0 of Split ${SEVERAL}`);
    expect(() => made().unbind(0)[1]!.view(2, 1).add_(1)).toThrow(`Output 0 of View ${SEVERAL}`);
    expect(() => made().unbind(0)[1]!.put(0, 1)).toThrow(`Output 0 of Select ${SEVERAL}`);
    expect(() => made().unbind(0)[0]!.unsqueeze_(0)).toThrow(`Output 0 of Unbind ${SEVERAL}`);
    expect(made().tensorSplit(2)[1]!.add_(1).gradFn).toBe('AsStridedBackward0');
  });

  test('where nothing is tracked they may', () => {
    torch.noGrad(() => made().unbind(0)[1]!.add_(1));
    square().unbind(0)[1]!.add_(1);
  });

  test('a view that the graph does not know, of what it knows', async () => {
    for (const base of [made(), square().requiresGrad_()]) {
      const view = torch.noGrad(() => base.at(0));
      expect(() => view.add_(1)).toThrow(NO_GRAD);
      torch.noGrad(() => view.add_(1));
      expect(await base.at(0).tolist()).toEqual([1, 2]);
    }
  });
});

describe('gradients through memory that is looked at in several ways', () => {
  beforeEach(() => devices[0]!.use());
  const weights = (): Tensor =>
    torch.tensor([
      [1, 2],
      [3, 4],
    ]);

  test('asStrided of what is transposed, expanded, or begins in the middle', async () => {
    const turned = torch.arange(6).float().reshape(2, 3).t().detach().requiresGrad_();
    turned.asStrided([2, 2], [1, 2]).mul(weights()).sum().backward();
    expect(await turned.grad!.tolist()).toEqual([
      [1, 4],
      [3, 0],
      [2, 0],
    ]);
    const x = torch.arange(3).float().requiresGrad_();
    x.expand(2, 3).asStrided([2, 2], [1, 1]).mul(weights()).sum().backward();
    expect(await x.grad!.tolist()).toEqual([1, 5, 4]);
    const y = torch.arange(6).float().requiresGrad_();
    y.at('2:4').asStrided([2, 2], [1, 1], 1).mul(weights()).sum().backward();
    expect(await y.grad!.tolist()).toEqual([0, 0, 5, 4, 0, 0]);
  });

  test('what is taught of it is what flows back, also where an element lies in several places', () => {
    const elements = new Float64Array();
    const locals = (shape: number[], attrs: Attrs, i: number): readonly Local[] =>
      asStrided.explain!.locals(0, i, {
        inputs: [{ shape, elements }],
        output: { shape: [], elements },
        attrs,
      });
    const look = { size: [2, 2], stride: [1, 2], offset: 0 };
    // [3, 2] whose columns lie one after the other: element [0, 1] is the fourth in memory, seen at [1, 1]
    expect(locals([3, 2], { ...look, own: [1, 3] }, 1)).toEqual([{ at: 3, value: 1 }]);
    expect(locals([3, 2], look, 1)).toEqual([{ at: 2, value: 1 }]);
    // three elements, each twice: half a gradient each
    expect(locals([2, 3], { ...look, stride: [1, 1], own: [0, 1] }, 4)).toEqual([
      { at: 1, value: 0.5 },
      { at: 2, value: 0.5 },
    ]);
  });

  test('a view changed in place whose base lies transposed', async () => {
    const base = torch.zeros(2, 3).t().detach();
    const row = torch.tensor([1, 2]).float().requiresGrad_();
    base.select(0, 1).copy_(row);
    base.mul(torch.arange(6).reshape(3, 2)).sum().backward();
    expect(await row.grad!.tolist()).toEqual([2, 3]);
  });

  test('views that see an element several times, after a change of their base', async () => {
    const x = torch.tensor([1, 2, 3]).float().requiresGrad_();
    const h = x.mul(2);
    const [windows, copies] = [h.unfold(0, 2, 1), h.expand(2, 3)];
    h.mul_(3);
    windows.sum().add(copies.sum()).backward();
    expect(await x.grad!.tolist()).toEqual([18, 24, 18]);
  });

  test('second derivatives through a view changed in place', async () => {
    const generator = new torch.Generator().manualSeed(5);
    const x = torch.randn([2, 3], { generator, dtype: torch.float64 }).requiresGrad_();
    const y = torch.randn([3], { generator, dtype: torch.float64 }).requiresGrad_();
    const f = (): Tensor => {
      const h = x.mul(x);
      h.at(0).mul_(y);
      h.at(':', 1).sin_();
      return h.pow(3).sum();
    };
    await expectGradients(f, [x, y]);
    await expectGradients(gradientsAlong(f, [x, y], generator), [x, y]);
  });
});

test('what was overwritten, or does not matter, has a gradient of 0 even where an infinite one comes', async () => {
  devices[0]!.use();
  const x = torch.ones(4).requiresGrad_();
  const steep = torch.tensor([Infinity, -Infinity, NaN, -1]);
  for (const forget of [
    (h: Tensor) => h.zero_(),
    (h: Tensor) => h.copy_(torch.ones(4)),
    (h: Tensor) => h.normal_(),
    (h: Tensor) => h.pow(0),
  ]) {
    const [gradient] = torch.autograd.grad(forget(x.mul(1)), [x], { gradOutputs: [steep] });
    expect(await gradient!.tolist()).toEqual([0, 0, 0, 0]);
  }
});
