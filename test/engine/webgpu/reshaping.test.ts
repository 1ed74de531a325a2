/** @file Reshaping on the GPU: what is made of copies gives there what it gives on the cpu. */

import { describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';

const devices = await testDevices();

const OPS: Record<string, (x: Tensor) => Tensor> = {
  flip: (x) => x.flip(0, 1),
  rot90: (x) => x.rot90(1),
  roll: (x) => x.roll([1, -1], [0, 1]),
  repeat: (x) => x.repeat(2, 1, 2),
  'repeatInterleave by a number': (x) => x.repeatInterleave(2, 1),
  tril: (x) => x.tril(-1),
  diagEmbed: (x) => x.diagEmbed(1),
  cat: (x) => torch.cat([x, x.mul(2)], 1),
  stack: (x) => torch.stack([x, x], 1),
  unfold: (x) => x.unfold(1, 2, 1).mul(2),
  slice: (x) => x.at('1:', '::2').mul(2),
  put: (x) => x.clone().put(':', -1, 0),
  maskedFill: (x) => x.maskedFill(x.gt(0.5), -1),
};

async function on(device: (typeof devices)[number], op: (x: Tensor) => Tensor): Promise<unknown> {
  device.use();
  const generator = new torch.Generator().manualSeed(3);
  const x = torch.rand(3, 4, { generator }).requiresGrad_();
  const out = op(x);
  out.sum().backward();
  return [await out.tolist(), await x.grad!.tolist()];
}

describe('the same on both devices', () => {
  test.each(Object.entries(OPS))('%s', async (_, op) => {
    const [cpu, webgpu] = [await on(devices[0]!, op), await on(devices[1]!, op)];
    expect(webgpu).toEqual(cpu);
  });

  test('random fills', async () => {
    const draws = [];
    for (const device of devices) {
      device.use();
      const generator = new torch.Generator().manualSeed(3);
      draws.push(await torch.zeros(2, 3).t().uniform_(0, 1, { generator }).tolist());
    }
    expect(draws[1]).toEqual(draws[0]);
  });
});
