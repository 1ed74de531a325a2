/** @file More workgroups than a dimension takes, in kernels of several outputs: the grid's second dimension changes nothing. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { WebGPUDevice } from '../../../engine/devices/webgpu';
import { F, optim, torch, type Tensor } from '../../../engine/index';
import { dawn } from '../dawn';

const devices: WebGPUDevice[] = [];
beforeAll(async () => {
  for (const most of [7, 65_535]) {
    const raw = (await (await dawn().requestAdapter())!.requestDevice())!;
    const limits = new Proxy(raw.limits, {
      get: (own, name) => (name === 'maxComputeWorkgroupsPerDimension' ? most : Reflect.get(own, name)),
    });
    Object.defineProperty(raw, 'limits', { value: limits });
    const options = { validate: true, hostValues: false, weightless: true };
    devices.push(new WebGPUDevice(raw, `${most} groups wide`, false, options));
  }
});
afterAll(() => {
  setDefaultDevice(cpu);
  devices.forEach((device) => device.destroy());
});

function wave(shape: readonly number[], step: number): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return torch.fromArray(Float32Array.from({ length: count }, (_, i) => Math.sin(i * step))).view(shape);
}

/** The same on both devices. */
async function both(work: () => readonly Tensor[]): Promise<readonly [number[], number[]]> {
  const found: number[][] = [];
  for (const device of devices) {
    registerDevice(device);
    setDefaultDevice(device);
    found.push((await torch.cat(work().map((x) => x.reshape(-1))).tolist()) as number[]);
  }
  return [found[0]!, found[1]!];
}

test("an optimiser's step", async () => {
  const [narrow, wide] = await both(() => {
    const params = [[3000], [501], [64, 20]].map((shape, i) => wave(shape, i + 1).requiresGrad_());
    params.forEach((p, i) => (p.grad = wave(p.shape, i + 0.5)));
    new optim.AdamW(params, { lr: 0.1 }).step();
    return params.map((p) => p.detach());
  });
  expect(narrow).toEqual(wide);
  // each has moved, the last elements too
  const start = [3000, 501, 1280].map((count, i) => Math.sin((count - 1) * (i + 1)));
  [2999, 3500, 4780].forEach((at, i) => expect(Math.abs(narrow[at]! - start[i]!)).toBeGreaterThan(0.05));
});

test('cross-entropy', async () => {
  const [narrow, wide] = await both(() => {
    const x = wave([900, 40], 0.7).requiresGrad_();
    const loss = F.crossEntropy(x, torch.arange(900).remainder(40));
    loss.backward();
    return [loss.detach(), x.grad!];
  });
  expect(narrow).toEqual(wide);
  expect(Math.abs(narrow.at(-1)!)).toBeGreaterThan(0);
});

test('attention', async () => {
  const [narrow, wide] = await both(() => {
    const x = [0.3, 0.5, 0.7].map((step) => wave([4, 3, 130, 4], step).requiresGrad_()) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const out = F.scaledDotProductAttention(...x, { isCausal: true });
    out.backward(wave(out.shape, 0.9));
    return [out.detach(), ...x.map((t) => t.grad!)];
  });
  expect(narrow).toEqual(wide);
  expect(Math.abs(narrow.at(-1)!)).toBeGreaterThan(0);
});
