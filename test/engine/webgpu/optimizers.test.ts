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

const START = Array.from({ length: 70 }, (_, i) => Math.sin(i) * 2);

/** The parameter after some steps down a bowl. */
async function run(make: Make, to: 'float64' | 'webgpu'): Promise<number[]> {
  const start = torch.tensor(START);
  const p = start
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
    test(name, async () => {
      const [exact, got] = [await run(make, 'float64'), await run(make, 'webgpu')];
      exact.forEach((value, i) =>
        expect(Math.abs(got[i]! - value)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value))),
      );
    });
});
