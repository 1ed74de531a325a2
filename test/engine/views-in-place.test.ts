/** @file Views in place (`unsqueeze_`, `t_` …) in the graph and in the trace: who knows a tensor by which shape. */

import { beforeEach, describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { torch, type Tensor } from '../../engine/index';
import type { TraceEvent } from '../../engine/trace/events';
import { observe } from '../../engine/trace/observer';
import { Recorder } from '../../engine/trace/recorder';

beforeEach(() => setDefaultDevice(cpu));

const leaf = (): Tensor => torch.arange(6).reshape(2, 3).double().requiresGrad_();

test('the storage is shared with what looked at it before, and its version counts on', async () => {
  const x = torch.zeros(2, 3);
  const row = x.at(0);
  expect(row.unsqueeze_(0)).toBe(row);
  expect(x.version).toBe(1);
  row.add_(1);
  expect(await x.tolist()).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
  expect(x.t_().stride()).toEqual([1, 3]);
});

test('what was computed from the former shape gets its gradient in that shape', async () => {
  const x = leaf();
  const y = x.mul(2);
  const before = y
    .sum(0)
    .mul(torch.tensor([1, 2, 3], { dtype: torch.float64 }))
    .sum();
  y.t_().unsqueeze_(0);
  expect(y.shape).toEqual([1, 3, 2]);
  before.add(y.select(1, 0).sum()).backward();
  expect(await x.grad!.tolist()).toEqual([
    [4, 4, 6],
    [4, 4, 6],
  ]);
});

test('an element that backward needs is missed, as PyTorch misses it', () => {
  const y = leaf().mul(1);
  const sine = y.sin().sum();
  y.unsqueeze_(0);
  expect(() => sine.backward()).toThrow(
    'one of the variables needed for gradient computation has been modified by an inplace operation: ' +
      '[torch.DoubleTensor [1, 2, 3]], which is output 0 of Unsqueeze1, is at version 1; expected version 0 instead.',
  );
});

test('a leaf that wants a gradient is refused, a view of one too; without the graph it may be', () => {
  const text = 'leaf Variable that requires grad is being used in an in-place operation.';
  expect(() => leaf().t_()).toThrow(`a ${text}`);
  expect(() => leaf().at(0).unsqueeze_(0)).toThrow(`a view of a ${text}`);
  const x = leaf();
  torch.noGrad(() => x.t_());
  expect([x.shape, x.isLeaf]).toEqual([[3, 2], true]);
});

test('detach_ makes a leaf of a result, and refuses a view', () => {
  const y = leaf().mul(2);
  expect(y.detach_()).toBe(y);
  expect([y.isLeaf, y.requiresGrad]).toEqual([true, false]);
  expect(() => leaf().at(0).detach_()).toThrow("Can't detach views in-place. Use detach() instead.");
});

describe('in the trace', () => {
  test('it is an operation from the former self to a value of the new shape', () => {
    const events: TraceEvent[] = [];
    const recorder = new Recorder((event) => events.push(event as TraceEvent));
    observe(recorder);
    try {
      const x = torch.ones(2, 3, { requiresGrad: true });
      const y = x.mul(2);
      y.unsqueeze_(0);
      y.sum().backward();
      torch.zeros(2).unsqueeze_(1).add_(1);
    } finally {
      observe(null);
    }
    recorder.finish();
    const ops = events.flatMap((event) => (event.type === 'op' ? [event] : []));
    const [, product, reshaped, sum, zeros, column] = ops;
    expect(ops.map(({ op }) => op)).toEqual(['ones', 'mul', 'unsqueeze_', 'sum', 'zeros', 'unsqueeze_']);
    expect(product!.output.shape).toEqual([2, 3]);
    expect(reshaped).toMatchObject({ inputs: [product!.output.id], gradFn: 'UnsqueezeBackward1' });
    expect(reshaped!.output.shape).toEqual([1, 2, 3]);
    expect(sum!.inputs).toEqual([reshaped!.output.id]);
    expect(column).toMatchObject({ inputs: [zeros!.output.id] });
    const gradients = events.flatMap((event) => (event.type === 'gradient' ? [event] : []));
    expect(gradients.map(({ op }) => op)).toEqual([sum!.id, reshaped!.id, product!.id]);
    expect(events.find(({ type }) => type === 'mutate')).toMatchObject({ tensor: column!.output.id });
  });
});
