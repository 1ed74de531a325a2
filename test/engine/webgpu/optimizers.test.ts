/** @file Updates of parameters in kernels of their own: as in doubles, step by step, with every setting. */

import { beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { optim, torch, type Tensor } from '../../../engine/index';
import { openTestDevice } from '../dawn';

beforeAll(async () => {
  registerDevice(await openTestDevice());
  setDefaultDevice(cpu);
});

type Make = (params: Tensor[]) => optim.Optimizer;

/** Seventy are moved one by one, 72 four at a time. */
const start = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i) * 2);

/** The parameter after some steps down a bowl. */
async function run(make: Make, count: number, to: 'float64' | 'webgpu'): Promise<number[]> {
  const p = torch
    .tensor(start(count))
    .to(to === 'float64' ? torch.float64 : to)
    .detach()
    .requiresGrad_();
  const optimizer = make([p]);
  for (let step = 0; step < 4; step++) {
    optimizer.zeroGrad();
    p.mul(p).mul(p.add(1.5)).sum().backward();
    optimizer.step();
  }
  return (await p.tolist()) as number[];
}

describe('optimisers', () => {
  const makes: Readonly<Record<string, Make>> = {
    Adam: (params) => new optim.Adam(params, { lr: 0.1 }),
    'Adam with weight decay, uphill': (params) =>
      new optim.Adam(params, { lr: 0.05, weightDecay: 0.1, maximize: true }),
    AdamW: (params) => new optim.AdamW(params, { lr: 0.1, weightDecay: 0.3, betas: [0.8, 0.99] }),
    SGD: (params) => new optim.SGD(params, { lr: 0.01 }),
    'SGD with momentum': (params) => new optim.SGD(params, { lr: 0.01, momentum: 0.9, nesterov: true }),
  };
  for (const [name, make] of Object.entries(makes))
    test.each([70, 72])(`${name}, %i elements`, async (count) => {
      const [exact, got] = [await run(make, count, 'float64'), await run(make, count, 'webgpu')];
      exact.forEach((value, i) =>
        expect(Math.abs(got[i]! - value)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value))),
      );
    });

  test('a parameter that is its own gradient', async () => {
    const moved = async (to: 'float64' | 'webgpu'): Promise<unknown> => {
      const p = torch
        .tensor(start(8))
        .to(to === 'float64' ? torch.float64 : to)
        .detach()
        .requiresGrad_();
      p.grad = p.detach();
      const adam = new optim.Adam([p], { lr: 0.5 });
      for (let step = 0; step < 3; step++) adam.step();
      return p.tolist();
    };
    const [exact, got] = [(await moved('float64')) as number[], (await moved('webgpu')) as number[]];
    exact.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
  });
});
