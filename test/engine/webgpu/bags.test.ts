/** @file Bags of rows on a device whose values cannot be looked at: as PyTorch has them, forward and backward. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import type { EmbeddingBagOptions } from '../../../engine/functional/embedding';
import { F, torch } from '../../../engine/index';
import { openTestDevice } from '../dawn';

beforeAll(async () => {
  const device = await openTestDevice();
  registerDevice(device);
  setDefaultDevice(device);
});
afterAll(() => setDefaultDevice(cpu));

type Case = readonly [
  name: string,
  mode: 'sum' | 'mean' | 'max',
  indices: number[] | number[][],
  offsets: number[] | null,
  options: EmbeddingBagOptions,
  out: number[][],
  gradient: number[][],
];

/** From PyTorch: `F.embedding_bag` on the table and with the upstream gradient below. */
const CASES: readonly Case[] = [
  [
    'flat',
    'sum',
    [1, 2, 4, 3, 1],
    [0, 2, 2],
    {},
    [
      [0.5, 2.0, 0.75],
      [0.0, 0.0, 0.0],
      [2.75, 2.25, -1.0],
    ],
    [
      [0.0, 0.0, 0.0],
      [2.0, 4.0, 6.0],
      [0.5, 1.0, 1.5],
      [1.5, 3.0, 4.5],
      [1.5, 3.0, 4.5],
    ],
  ],
  [
    'flat',
    'mean',
    [1, 2, 4, 3, 1],
    [0, 2, 2],
    {},
    [
      [0.25, 1.0, 0.375],
      [0.0, 0.0, 0.0],
      [0.916667, 0.75, -0.333333],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.75, 1.5, 2.25],
      [0.25, 0.5, 0.75],
      [0.5, 1.0, 1.5],
      [0.5, 1.0, 1.5],
    ],
  ],
  [
    'flat',
    'max',
    [1, 2, 4, 3, 1],
    [0, 2, 2],
    {},
    [
      [0.75, 1.5, 1.25],
      [0.0, 0.0, 0.0],
      [1.5, 1.5, 0.25],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.5, 4.0, 0.0],
      [0.0, 0.0, 1.5],
      [1.5, 0.0, 4.5],
      [0.0, 0.0, 0.0],
    ],
  ],
  [
    'padding',
    'sum',
    [1, 2, 4, 3, 1],
    [0, 2, 2],
    { paddingIdx: 1 },
    [
      [-0.25, 0.5, 1.25],
      [0.0, 0.0, 0.0],
      [2.0, 0.75, -0.5],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.5],
      [1.5, 3.0, 4.5],
      [1.5, 3.0, 4.5],
    ],
  ],
  [
    'padding',
    'mean',
    [1, 2, 4, 3, 1],
    [0, 2, 2],
    { paddingIdx: 1 },
    [
      [-0.25, 0.5, 1.25],
      [0.0, 0.0, 0.0],
      [1.0, 0.375, -0.25],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.5],
      [0.75, 1.5, 2.25],
      [0.75, 1.5, 2.25],
    ],
  ],
  [
    'padding',
    'max',
    [1, 2, 4, 3, 1],
    [0, 2, 2],
    { paddingIdx: 1 },
    [
      [-0.25, 0.5, 1.25],
      [0.0, 0.0, 0.0],
      [1.5, 1.25, 0.25],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.5],
      [1.5, 0.0, 4.5],
      [0.0, 3.0, 0.0],
    ],
  ],
  [
    'last',
    'sum',
    [1, 2, 4, 3, 1],
    [0, 2, 5],
    { includeLastOffset: true },
    [
      [0.5, 2.0, 0.75],
      [2.75, 2.25, -1.0],
    ],
    [
      [0.0, 0.0, 0.0],
      [1.5, 3.0, 4.5],
      [0.5, 1.0, 1.5],
      [1.0, 2.0, 3.0],
      [1.0, 2.0, 3.0],
    ],
  ],
  [
    'last',
    'mean',
    [1, 2, 4, 3, 1],
    [0, 2, 5],
    { includeLastOffset: true },
    [
      [0.25, 1.0, 0.375],
      [0.916667, 0.75, -0.333333],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.583333, 1.166667, 1.75],
      [0.25, 0.5, 0.75],
      [0.333333, 0.666667, 1.0],
      [0.333333, 0.666667, 1.0],
    ],
  ],
  [
    'last',
    'max',
    [1, 2, 4, 3, 1],
    [0, 2, 5],
    { includeLastOffset: true },
    [
      [0.75, 1.5, 1.25],
      [1.5, 1.5, 0.25],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.5, 3.0, 0.0],
      [0.0, 0.0, 1.5],
      [1.0, 0.0, 3.0],
      [0.0, 0.0, 0.0],
    ],
  ],
  [
    'square',
    'sum',
    [
      [1, 2],
      [4, 1],
      [1, 1],
    ],
    null,
    { paddingIdx: 1 },
    [
      [-0.25, 0.5, 1.25],
      [0.5, 1.25, -0.75],
      [0.0, 0.0, 0.0],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.5],
      [0.0, 0.0, 0.0],
      [1.0, 2.0, 3.0],
    ],
  ],
  [
    'square',
    'mean',
    [
      [1, 2],
      [4, 1],
      [1, 1],
    ],
    null,
    { paddingIdx: 1 },
    [
      [-0.25, 0.5, 1.25],
      [0.5, 1.25, -0.75],
      [0.0, 0.0, 0.0],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.5],
      [0.0, 0.0, 0.0],
      [1.0, 2.0, 3.0],
    ],
  ],
  [
    'square',
    'max',
    [
      [1, 2],
      [4, 1],
      [1, 1],
    ],
    null,
    { paddingIdx: 1 },
    [
      [-0.25, 0.5, 1.25],
      [0.5, 1.25, -0.75],
      [0.0, 0.0, 0.0],
    ],
    [
      [0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0],
      [0.5, 1.0, 1.5],
      [0.0, 0.0, 0.0],
      [1.0, 2.0, 3.0],
    ],
  ],
];

const table = (): number[][] =>
  Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 3 }, (_unused, j) => ((i * 7 + j * 3) % 11) / 4 - 1),
  );

test.each(CASES)('%s, %s', async (_, mode, indices, offsets, options, out, gradient) => {
  const weight = torch.tensor(table(), { dtype: torch.float32, requiresGrad: true });
  const begins = offsets ? torch.tensor(offsets) : null;
  const result = F.embeddingBag(torch.tensor(indices), weight, begins, { mode, ...options });
  const upstream = out.map((row, i) => row.map((_unused, j) => ((i + 1) * (j + 1)) / 2));
  result.backward(torch.tensor(upstream, { dtype: torch.float32 }));
  const close = (got: unknown, wanted: number[][]): void =>
    wanted.forEach((row, i) => row.forEach((x, j) => expect((got as number[][])[i]![j]).toBeCloseTo(x, 5)));
  close(await result.tolist(), out);
  close(await weight.grad!.tolist(), gradient);
});

test('factors for the samples', async () => {
  const weight = torch.tensor(table(), { dtype: torch.float32 });
  const factors = torch.tensor([1, 2, 3], { dtype: torch.float32 });
  const indices = torch.tensor([4, 0, 1]);
  const result = F.embeddingBag(indices, weight, torch.tensor([0, 1]), {
    mode: 'sum',
    perSampleWeights: factors,
  });
  const [w0, w1, w4] = [table()[0]!, table()[1]!, table()[4]!];
  expect(await result.tolist()).toEqual([w4, w0.map((x, j) => 2 * x + 3 * w1[j]!)]);
});

test('what is out of bounds is refused by the next read', async () => {
  const weight = torch.tensor(table(), { dtype: torch.float32 });
  const bag = (indices: number[], offsets: number[]): Promise<unknown> =>
    F.embeddingBag(torch.tensor(indices), weight, torch.tensor(offsets)).tolist();
  await expect(bag([1, 9], [0])).rejects.toThrow('index out of range in self');
  await expect(bag([1, 2], [1])).rejects.toThrow('offsets[0] has to be 0');
  await expect(bag([1, 2], [0, 5])).rejects.toThrow("offsets[-1] can not be greater than input's length(2)");
});
