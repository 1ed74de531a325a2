/** @file What a learner's program may run into on a GPU: a device that goes, one with few means, tensors that are none. */

import { afterEach, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { DeviceLostError, WebGPUDevice } from '../../../engine/devices/webgpu';
import { OutOfMemoryError } from '../../../engine/errors';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import { dawn, openTestDevice } from '../dawn';

afterEach(() => setDefaultDevice(cpu));

function use(device: WebGPUDevice): WebGPUDevice {
  registerDevice(device);
  setDefaultDevice(device);
  return device;
}

function training(): () => Tensor {
  torch.manualSeed(3);
  const net = new nn.Sequential(new nn.Linear(3, 8), new nn.Tanh(), new nn.Linear(8, 1));
  const adam = new optim.Adam(net.parameters(), { lr: 0.01 });
  const x = torch.randn(16, 3);
  return () => {
    const loss = net(x).sub(1).pow(2).mean();
    adam.zeroGrad();
    loss.backward();
    adam.step();
    return loss;
  };
}

describe('a device that goes away in a training', () => {
  test('ends it with an error that says so, and a new one does the work again', async () => {
    const first = use(await openTestDevice());
    const step = training();
    const before = [await step().item(), await step().item()];
    const pending = step().item();
    const outcome = expect(pending).rejects.toThrow(DeviceLostError);
    first.destroy();
    await outcome;
    expect(step).toThrow(/The WebGPU device was lost \(destroyed\).*run again/);
    const second = use(await openTestDevice());
    const again = training();
    expect([await again().item(), await again().item()]).toEqual(before);
    second.destroy();
  });
});

describe("a device with WebGPU's least limits", () => {
  /** What adapters may have that only just are WebGPU adapters. */
  async function openLeast(sharedTiles: boolean): Promise<WebGPUDevice> {
    const adapter = await dawn().requestAdapter();
    // without a wish the limits are the least, and Dawn holds to them
    const raw = await adapter!.requestDevice();
    return new WebGPUDevice(raw, 'least', true, { validate: true, hostValues: false, sharedTiles });
  }

  test.each([false, true])('runs networks (matrix products in shared memory: %s)', async (sharedTiles) => {
    const device = use(await openLeast(sharedTiles));
    torch.manualSeed(3);
    const conv = new nn.Sequential(
      new nn.Conv2d(1, 4, 3),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
    );
    const head = new nn.Linear(4 * 9, 8);
    const block = new nn.TransformerEncoderLayer(8, 2, { dimFeedforward: 16, dropout: 0, batchFirst: true });
    const images = torch.randn(70, 1, 8, 8);
    const labels = torch.arange(70).remainder(8);
    const logits = block(head(conv(images)).unsqueeze(0)).squeeze(0);
    const loss = F.crossEntropy(logits, labels);
    loss.backward();
    const [value, slope] = [await loss.item(), (await conv.parameters()[0]!.grad!.tolist()) as unknown];
    setDefaultDevice(cpu);
    const exact = F.crossEntropy(
      block
        .to('cpu')(head.to('cpu')(conv.to('cpu')(images.cpu())).unsqueeze(0))
        .squeeze(0),
      labels.cpu(),
    );
    expect(value).toBeCloseTo(await exact.item(), 4);
    expect(JSON.stringify(slope)).not.toContain('null');
    await device.settled();
    device.destroy();
  });

  test('a tensor larger than a binding is refused in the words for too little memory', async () => {
    const device = use(await openLeast(false));
    // 128 MiB a binding
    expect(() => torch.zeros([64, 1024, 1024])).toThrow(OutOfMemoryError);
    expect(() => torch.zeros([64, 1024, 1024])).toThrow(
      'WebGPU out of memory. Tried to allocate 256.00 MiB for float32 [64, 1024, 1024]. One tensor can have at most 128.00 MiB',
    );
    expect(await torch.zeros([2]).tolist()).toEqual([0, 0]);
    device.destroy();
  });
});

describe('tensors without elements', () => {
  test('go through every kind of op, there and back', async () => {
    const device = use(await openTestDevice());
    const none = torch.zeros([0, 3], { requiresGrad: true });
    const weight = torch.ones([3, 2], { requiresGrad: true });
    const rows = none.add(1).exp().matmul(weight);
    expect(rows.shape).toEqual([0, 2]);
    expect(await rows.tolist()).toEqual([]);
    rows.softmax(1).sum().backward();
    expect(none.grad!.shape).toEqual([0, 3]);
    expect(await weight.grad!.tolist()).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(await torch.cat([none, torch.ones([1, 3])]).tolist()).toEqual([[1, 1, 1]]);
    expect(await none.mean().item()).toBeNaN();
    expect(await none.sum(0).tolist()).toEqual([0, 0, 0]);
    expect(await none.prod().item()).toBe(1);
    expect(await none.any().item()).toBe(false);
    expect(await none.gt(0).tolist()).toEqual([]);
    expect(
      await torch
        .zeros([2, 0])
        .matmul(torch.zeros([0, 2]))
        .tolist(),
    ).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(() => none.max()).toThrow(/operation does not have an identity|no elements|numel\(\) == 0/);
    await device.settled();
    device.destroy();
  });
});

describe('one tensor in several places', () => {
  test('as operand and result', async () => {
    const device = use(await openTestDevice());
    const fresh = (): Tensor => torch.tensor([1, 2, 3, 4], { dtype: torch.float32 });
    const x = fresh();
    expect(await x.add_(x).tolist()).toEqual([2, 4, 6, 8]);
    expect(await x.mul_(x).tolist()).toEqual([4, 16, 36, 64]);
    expect(await x.sub_(x).tolist()).toEqual([0, 0, 0, 0]);
    const y = fresh();
    expect(await y.div_(y).add_(y, { alpha: 2 }).tolist()).toEqual([3, 3, 3, 3]);
    expect(await y.copy_(y).tolist()).toEqual([3, 3, 3, 3]);
    const matrix = fresh().view(2, 2);
    expect(await matrix.matmul(matrix).tolist()).toEqual([
      [7, 10],
      [15, 22],
    ]);
    // the transpose of what is being written is refused, as in PyTorch; of a copy it is not
    expect(() => matrix.add_(matrix.t())).toThrow('refer to a single memory location');
    expect(await matrix.add_(matrix.t().clone()).tolist()).toEqual([
      [2, 5],
      [5, 8],
    ]);
    const z = fresh();
    expect(await torch.cat([z, z]).tolist()).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(await torch.where(z.gt(2), z, z.neg()).tolist()).toEqual([-1, -2, 3, 4]);
    // a row added to the rows it is one of
    const rows = torch.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: torch.float32 },
    );
    expect(await rows.add_(rows.select(0, 0).clone()).tolist()).toEqual([
      [2, 4],
      [4, 6],
    ]);
    await device.settled();
    device.destroy();
  });
});

describe('float64', () => {
  test('lives on the cpu: casting to it gives a cpu tensor, and its gradient comes back', async () => {
    const device = use(await openTestDevice());
    const x = torch.tensor([1.5, 2.5], { requiresGrad: true });
    const wide = x.to(torch.float64);
    expect(wide.device.type).toBe('cpu');
    expect(wide.dtype).toBe(torch.float64);
    expect(await wide.tolist()).toEqual([1.5, 2.5]);
    wide.mul(wide).sum().backward();
    expect(x.grad!.device.type).toBe('webgpu');
    expect(await x.grad!.tolist()).toEqual([3, 5]);
    expect(x.double().device.type).toBe('cpu');
    expect(wide.to('webgpu').device.type).toBe('cpu');
    expect(torch.ones([2], { dtype: torch.float64 }).device.type).toBe('cpu');
    device.destroy();
  });
});
