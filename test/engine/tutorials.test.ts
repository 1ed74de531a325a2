/** @file Small things that tutorials use: they print, or are refused, as in PyTorch. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { data, nn, torch, type Tensor } from '../../engine/index';
import { testDevices } from './devices';

const { printed } = JSON.parse(
  readFileSync(new URL('../golden/modules/tutorials.json', import.meta.url), 'utf8'),
) as { printed: Record<string, string> };

const [a, b, c] = [new nn.Linear(1, 1), new nn.ReLU(), new nn.Tanh()];
const list = (): nn.ModuleList => new nn.ModuleList([a, b]);
const sequence = (): nn.Sequential => new nn.Sequential(a, b);
const dict = (): nn.ModuleDict => new nn.ModuleDict({ a });

/** A container after a change, with what that gave. */
const changed = <T extends nn.AnyModule>(made: T, change: (made: T) => unknown): string => {
  const given = change(made);
  return `${given === made || given === undefined ? 'None' : String(given)}\n${String(made)}`;
};

class Numbers extends data.IterableDataset<number> {
  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < 5; i++) yield i;
  }
}

class Sized extends Numbers {
  readonly length = 5;
}

const lines = async (loader: Iterable<unknown>): Promise<string> =>
  (await Promise.all([...loader].map((batch) => (batch as Tensor).format()))).join('\n');

async function backward(f: (x: Tensor) => Tensor): Promise<string> {
  const x = torch.zeros(1, { requiresGrad: true });
  f(x).backward();
  return x.grad!.format();
}

const detected = async (f: (x: Tensor) => Tensor): Promise<string> =>
  torch.autograd.detectAnomaly(() => backward(f));

/** By the names that test/golden/modules/tutorials.py has for the same. */
const CALLS: Record<string, () => unknown> = {
  'list insert': () => changed(list(), (m) => m.insert(1, c)),
  'list insert at the end': () => changed(list(), (m) => m.insert(9, c)),
  'list pop': () => changed(list(), (m) => m.pop(0)),
  'list pop last': () => changed(list(), (m) => m.pop(-1)),
  'list pop beyond': () => changed(list(), (m) => m.pop(5)),
  'list pop of nothing': () => new nn.ModuleList().pop(-1),
  'sequence insert': () => changed(sequence(), (m) => m.insert(1, c)),
  'sequence pop': () => changed(sequence(), (m) => m.pop(0)),
  'sequence pop beyond': () => changed(sequence(), (m) => m.pop(7)),
  'sequence append': () => changed(sequence(), (m) => m.append(c)),
  'dict update': () => changed(dict(), (m) => m.update({ b, a: c })),
  'dict update pairs': () => changed(dict(), (m) => m.update([['b', b]])),
  'dict update number': () => changed(dict(), (m) => m.update(3 as unknown as [])),
  'dict update numbers': () => changed(dict(), (m) => m.update([1] as unknown as [])),
  'dict update value': () => changed(dict(), (m) => m.update({ x: 3 as unknown as nn.Module })),
  'dict clear': () =>
    changed(dict(), (m) => {
      m.clear();
    }),
  stream: () => lines(new data.DataLoader(new Numbers(), { batchSize: 2 })),
  'stream dropped': () => lines(new data.DataLoader(new Numbers(), { batchSize: 2, dropLast: true })),
  'stream shuffled': () => new data.DataLoader(new Numbers(), { shuffle: true }),
  'stream length': () => new data.DataLoader(new Numbers()).length,
  'stream of known length': () => new data.DataLoader(new Sized(), { batchSize: 2 }).length,
  'stream draws': () => {
    torch.manualSeed(1);
    expect([...new data.DataLoader(new Numbers(), { batchSize: 2 })]).toHaveLength(3);
    return torch.rand(1).format();
  },
  fork: () => {
    torch.manualSeed(1);
    torch.random.forkRng(() => torch.rand(5));
    return torch.rand(1).format();
  },
  'anomaly first': () => detected((x) => x.mul(0).sqrt()),
  'anomaly second': () => detected((x) => x.sqrt().div(x)),
  'anomaly unseen': () => backward((x) => x.mul(0).sqrt()),
  'anomaly none': () => detected((x) => x.mul(2)),
  precision: () => torch.getFloat32MatmulPrecision(),
  'precision number': () => torch.setFloat32MatmulPrecision(3 as unknown as string),
  expit: () => torch.special.expit(torch.tensor([0, 1]).float()).format(),
  gammaln: () => torch.special.gammaln(torch.tensor([0.5, 3])).format(),
  psi: () => torch.special.psi(torch.tensor([0.5, 3])).format(),
  'special softmax': () => torch.special.softmax(torch.tensor([0.5, 3]), 0).format(),
};

test('every recorded call is made', () => {
  expect(Object.keys(CALLS)).toEqual(Object.keys(printed));
});

describe.each(await testDevices())('$name', ({ use }) => {
  beforeAll(use);

  test.each(Object.entries(CALLS))('%s', async (name, call) => {
    let told: string;
    try {
      told = String(await call());
    } catch (error) {
      told = `${(error as Error).name}: ${(error as Error).message}`;
    }
    expect(told.replace(/, device='webgpu'/g, '')).toBe(printed[name]);
  });
});
