/** @file Random streams against real PyTorch, bit for bit. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { torch } from '../../engine/index';
import { testDevices } from '../engine/devices';
import { dtypeOf, numbers, type Packed } from './packed';

interface Stream {
  seed: number;
  kind: 'rand' | 'randn';
  n: number;
  first: Packed;
  second: Packed;
}

const { streams } = JSON.parse(readFileSync(new URL('families/basics.json', import.meta.url), 'utf8')) as {
  streams: Stream[];
};

describe.each(await testDevices())('on $name', (device) => {
  beforeAll(() => device.use());
  // float64 lives on the cpu alone
  const here = streams.filter(({ first }) => device.name === 'cpu' || first.dtype !== 'float64');

  test.each(here)('$kind($n) of seed $seed', async ({ seed, kind, n, first, second }) => {
    const generator = new torch.Generator().manualSeed(seed);
    for (const [shape, expected] of [
      [[n], first],
      [[3], second],
    ] as const) {
      const drawn = torch[kind](shape, { generator, dtype: dtypeOf(expected.dtype) });
      const got = (await drawn.tolist()) as number[];
      const wanted = numbers(expected.data);
      // uniforms exactly; normals go through log and cos, which libraries round differently
      const slack = expected.dtype === 'float32' ? 1e-6 : 1e-14;
      if (kind === 'rand') expect(got).toEqual(wanted);
      else got.forEach((x, i) => expect(Math.abs(x - wanted[i]!)).toBeLessThan(slack));
    }
  });
});
