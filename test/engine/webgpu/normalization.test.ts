/** @file Softmax and normalising in one kernel each, in the form for emulations and in the one for hardware. */

import { beforeAll, describe, expect, test } from 'vitest';
import { WebGPUDevice } from '../../../engine/devices/webgpu';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { F, torch, type Tensor } from '../../../engine/index';
import { dawn } from '../dawn';

beforeAll(() => setDefaultDevice(cpu));

type Work = (x: Tensor, weight: Tensor) => Tensor;

const WORKS: readonly (readonly [string, Work])[] = [
  ['softmax along the last dimension', (x) => x.softmax(-1)],
  ['softmax along the first', (x) => x.softmax(0)],
  ['log softmax', (x) => x.logSoftmax(-1)],
  ['layer norm', (x, weight) => F.layerNorm(x, [x.shape.at(-1)!], weight, weight)],
  [
    'batch norm',
    (x) => F.batchNorm(x.unsqueeze(0).transpose(0, 1), null, null, null, null, { training: true }),
  ],
];

/** The output, and the gradients of what has any. */
async function run(work: Work, x: Tensor, g: Tensor, device: 'cpu' | 'webgpu'): Promise<number[][]> {
  const own = (t: Tensor): Tensor => t.to(device === 'cpu' ? torch.float64 : device).detach();
  const a = own(x).requiresGrad_();
  const weight = own(torch.arange(x.shape.at(-1)!).float().div(50).add(0.5)).requiresGrad_();
  const y = work(a, weight);
  y.backward(own(g.reshape(y.shape)));
  const tensors = [y, a.grad!, ...(weight.grad ? [weight.grad] : [])];
  return Promise.all(tensors.map((t) => t.reshape(-1).tolist() as Promise<number[]>));
}

for (const software of [true, false])
  describe(software ? 'an invocation a row' : 'a workgroup a row', () => {
    beforeAll(async () => {
      const raw = await (await dawn().requestAdapter())?.requestDevice();
      registerDevice(new WebGPUDevice(raw!, 'test', software, { validate: true, hostValues: false }));
    });

    for (const [name, work] of WORKS)
      test(name, async () => {
        torch.manualSeed(3);
        // lengths that are and are not taken four at a time
        for (const shape of [
          [5, 7],
          [3, 4, 300],
          [2, 1, 129],
        ]) {
          const [x, g] = [torch.randn(shape).mul(3), torch.randn(shape)];
          const [exact, got] = [await run(work, x, g, 'cpu'), await run(work, x, g, 'webgpu')];
          exact.forEach((values, k) => {
            const largest = Math.max(1, ...values.map(Math.abs));
            values.forEach((value, i) =>
              expect(Math.abs(got[k]![i]! - value), `${shape.join()} ${k}`).toBeLessThan(3e-6 * largest),
            );
          });
        }
      });

    test('NaN and infinity', async () => {
      const odd = torch.tensor([
        [NaN, 1, 2],
        [Infinity, 1, 2],
        [-Infinity, -Infinity, -Infinity],
        [-Infinity, 0, 0],
        [1e30, -1e30, 3],
      ]);
      const none = [NaN, NaN, NaN];
      const gpu = odd.to('webgpu');
      expect(await gpu.softmax(-1).tolist()).toEqual([none, none, none, [0, 0.5, 0.5], [1, 0, 0]]);
      const logs = (await gpu.logSoftmax(-1).tolist()) as number[][];
      expect(logs.slice(0, 3)).toEqual([none, none, none]);
      expect(logs[3]![0]).toBe(-Infinity);
      expect(logs[3]![1]).toBeCloseTo(-Math.LN2, 6);
      expect(logs[4]![0]).toBe(0);
    });
  });
