/** @file Whole trainings with and without fusion: the same losses and parameters, within what rounding may do. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import { openTestDevice } from '../dawn';

let devices: readonly WebGPUDevice[] = [];
beforeAll(async () => {
  devices = [await openTestDevice(), await openTestDevice({ fuse: false })];
});
afterAll(() => {
  setDefaultDevice(cpu);
  devices.forEach((device) => device.destroy());
});

interface Training {
  readonly params: readonly nn.Parameter[];
  readonly optimizer: optim.Optimizer;
  readonly loss: () => Tensor;
}

const TRAININGS: Readonly<Record<string, () => Training>> = {
  'an MLP': () => {
    const net = new nn.Sequential(new nn.Linear(6, 16), new nn.Tanh(), new nn.Linear(16, 4));
    const [x, y] = [torch.randn(32, 6), torch.randint(0, 4, [32])];
    const params = net.parameters();
    return { params, optimizer: new optim.Adam(params, { lr: 0.01 }), loss: () => F.crossEntropy(net(x), y) };
  },
  'a convolutional network': () => {
    const net = new nn.Sequential(
      new nn.Conv2d(1, 4, 3, { padding: 1 }),
      new nn.BatchNorm2d(4),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(4, 6, 3),
      new nn.GELU(),
      new nn.Flatten(),
      new nn.Linear(24, 3),
    );
    const [x, y] = [torch.randn(8, 1, 8, 8), torch.randint(0, 3, [8])];
    const params = net.parameters();
    const optimizer = new optim.SGD(params, { lr: 0.05, momentum: 0.9 });
    return { params, optimizer, loss: () => F.crossEntropy(net(x), y) };
  },
  'a block of a transformer': () => {
    const block = new nn.TransformerEncoderLayer(8, 2, {
      dimFeedforward: 16,
      dropout: 0,
      activation: 'gelu',
      batchFirst: true,
      normFirst: true,
    });
    const answer = new nn.Linear(8, 1);
    const [x, y] = [torch.randn(4, 5, 8), torch.randn(4, 5, 1)];
    const srcMask = torch.full([5, 5], -Infinity).triu(1);
    const params = [...block.parameters(), ...answer.parameters()];
    const optimizer = new optim.AdamW(params, { lr: 0.01 });
    return { params, optimizer, loss: () => F.mseLoss(answer(block(x, { srcMask })), y) };
  },
};

async function train(device: WebGPUDevice, make: () => Training): Promise<number[]> {
  registerDevice(device);
  setDefaultDevice(device);
  torch.manualSeed(11);
  const { params, optimizer, loss } = make();
  const seen: number[] = [];
  for (let step = 0; step < 6; step++) {
    const now = loss();
    optimizer.zeroGrad();
    now.backward();
    optimizer.step();
    seen.push(await now.item());
  }
  for (const param of params) seen.push(...((await param.reshape(-1).tolist()) as number[]));
  return seen;
}

describe('with and without fusion', () => {
  test.each(Object.keys(TRAININGS))('%s', async (name) => {
    const [fused, plain] = devices as readonly [WebGPUDevice, WebGPUDevice];
    const dispatches = [fused.counts.dispatches, plain.counts.dispatches] as const;
    const a = await train(fused, TRAININGS[name]!);
    const b = await train(plain, TRAININGS[name]!);
    expect(a).toHaveLength(b.length);
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(2e-4 * (1 + Math.abs(b[i]!))));
    expect(a[5]).toBeLessThan(a[0]!);
    // the two did not do the same
    expect(fused.counts.dispatches - dispatches[0]).toBeLessThan(plain.counts.dispatches - dispatches[1]);
  });
});
