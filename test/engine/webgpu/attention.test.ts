/** @file Attention without its weights in memory: PyTorch's numbers forward and back, however its parts lie, in less memory. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { F, torch, type Tensor } from '../../../engine/index';
import { openTestDevice } from '../dawn';
import { openAsHardware } from './as-hardware';
import { openedDevices } from './devices';

interface Case {
  readonly sizes: readonly [number, number, number, number, number];
  readonly mask: 'none' | 'causal' | 'bool' | 'float';
  readonly out: number[];
  readonly q: number[];
  readonly k: number[];
  readonly v: number[];
}

const { cases } = JSON.parse(readFileSync(new URL('golden/attention.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const use = openedDevices({
  fused: () => openTestDevice({ weightless: true }),
  plain: () => openTestDevice({ fuse: false, weightless: true }),
  'as hardware': () => openAsHardware(8, { weightless: true }),
  'with weights': () => openTestDevice({ weightless: false }),
  'by size': () => openTestDevice(),
  'by size on hardware': () => openAsHardware(),
});

function wave(shape: readonly number[], step: number, scale = 1): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return torch
    .fromArray(Float32Array.from({ length: count }, (_, i) => Math.sin(i * step) * scale))
    .view(shape);
}

function maskOf({ mask, sizes: [batch, , rows, keys] }: Case): Tensor | null {
  if (mask === 'bool') return wave([rows, keys], 1.9).gt(-0.6);
  return mask === 'float' ? wave([batch, 1, rows, keys], 2.3, 2) : null;
}

/** How q, k and v come about. */
const LAYOUTS: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  'as they are': (x) => x,
  'heads last but one': (x) => x.transpose(1, 2).contiguous().transpose(1, 2),
  'turned over': (x) => x.transpose(2, 3).contiguous().transpose(2, 3),
  'a part of something': (x) => torch.cat([x, x], 3).narrow(3, 2, x.shape[3]!),
};

const picked = async (x: Tensor): Promise<number[]> => {
  const all = (await x.reshape(-1).tolist()) as number[];
  return Array.from({ length: 24 }, (_, i) => all[(i * 7919) % all.length]!);
};

describe.each(['fused', 'plain', 'as hardware', 'with weights'])('%s', (name) => {
  // what a GPU's compiler takes in a moment takes an emulation seconds
  const some = cases.filter(
    ({ sizes: [, , , , width], mask }) =>
      name !== 'as hardware' || width <= 8 || (width === 32 && mask === 'causal'),
  );
  test.each(some.map((one) => [`${one.sizes.join()} ${one.mask}`, one] as const))('%s', async (_, one) => {
    const device = use(name);
    const [batch, heads, rows, keys, width] = one.sizes;
    const leaves = [
      wave([batch, heads, rows, width], 0.37),
      wave([batch, heads, keys, width], 0.53, 1.5),
      wave([batch, heads, keys, width], 0.71),
    ].map((x) => x.requiresGrad_());
    const laid = Object.keys(LAYOUTS)[(rows + width + one.mask.length) % 4]!;
    const [q, k, v] = (laid === 'a part of something' ? leaves : leaves.map(LAYOUTS[laid]!)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const before = device.counts.dispatches;
    const out = F.scaledDotProductAttention(q, k, v, {
      attnMask: maskOf(one),
      isCausal: one.mask === 'causal',
    });
    if (name !== 'with weights') expect(device.counts.dispatches - before).toBeLessThanOrEqual(8);
    out.backward(wave(out.shape, 0.91));
    const got = { out, q: leaves[0]!.grad!, k: leaves[1]!.grad!, v: leaves[2]!.grad! };
    for (const part of ['out', 'q', 'k', 'v'] as const) {
      const most = Math.max(...one[part].map(Math.abs));
      const values = await picked(got[part]);
      one[part].forEach((value, i) =>
        expect(Math.abs(values[i]! - value), `${part} ${i}`).toBeLessThan(2e-5 * Math.max(most, 0.1)),
      );
    }
  });

  test('parts of one tensor, as a layer makes them', async () => {
    use(name);
    const all = wave([2, 9, 3, 2, 8], 0.77).requiresGrad_();
    const [q, k, v] = all.permute(2, 0, 3, 1, 4).unbind(0) as [Tensor, Tensor, Tensor];
    const out = F.scaledDotProductAttention(q, k, v, { isCausal: true });
    out.mul(wave(out.shape, 0.3)).sum().backward();
    const doubles = wave([2, 9, 3, 2, 8], 0.77).to(torch.float64).detach().requiresGrad_();
    const [a, b, c] = doubles.permute(2, 0, 3, 1, 4).unbind(0) as [Tensor, Tensor, Tensor];
    const exact = F.scaledDotProductAttention(a, b, c, { isCausal: true });
    exact.mul(wave(out.shape, 0.3).to(torch.float64)).sum().backward();
    for (const [mine, wanted] of [
      [out, exact],
      [all.grad!, doubles.grad!],
    ] as const) {
      const [x, y] = [
        (await mine.reshape(-1).tolist()) as number[],
        (await wanted.reshape(-1).tolist()) as number[],
      ];
      y.forEach((value, i) => expect(Math.abs(x[i]! - value)).toBeLessThan(2e-6));
    }
  });

  test('a mask that lies among the queries', async () => {
    use(name);
    const run = async (all: Tensor): Promise<number[]> => {
      const [q, k, mask] = [all.narrow(0, 0, 20), all.narrow(0, 20, 20), all.narrow(0, 40, 25)];
      const parts = [q!, k!, k!].map((x) => x.view(1, 1, 5, 4));
      const out = F.scaledDotProductAttention(parts[0]!, parts[1]!, parts[2]!, {
        attnMask: mask!.view(5, 5),
      });
      return (await out.reshape(-1).tolist()) as number[];
    };
    const [got, exact] = [await run(wave([65], 0.9)), await run(wave([65], 0.9).to(torch.float64))];
    exact.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
  });

  test('who may look at nothing, and who sees no number', async () => {
    use(name);
    const q = wave([1, 1, 5, 4], 0.4).requiresGrad_();
    const k = torch.cat([wave([1, 1, 5, 4], 0.6), torch.full([1, 1, 1, 4], NaN)], 2).requiresGrad_();
    const v = wave([1, 1, 6, 4], 0.8).requiresGrad_();
    // the first sees nothing, the last alone the one that is no number
    const mask = torch.tensor(
      [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4, 5].map((j) => (i === 0 ? false : j < 5 || i === 4))),
    );
    const out = F.scaledDotProductAttention(q, k, v, { attnMask: mask });
    out.backward(torch.ones([1, 1, 5, 4]));
    const rows = ((await out.tolist()) as number[][][][])[0]![0]!;
    expect(rows[0]).toEqual([0, 0, 0, 0]);
    expect(rows[4]).toEqual([NaN, NaN, NaN, NaN]);
    expect(rows.slice(1, 4).flat().every(Number.isFinite)).toBe(true);
    expect(((await q.grad!.tolist()) as number[][][][])[0]![0]![4]).toEqual([NaN, NaN, NaN, NaN]);
    expect(((await v.grad!.tolist()) as number[][][][])[0]![0]![1]).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('who may look at nothing moves nothing', async () => {
    use(name);
    const [q, k, v] = [0.4, 0.6, 0.8].map((step) => wave([1, 2, 5, 4], step).requiresGrad_()) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mask = wave([5, 5], 1.1)
      .gt(-2)
      .logicalAnd(torch.tensor([[false], [true], [true], [true], [true]]));
    F.scaledDotProductAttention(q, k, v, { attnMask: mask }).backward(torch.ones([1, 2, 5, 4]));
    const slopes = ((await q.grad!.tolist()) as number[][][][])[0]!;
    for (const head of slopes) expect(head[0]!.map(Math.abs)).toEqual([0, 0, 0, 0]);
    const all = [
      ...((await k.grad!.reshape(-1).tolist()) as number[]),
      ...((await v.grad!.reshape(-1).tolist()) as number[]),
    ];
    expect(all.every(Number.isFinite)).toBe(true);
  });
});

test('long rows need no memory for their weights', async () => {
  const peak = async (name: string): Promise<number> => {
    const device = use(name);
    await device.settled();
    device.trim();
    const start = device.memoryStats().inUse;
    const [q, k, v] = [0.3, 0.5, 0.7].map((step) => wave([1, 2, 512, 16], step).requiresGrad_());
    let most = 0;
    const out = F.scaledDotProductAttention(q!, k!, v!, { isCausal: true });
    most = Math.max(most, device.memoryStats().inUse - start);
    out.sum().backward();
    await q!.grad!.tolist();
    return most;
  };
  const weights = 4 * 2 * 512 * 512;
  expect(await peak('with weights')).toBeGreaterThan(weights);
  expect(await peak('fused')).toBeLessThan(weights / 4);
});

test('by itself only where that pays', async () => {
  const pays = (name: string, length: number, width: number, isCausal: boolean): boolean => {
    const device = use(name);
    const storage = device.empty(torch.float32, 1);
    const x = { storage, shape: [1, 1, length, width], strides: [0, 0, 0, 0], offset: 0 };
    return device.attention.pays({ q: x, k: x, v: x, mask: null, scale: 1, isCausal });
  };
  const software = pays.bind(null, 'by size');
  expect([software(64, 16, true), software(256, 16, true), software(256, 16, false)]).toEqual([
    false,
    true,
    false,
  ]);
  expect([software(256, 64, true), software(4096, 64, true)]).toEqual([false, true]);
  const hardware = pays.bind(null, 'by size on hardware');
  expect([hardware(256, 16, true), hardware(512, 16, false), hardware(512, 6, false)]).toEqual([
    false,
    true,
    false,
  ]);
});
