/** @file Convolutions beyond the sizes of the golden cases: several tiles, groups, splits, every stride. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { Tensor } from '../../../engine/index';
import { F, torch } from '../../../engine/index';
import { noGrad } from '../../../engine/autograd/mode';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { openTestDevice } from '../dawn';

beforeAll(async () => {
  registerDevice(await openTestDevice());
  setDefaultDevice(cpu);
});

type Settings = NonNullable<Parameters<typeof F.conv2d>[3]>;

/** The output and both gradients, in doubles on the cpu or in floats on the GPU. */
async function run(device: 'cpu' | 'webgpu', x: Tensor, w: Tensor, settings: Settings): Promise<number[][]> {
  const [a, b] = [x, w].map((t) => t.to(device === 'cpu' ? torch.float64 : device).detach());
  a!.requiresGrad = b!.requiresGrad = true;
  const y = F.conv2d(a!, b!, null, settings);
  // an upstream that differs from place to place
  const g = noGrad(() =>
    torch.arange(y.numel(), { dtype: torch.float32 }).remainder(7).sub(3).reshape(y.shape),
  );
  y.backward(g.to(device === 'cpu' ? torch.float64 : device));
  return Promise.all([y, a!.grad!, b!.grad!].map((t) => t.reshape(-1).tolist() as Promise<number[]>));
}

describe('conv2d', () => {
  const cases: readonly (readonly [string, number[], number[], Settings])[] = [
    ['several bands of channels and places', [3, 5, 9, 11], [19, 5, 3, 2], {}],
    ['a batch whose weight gradient is split', [33, 2, 6, 6], [3, 2, 3, 3], {}],
    ['padding and stride', [2, 3, 10, 7], [4, 3, 3, 3], { padding: 1, stride: 2 }],
    ['dilation and groups', [2, 6, 12, 9], [9, 2, 3, 2], { dilation: [2, 3], groups: 3, padding: [2, 0] }],
    ['stride beyond the kernel', [1, 1, 11, 11], [1, 1, 2, 2], { stride: 4 }],
  ];
  for (const [name, x, w, settings] of cases)
    test(name, async () => {
      torch.manualSeed(1);
      const [a, b] = [torch.randn(x), torch.randn(w)];
      const exact = await run('cpu', a, b, settings);
      const got = await run('webgpu', a, b, settings);
      exact.forEach((values, k) => {
        const largest = Math.max(...values.map(Math.abs));
        expect(got[k]).toHaveLength(values.length);
        values.forEach((value, i) =>
          expect(Math.abs(got[k]![i]! - value)).toBeLessThan(2e-6 * largest + 1e-6),
        );
      });
    });

  test('a transposed input is read where it lies', async () => {
    const [a, b] = [torch.randn([8, 8, 2, 3]), torch.randn([4, 2, 3, 3])];
    const turned = (t: Tensor): Tensor => t.permute([3, 2, 0, 1]);
    const exact = (await F.conv2d(turned(a), b).reshape(-1).tolist()) as number[];
    const got = (await F.conv2d(turned(a.to('webgpu')), b.to('webgpu'))
      .reshape(-1)
      .tolist()) as number[];
    exact.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 4));
  });
});
