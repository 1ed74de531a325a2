/** @file Bags of rows on a device whose values cannot be looked at: as PyTorch has them, forward and backward. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import type { EmbeddingBagOptions } from '../../../engine/functional/embedding';
import { F, torch } from '../../../engine/index';
import golden from '../../golden/modules/bags.json';
import { openTestDevice } from '../dawn';

beforeAll(async () => {
  const device = await openTestDevice();
  registerDevice(device);
  setDefaultDevice(device);
});
afterAll(() => setDefaultDevice(cpu));

interface Case {
  name: string;
  mode: 'sum' | 'mean' | 'max';
  indices: number[] | number[][];
  offsets: number[] | null;
  options: EmbeddingBagOptions;
  upstream: number[][];
  out: number[][];
  gradient: number[][];
}

const { table, cases } = golden as unknown as { table: number[][]; cases: Case[] };

test.each(cases)('$name, $mode', async ({ mode, indices, offsets, options, upstream, out, gradient }) => {
  const weight = torch.tensor(table, { dtype: torch.float32, requiresGrad: true });
  const begins = offsets ? torch.tensor(offsets) : null;
  const result = F.embeddingBag(torch.tensor(indices), weight, begins, { mode, ...options });
  result.backward(torch.tensor(upstream, { dtype: torch.float32 }));
  const close = (got: unknown, wanted: number[][]): void =>
    wanted.forEach((row, i) => row.forEach((x, j) => expect((got as number[][])[i]![j]).toBeCloseTo(x, 5)));
  close(await result.tolist(), out);
  close(await weight.grad!.tolist(), gradient);
});

test('factors for the samples', async () => {
  const weight = torch.tensor(table, { dtype: torch.float32 });
  const factors = torch.tensor([1, 2, 3], { dtype: torch.float32 });
  const indices = torch.tensor([4, 0, 1]);
  const result = F.embeddingBag(indices, weight, torch.tensor([0, 1]), {
    mode: 'sum',
    perSampleWeights: factors,
  });
  const [w0, w1, w4] = [table[0]!, table[1]!, table[4]!];
  expect(await result.tolist()).toEqual([w4, w0.map((x, j) => 2 * x + 3 * w1[j]!)]);
});

test('what is out of bounds is refused by the next read', async () => {
  const weight = torch.tensor(table, { dtype: torch.float32 });
  const bag = (indices: number[], offsets: number[]): Promise<unknown> =>
    F.embeddingBag(torch.tensor(indices), weight, torch.tensor(offsets)).tolist();
  await expect(bag([1, 9], [0])).rejects.toThrow('index out of range in self');
  await expect(bag([1, 2], [1])).rejects.toThrow('offsets[0] has to be 0');
  await expect(bag([1, 2], [0, 5])).rejects.toThrow("offsets[-1] can not be greater than input's length(2)");
});
