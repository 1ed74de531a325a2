/** @file Sums and largest elements by subgroups: the same numbers as through shared memory, and only where they are wanted. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { openWebGPU, type WebGPUDevice } from '../../../engine/devices/webgpu';
import { F, torch, type Tensor } from '../../../engine/index';
import { dawn } from '../dawn';
import { hasSubgroups, openAsHardware } from './as-hardware';

const isThere = await hasSubgroups();

// Skipped where the adapter has no subgroups, for want of what is tested.
describe.skipIf(!isThere)('with subgroups', () => {
  const code: string[] = [];
  let device: WebGPUDevice;
  const make = GPUDevice.prototype.createShaderModule;
  beforeAll(async () => {
    device = await openAsHardware(10, { subgroups: true });
    GPUDevice.prototype.createShaderModule = function (descriptor): GPUShaderModule {
      code.push(descriptor.code);
      return make.call(this, descriptor);
    };
    registerDevice(device);
  });
  afterAll(() => {
    GPUDevice.prototype.createShaderModule = make;
    setDefaultDevice(cpu);
    device.destroy();
  });

  const x = torch
    .fromArray(Float32Array.from({ length: 6 * 3000 }, (_, i) => Math.sin(i * 0.7) * 3))
    .view([6, 3000]);

  const WORKS: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    sum: (t) => t.sum(),
    'sums of rows': (t) => t.sum(1),
    'sum of 70,000': (t) => t.reshape(-1).repeat(4).narrow(0, 0, 70_000).sum(),
    softmax: (t) => t.softmax(1),
    'log softmax': (t) => t.logSoftmax(1),
    'layer norm': (t) => F.layerNorm(t, [3000]),
    'cross-entropy': (t) => F.crossEntropy(t, torch.tensor([5, 17, 0, 2999, 1, 64]).to(t.device.type)),
    'of many classes': (t) =>
      F.crossEntropy(t.repeat(2, 1), torch.arange(12).to(t.device.type), {
        ignoreIndex: 3,
        reduction: 'sum',
      }),
  };

  test.each(Object.keys(WORKS))('%s', async (name) => {
    const run = async (to: 'float64' | 'webgpu'): Promise<number[]> => {
      const own = (to === 'float64' ? x.to(torch.float64) : x.to('webgpu')).detach().requiresGrad_();
      const y = WORKS[name]!(own);
      y.mul(y).sum().backward();
      return (await torch.cat([y.reshape(-1), own.grad!.reshape(-1)]).tolist()) as number[];
    };
    const [exact, got] = [await run('float64'), await run('webgpu')];
    const most = Math.max(...exact.map(Math.abs));
    exact.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6 * Math.max(most, 1)));
  });

  test('and they went by subgroups', () => {
    const folded = code.filter((text) => text.includes('subgroupAdd('));
    expect(folded.length).toBeGreaterThan(5);
    for (const text of folded) expect(text).not.toContain('half >>= 1u');
  });

  test('NaN is the largest of a row', async () => {
    const row = Float32Array.from({ length: 200 }, (_, i) => (i === 130 ? NaN : i));
    const y = torch.fromArray(row).view([1, 200]).to('webgpu').softmax(1);
    expect(((await y.reshape(-1).tolist()) as number[]).every(Number.isNaN)).toBe(true);
  });
});

test.skipIf(!isThere)('are asked for where they are wanted', async () => {
  const asked: GPUFeatureName[][] = [];
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = function (descriptor): Promise<GPUDevice> {
    asked.push([...(descriptor?.requiredFeatures ?? [])]);
    return request.call(this, descriptor);
  };
  try {
    for (const options of [{}, { subgroups: true }]) (await openWebGPU(dawn(), options)).destroy();
  } finally {
    GPUAdapter.prototype.requestDevice = request;
  }
  // this adapter is none of hardware
  expect(asked).toEqual([[], ['subgroups']]);
});
