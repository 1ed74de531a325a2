/** @file Weight norm and spectral norm against real PyTorch: what is learnt, over several calls, and after removal. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nn, torch, type Tensor } from '../../../engine/index';
import { camelOptions } from '../../golden/modules/names';
import { numbers, type Packed } from '../../golden/packed';
import { testDevices } from '../devices';

interface Case {
  kind: 'weight_norm' | 'spectral_norm';
  name: string;
  args: number[];
  options: { name?: string; dim?: number | null; n_power_iterations?: number };
  train: boolean;
  calls: number;
  input: Packed;
  print: string;
  before: [string, Packed][];
  after: [string, Packed][];
  removed: [string, Packed][];
  output: Packed;
  grads: Record<string, Packed>;
}

const { cases, messages } = JSON.parse(
  readFileSync(new URL('../../golden/modules/reweighted.json', import.meta.url), 'utf8'),
) as { cases: Case[]; messages: Record<string, string> };

const { removeSpectralNorm, removeWeightNorm, spectralNorm, weightNorm } = nn.utils;
const APPLY = { weight_norm: weightNorm, spectral_norm: spectralNorm };
const REMOVE = { weight_norm: removeWeightNorm, spectral_norm: removeSpectralNorm };

async function near(actual: Tensor, expected: Packed, what: string): Promise<void> {
  expect(actual.shape, what).toEqual(expected.shape);
  const got = (await actual.detach().reshape(-1).tolist()) as number[];
  numbers(expected.data).forEach((y, i) =>
    expect(Math.abs(got[i]! - y), `${what}[${i}]: got ${got[i]}, PyTorch has ${y}`).toBeLessThan(
      1e-5 * (1 + Math.abs(y)),
    ),
  );
}

async function nearState(module: nn.AnyModule, expected: [string, Packed][]): Promise<void> {
  const state = module.stateDict();
  expect(Object.keys(state)).toEqual(expected.map(([name]) => name));
  for (const [name, value] of expected) await near(state[name]!, value, name);
}

type Made = new (...given: unknown[]) => nn.Module;

describe.each(await testDevices())('$name', ({ use }) => {
  test.each(cases.map((c) => [`${c.kind} ${c.name} ${JSON.stringify(c.options)} ${c.train}`, c] as const))(
    '%s',
    async (_, c) => {
      use();
      torch.manualSeed(3);
      const module = new (nn as unknown as Record<string, Made>)[c.name]!(...c.args);
      const { name = 'weight', ...rest } = c.options;
      expect(APPLY[c.kind](module, name, camelOptions(rest))).toBe(module);
      module.train(c.train);
      expect(String(module)).toBe(c.print);
      await nearState(module, c.before);
      const x = torch.tensor(numbers(c.input.data)).reshape(c.input.shape);
      const out = Array.from({ length: c.calls }, () => module(x)).reduce((a, b) => a.add(b));
      await near(out, c.output, 'output');
      out.pow(2).sum().backward();
      const named = module.namedParameters();
      expect(named.map(([key]) => key)).toEqual(Object.keys(c.grads));
      for (const [key, p] of named) await near(p.grad!, c.grads[key]!, `gradient of ${key}`);
      await nearState(module, c.after);
      REMOVE[c.kind](module, name);
      await nearState(module, c.removed);
    },
  );
});

const linear = (): nn.Linear => new nn.Linear(3, 2);
const CALLS: Record<string, () => unknown> = {
  'weight norm twice': () => weightNorm(weightNorm(linear())),
  'weight norm of nothing': () => weightNorm(linear(), 'foo'),
  'weight norm of lazy': () => weightNorm(new nn.LazyLinear(2)),
  'no weight norm': () => removeWeightNorm(linear()),
  'spectral norm twice': () => spectralNorm(spectralNorm(linear())),
  'spectral norm of nothing': () => spectralNorm(new nn.ReLU()),
  'spectral norm without iterations': () => spectralNorm(linear(), 'weight', { nPowerIterations: 0 }),
  'no spectral norm': () => removeSpectralNorm(linear()),
};

test.each(Object.entries(messages))('%s', (name, wanted) => {
  let told = 'nothing';
  try {
    CALLS[name]!();
  } catch (error) {
    told = `${(error as Error).name}: ${(error as Error).message}`;
  }
  expect(told).toBe(wanted);
});
