/** @file Kernels compiled before anybody uses them: a rehearsal on an idle GPU tells which, and a device made ready compiles none. */

import { afterEach, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { adapterFacts, openWebGPU, rehearsalGPU, type Kernel } from '../../../engine/devices/webgpu';
import { F, nn, optim, torch } from '../../../engine/index';
import { DeviceDesk } from '../../../renderer/run/device-desk';
import { dawn } from '../dawn';

afterEach(() => setDefaultDevice(cpu));

/** A few steps of a training too large for the cpu's kernels alone. @returns the losses */
async function train(): Promise<number[]> {
  torch.manualSeed(3);
  const net = new nn.Sequential(new nn.Linear(20, 30), new nn.Tanh(), new nn.Linear(30, 12));
  const [x, y] = [torch.randn(40, 20), torch.randint(0, 12, [40])];
  const adam = new optim.Adam(net.parameters(), { lr: 0.02 });
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    const loss = F.crossEntropy(net(x), y);
    adam.zeroGrad();
    loss.backward();
    adam.step();
    losses.push(await loss.item());
  }
  return losses;
}

async function on(gpu: GPU, ready: readonly Kernel[]): Promise<{ losses: number[]; compiled: Kernel[] }> {
  const compiled: Kernel[] = [];
  const device = await openWebGPU(gpu, { onKernel: (kernel) => compiled.push(kernel) });
  await device.prepare(ready, () => true);
  registerDevice(device);
  setDefaultDevice(device);
  const losses = await train();
  expect(device.counts.pipelines).toBe(compiled.length);
  device.destroy();
  return { losses, compiled };
}

test('a rehearsal finds the kernels that the real run compiles, and with them it compiles none', async () => {
  const facts = (await adapterFacts(dawn()))!;
  // as it comes through a message
  const idle = rehearsalGPU(structuredClone(facts));
  const rehearsed = await on(idle, []);
  expect(rehearsed.losses).toEqual([0, 0, 0]);
  const cold = await on(dawn(), []);
  expect(cold.compiled.length).toBeGreaterThan(8);
  expect(rehearsed.compiled).toEqual(cold.compiled);
  const warm = await on(dawn(), structuredClone(rehearsed.compiled));
  expect(warm.compiled).toEqual([]);
  expect(warm.losses).toEqual(cold.losses);
});

test('there is nothing to rehearse for without an adapter', async () => {
  expect(await adapterFacts(undefined)).toBeNull();
  const none = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
  expect(await adapterFacts(none)).toBeNull();
});

test('a desk hands the device out that it has made ready, and stops compiling when a run begins', async () => {
  const found: Kernel[] = [];
  await on(dawn(), []).then(({ compiled }) => found.push(...compiled));
  const told: Kernel[] = [];
  const desk = new DeviceDesk(dawn(), (kernel) => told.push(kernel));
  expect(await desk.prepare()).toEqual(await adapterFacts(dawn()));
  await desk.warm(found.slice(0, 2));
  const rest = desk.warm(found.slice(2));
  const { device, notice } = await desk.open('webgpu');
  await rest;
  expect(notice).toBeNull();
  registerDevice(device);
  setDefaultDevice(device);
  await train();
  // the first are ready; of the others one may have been under way
  const keys = told.map(({ key }) => key);
  expect(keys).not.toContain(found[0]!.key);
  expect(keys).not.toContain(found[1]!.key);
  expect(told.length).toBeGreaterThan(found.length - 5);
});

test('a desk makes nothing of a GPU that nobody wants, or that is not there', async () => {
  const desk = new DeviceDesk(dawn(), () => undefined);
  await desk.prepare();
  expect((await desk.open('cpu')).device).toBe(cpu);
  const nowhere = new DeviceDesk(undefined, () => undefined);
  expect(await nowhere.prepare()).toBeNull();
  await nowhere.warm([]);
  const { device, notice } = await nowhere.open('webgpu');
  expect(device).toBe(cpu);
  expect(notice).toMatch(/uses the CPU instead/);
});
