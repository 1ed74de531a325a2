/** @file Cross-entropy from logits: no log-probabilities in memory, the same numbers, and whoever asks for them gets them. */

import { describe, expect, test } from 'vitest';
import { F, torch, type Tensor } from '../../../engine/index';
import { openTestDevice } from '../dawn';
import { openAsHardware } from './as-hardware';
import { openedDevices } from './devices';

const use = openedDevices({
  fused: () => openTestDevice(),
  plain: () => openTestDevice({ fuse: false }),
  'as hardware': () => openAsHardware(),
});

const scores = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => 4 * Math.sin(i * 1.37));

interface Case {
  /** rows, classes, and what stands behind the classes */
  readonly sizes: readonly [number, number, number];
  readonly weight?: boolean;
  readonly ignoreIndex?: number;
  readonly reduction?: 'mean' | 'sum';
}

const CASES: readonly Case[] = [
  { sizes: [64, 10, 1] },
  { sizes: [1, 5, 1], reduction: 'sum' },
  { sizes: [7, 4, 3], weight: true, ignoreIndex: 2 },
  { sizes: [600, 9, 1], ignoreIndex: 0 },
  { sizes: [600, 9, 1], weight: true, reduction: 'sum' },
  { sizes: [150, 36, 5], weight: true },
  { sizes: [3, 9000, 1] },
  { sizes: [4, 9001, 1], weight: true, ignoreIndex: 8 },
];

const labelsOf = ({ sizes: [n, c, s] }: Case): number[] =>
  Array.from({ length: n * s }, (_, i) => (i * 8) % c);
const weightsOf = ({ sizes: [, c] }: Case): number[] => Array.from({ length: c }, (_, i) => 0.5 + (i % 3));

/** Loss and gradient in doubles, by the definition. */
function exactly(one: Case): { loss: number; slopes: number[] } {
  const [n, c, s] = one.sizes;
  const [x, labels] = [scores(n * c * s), labelsOf(one)];
  const weights = one.weight ? weightsOf(one) : null;
  const slopes = new Array<number>(x.length).fill(0);
  let [loss, total] = [0, 0];
  labels.forEach((label, row) => {
    if (label === one.ignoreIndex) return;
    const at = (k: number): number => Math.floor(row / s) * c * s + k * s + (row % s);
    let sum = 0;
    for (let k = 0; k < c; k++) sum += Math.exp(x[at(k)]!);
    const weight = weights?.[label] ?? 1;
    loss -= weight * (x[at(label)]! - Math.log(sum));
    total += weight;
    for (let k = 0; k < c; k++) slopes[at(k)] = weight * (Math.exp(x[at(k)]!) / sum - Number(k === label));
  });
  const share = one.reduction === 'sum' ? 1 : total;
  return { loss: loss / share, slopes: slopes.map((slope) => slope / share) };
}

describe.each(['fused', 'plain', 'as hardware'])('%s', (name) => {
  test.each(CASES)('$sizes $weight $ignoreIndex $reduction', async (one) => {
    use(name);
    const [n, c, s] = one.sizes;
    const shape = s === 1 ? [n, c] : [n, c, s];
    const logits = torch
      .fromArray(scores(n * c * s))
      .view(shape)
      .requiresGrad_();
    const target = torch.tensor(labelsOf(one)).view(s === 1 ? [n] : [n, s]);
    const loss = F.crossEntropy(logits, target, {
      reduction: one.reduction ?? 'mean',
      ...(one.weight && { weight: torch.tensor(weightsOf(one)) }),
      ...(one.ignoreIndex !== undefined && { ignoreIndex: one.ignoreIndex }),
    });
    loss.mul(3).backward();
    const exact = exactly(one);
    expect(Math.abs((await loss.item()) - exact.loss)).toBeLessThan(3e-6 * Math.max(1, Math.abs(exact.loss)));
    const got = (await logits.grad!.reshape(-1).tolist()) as number[];
    const most = Math.max(...exact.slopes.map(Math.abs));
    exact.slopes.forEach((slope, i) => expect(Math.abs(got[i]! - 3 * slope)).toBeLessThan(1e-5 * most));
  });

  test('no number, and infinities', async () => {
    use(name);
    const rows = [
      [NaN, 1, 2],
      [Infinity, 1, 2],
      [-Infinity, 1, 2],
      [-Infinity, -Infinity, -Infinity],
    ];
    for (const [i, row] of rows.entries()) {
      const logits = torch.tensor([row, [1, 2, 3]], { requiresGrad: true });
      const loss = F.crossEntropy(logits, torch.tensor([1, 2]));
      loss.backward();
      const slopes = ((await logits.grad!.tolist()) as number[][])[0]!;
      if (i !== 2) {
        expect([await loss.item(), ...slopes]).toEqual([NaN, NaN, NaN, NaN]);
        continue;
      }
      // e^1 and e^2 alone
      const p = 1 / (1 + Math.E);
      expect(await loss.item()).toBeCloseTo(
        (-Math.log(p) + Math.log(1 + Math.exp(-1) + Math.exp(-2))) / 2,
        5,
      );
      [0, (p - 1) / 2, (1 - p) / 2].forEach((slope, k) => expect(slopes[k]).toBeCloseTo(slope, 5));
    }
    const none = F.crossEntropy(torch.zeros([2, 3]), torch.tensor([1, 1]), { ignoreIndex: 1 });
    expect(await none.item()).toBeNaN();
  });

  test('a label that there is no class for', async () => {
    use(name);
    for (const rows of [2, 700]) {
      const labels = Array.from({ length: rows }, (_, i) => (i === 1 ? 3 : 0));
      const loss = F.crossEntropy(torch.zeros([rows, 3]), torch.tensor(labels));
      await expect(loss.item()).rejects.toThrow('Target 3 is out of bounds.');
    }
  });

  test('log-probabilities and their gradient are there for who asks', async () => {
    use(name);
    const logits = torch.fromArray(scores(12)).view([3, 4]).requiresGrad_();
    const logs = logits.mul(1).logSoftmax(1);
    logs.retainGrad();
    const loss = F.nllLoss(logs, torch.tensor([0, 3, 1]));
    loss.backward();
    const share = -1 / 3;
    expect(await logs.grad!.mul(-3).round().abs().tolist()).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 1, 0, 0],
    ]);
    const lines = (await logs.tolist()) as number[][];
    expect(share * (lines[0]![0]! + lines[1]![3]! + lines[2]![1]!)).toBeCloseTo(await loss.item(), 5);
    lines.forEach((line) => expect(line.reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 5));
  });

  test('are as the logits were, whatever these become', async () => {
    use(name);
    const logits = torch.fromArray(scores(12)).view([3, 4]);
    const logs = logits.logSoftmax(1);
    const before = F.nllLoss(logs, torch.tensor([0, 3, 1]));
    logits.zero_();
    const after = F.nllLoss(logs, torch.tensor([0, 3, 1]));
    expect(await after.item()).toBeCloseTo(await before.item(), 6);
    expect(await after.item()).not.toBeCloseTo(Math.log(4), 2);
  });

  test('weights that lie among the logits', async () => {
    use(name);
    const run = async (all: Tensor): Promise<number[]> => {
      const logits = all.view(8, 8).detach().requiresGrad_();
      const target = torch.tensor([0, 7, 1, 2, 5, 5, 3, 0]).to(all.device.type);
      const loss = F.crossEntropy(logits, target, { weight: logits.detach().narrow(0, 2, 1).view(8) });
      loss.backward();
      return [await loss.item(), ...((await logits.grad!.reshape(-1).tolist()) as number[])];
    };
    const all = torch.fromArray(scores(64).map((x) => x + 5));
    const [got, exact] = [await run(all), await run(all.to(torch.float64))];
    exact.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
  });

  test('probabilities along another dimension are not taken for classes', async () => {
    use(name);
    const logits = torch.fromArray(scores(16)).view([4, 4]).requiresGrad_();
    const weights = torch.tensor([1, 2, 3, 4].map((x) => x / 10));
    const loss = F.nllLoss(logits.logSoftmax(0), torch.tensor([1, 2, 3, 0]), {
      weight: weights,
      reduction: 'sum',
    });
    loss.backward();
    const x = (await logits.tolist()) as number[][];
    const sums = [0, 1, 2, 3].map((c) => x.reduce((sum, row) => sum + Math.exp(row[c]!), 0));
    const terms = [1, 2, 3, 0].map(
      (label, k) => ((label + 1) / 10) * (x[k]![label]! - Math.log(sums[label]!)),
    );
    const exact = -terms.reduce((a, b) => a + b);
    expect(await loss.item()).toBeCloseTo(exact, 5);
    const slopes = (await logits.grad!.tolist()) as number[][];
    expect(slopes[1]![0]).toBeCloseTo((0.1 * Math.exp(x[1]![0]!)) / sums[0]!, 5);
  });
});

/** What a step of this does: dispatches, and the most memory beside the logits and their gradient. */
async function cost(
  name: string,
  step: (logits: Tensor) => Tensor,
): Promise<{ dispatches: number; bytes: number }> {
  const device = use(name);
  const logits = torch
    .fromArray(scores(4096 * 64))
    .view([4096, 64])
    .requiresGrad_();
  let [dispatches, bytes] = [0, 0];
  for (let i = 0; i < 2; i++) {
    logits.grad = null;
    await device.settled();
    device.trim();
    const [before, start] = [device.counts.dispatches, device.memoryStats().inUse];
    const loss = step(logits);
    bytes = device.memoryStats().inUse - start;
    loss.backward();
    dispatches = device.counts.dispatches - before;
  }
  return { dispatches, bytes };
}

test('takes fewer kernels, and no memory of the size of the logits in the forward pass', async () => {
  const target = Array.from({ length: 4096 }, (_, i) => i % 64);
  const step = (logits: Tensor): Tensor => F.crossEntropy(logits, torch.tensor(target));
  const [fused, plain] = [await cost('fused', step), await cost('plain', step)];
  const size = 4 * 4096 * 64;
  expect(plain.bytes).toBeGreaterThan(size);
  expect(fused.bytes).toBeLessThan(size / 8);
  expect(fused.dispatches).toBeLessThan(plain.dispatches);
});
