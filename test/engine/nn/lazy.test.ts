/** @file Lazy modules against real PyTorch: before the first call, at it, and after. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nn, optim, torch, type Tensor } from '../../../engine/index';
import { camelOptions } from '../../golden/modules/names';
import { numbers, type Packed } from '../../golden/packed';
import { testDevices } from '../devices';

interface Case {
  name: string;
  args: unknown[];
  options: Record<string, unknown>;
  before: string;
  open: string[];
  input: Packed;
  error?: { name: string; message: string };
  after: string;
  type: string;
  output: Packed;
  state: [string, Packed][];
  next: Packed;
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/modules/lazy.json', import.meta.url), 'utf8'),
) as { cases: Case[]; messages: Record<string, string>; losses: number[] };
const { messages } = golden;

type Layer = nn.Module<[Tensor]>;
type Made = new (...given: unknown[]) => Layer;

const make = (packed: Packed): Tensor => torch.tensor(numbers(packed.data)).reshape(packed.shape);

async function near(actual: Tensor, expected: Packed): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  const got = (await actual.detach().reshape(-1).tolist()) as number[];
  numbers(expected.data).forEach((y, i) => expect(Math.abs(Number(got[i]) - y)).toBeLessThan(3e-6));
}

const told = (work: () => unknown): string => {
  try {
    return String(work());
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
};

describe.each(await testDevices())('$name', ({ use }) => {
  test.each(golden.cases.map((c) => [`${c.name} ${JSON.stringify(c.options)} ${c.input.shape}`, c] as const))(
    '%s',
    async (_, c) => {
      use();
      const options = Object.keys(c.options).length > 0 ? [camelOptions(c.options)] : [];
      const module = new (nn as unknown as Record<string, Made>)[c.name]!(...c.args, ...options);
      expect(String(module)).toBe(c.before);
      const unknown = Object.entries(module.stateDict()).filter(([, x]) => /^</.test(String(x.format())));
      expect(unknown.map(([name]) => name)).toEqual(c.open);
      torch.manualSeed(42);
      const x = make(c.input);
      if (c.error) {
        expect(told(() => module(x))).toBe(`${c.error.name}: ${c.error.message}`);
        return;
      }
      const parameters = module.parameters();
      const y = module(x);
      expect(String(module)).toBe(c.after);
      expect(module.constructor).toBe((nn as unknown as Record<string, unknown>)[c.type]);
      // what an optimiser was given is what is learnt
      expect(module.parameters()).toEqual(parameters);
      expect(module.parameters().every((p, i) => p === parameters[i])).toBe(true);
      await near(y, c.output);
      const state = module.stateDict();
      expect(Object.keys(state)).toEqual(c.state.map(([name]) => name));
      for (const [name, expected] of c.state) await near(state[name]!, expected);
      await near(torch.rand(2), c.next);
    },
  );

  test('an optimiser that was made before the first call moves the parameters', async () => {
    use();
    torch.manualSeed(3);
    const net = new nn.Sequential(new nn.LazyLinear(3), new nn.Tanh(), new nn.LazyLinear(1));
    const opt = new optim.SGD(net.parameters(), { lr: 0.1 });
    const x = torch.tensor([
      [1, 2],
      [3, -1],
    ]);
    for (const wanted of golden.losses) {
      const loss = (net(x.float()) as Tensor).pow(2).sum();
      opt.zeroGrad();
      loss.backward();
      opt.step();
      expect(await loss.item()).toBeCloseTo(wanted, 5);
    }
  });
});

test('what is not known yet is refused in PyTorch’s words', () => {
  const lazy = new nn.LazyLinear(2);
  expect(told(() => lazy.weight.format())).toBe(messages['parameter']);
  expect(told(() => new nn.LazyBatchNorm1d().runningMean!.format())).toBe(messages['buffer']);
  expect(told(() => lazy.weight.shape)).toBe(messages['shape']);
  expect(told(() => lazy.weight.numel())).toBe(messages['numel']);
  expect(told(() => lazy.weight.sum())).toBe(messages['sum']);
  expect(told(() => lazy.requiresGrad_(false))).toBe(messages['requiresGrad_']);
  expect(told(() => new nn.LazyLinear(2).double().weight.dtype)).toBe(messages['double']);
  const net = new nn.Sequential(
    new nn.LazyConv2d(3, 2),
    new nn.LazyBatchNorm2d(),
    new nn.Flatten(),
    new nn.LazyLinear(4),
  );
  expect(String(net)).toBe(messages['net']);
});

test('a state dict brings the shapes', () => {
  const lazy = new nn.LazyLinear(2);
  expect(told(() => lazy.loadStateDict(new nn.Linear(3, 2).stateDict()))).toBe(messages['load into lazy']);
  expect(told(() => lazy)).toBe(messages['loaded']);
  lazy(torch.ones(1, 3));
  expect(told(() => lazy)).toBe(messages['called']);
  const load = (into: nn.Linear): string => told(() => into.loadStateDict(new nn.LazyLinear(2).stateDict()));
  expect(load(new nn.Linear(3, 2))).toBe(messages['load of lazy']);
  expect(load(new nn.LazyLinear(2))).toBe(messages['lazy into lazy']);
});
