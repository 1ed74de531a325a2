/** @file torch.distributions against real PyTorch: draws by seed, probabilities with gradients, divergences, words. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../engine/index';
import { camelOptions } from '../golden/modules/names';
import { numbers, type Packed } from '../golden/packed';
import { testDevices } from './devices';

const d = torch.distributions;

interface Case {
  name: string;
  args: (number | number[])[];
  options: Record<string, number[]>;
  print: string;
  batch: number[];
  event: number[];
  samples: Packed[];
  rsample?: Packed;
  next: Packed;
  facts: Record<string, Packed>;
  values: { value: Packed; logProb: Packed; grads?: Packed[]; cdf?: Packed }[];
  entropy?: Packed;
}

const golden = JSON.parse(
  readFileSync(new URL('../golden/modules/distributions.json', import.meta.url), 'utf8'),
) as { cases: Case[]; divergences: [number, number, Packed][]; messages: Record<string, string> };

type Made = new (...given: unknown[]) => InstanceType<typeof d.Normal>;

/** The distribution of a case, and the tensors that it was made of. */
function build({ name, args, options }: Case): [InstanceType<typeof d.Normal>, Tensor[]] {
  const leaves: Tensor[] = [];
  const leaf = (x: unknown): unknown => {
    if (!Array.isArray(x)) return x;
    const made = torch
      .tensor(x as number[])
      .float()
      .detach()
      .requiresGrad_();
    leaves.push(made);
    return made;
  };
  const given = args.map(leaf);
  const rest = Object.entries(camelOptions(options)).map(([key, x]) => [key, leaf(x)]);
  const all = rest.length > 0 ? [...given, Object.fromEntries(rest)] : given;
  return [new (d as unknown as Record<string, Made>)[name]!(...all), leaves];
}

const make = ({ data, shape, dtype }: Packed): Tensor =>
  torch.tensor(numbers(data), { dtype: dtype === 'int64' ? torch.int64 : torch.float32 }).reshape(shape);

async function near(actual: Tensor, expected: Packed, slack: number): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype.name).toBe(expected.dtype);
  const got = (await actual.detach().reshape(-1).tolist()) as number[];
  numbers(expected.data).forEach((y, i) => {
    const x = Number(got[i]);
    const same = Object.is(x, y) || x === y || Math.abs(x - y) <= slack * (1 + Math.abs(y));
    expect(same, `element ${i}: got ${x}, PyTorch has ${y}`).toBe(true);
  });
}

const devices = await testDevices();

describe.each(devices)('$name', ({ use, name: device }) => {
  beforeEach(use);

  test.each(golden.cases.map((c) => [c.print, c] as const))('%s', async (_, c) => {
    const [p, leaves] = build(c);
    if (device === 'cpu') expect(String(p)).toBe(c.print);
    expect(p.batchShape).toEqual(c.batch);
    expect(p.eventShape).toEqual(c.event);
    torch.manualSeed(7);
    for (const [i, shape] of [[], [3], [2, 2]].entries()) {
      const drawn = p.sample(shape);
      expect(drawn.requiresGrad).toBe(false);
      await near(drawn, c.samples[i]!, 2e-6);
    }
    if (c.rsample) {
      torch.manualSeed(7);
      await near(p.rsample([2]), c.rsample, 2e-6);
    }
    await near(torch.rand(2), c.next, 0);
    for (const [name, value] of Object.entries(c.facts)) {
      await near((p as unknown as Record<string, Tensor>)[name]!, value, 2e-6);
    }
    for (const { value, logProb, grads, cdf } of c.values) {
      leaves.forEach((leaf) => (leaf.grad = null));
      const out = p.logProb(make(value));
      await near(out, logProb, 3e-6);
      expect(out.requiresGrad).toBe(grads !== undefined);
      if (grads) {
        out.backward(torch.linspace(-1, 2, out.numel()).reshape(out.shape), { retainGraph: true });
        for (const [i, leaf] of leaves.entries()) await near(leaf.grad!, grads[i]!, 1e-5);
      }
      if (cdf) await near(p.cdf(make(value)), cdf, 3e-6);
    }
    if (c.entropy) await near(p.entropy(), c.entropy, 3e-6);
  });

  test('divergences', async () => {
    for (const [p, q, expected] of golden.divergences) {
      const [[first], [second]] = [build(golden.cases[p]!), build(golden.cases[q]!)];
      await near(d.klDivergence(first, second), expected, 1e-5);
    }
  });
});

describe('what is refused', () => {
  beforeEach(() => devices[0]!.use());
  const t = (x: number | number[]): Tensor => torch.tensor(x).float();
  const c = (): InstanceType<typeof d.Categorical> => new d.Categorical(t([1, 2, 1]));
  const calls: Record<string, () => unknown> = {
    scale: () => new d.Normal(0, -1),
    scales: () => new d.Normal(torch.zeros(2), t([1, -1])),
    loc: () => new d.Normal(NaN, 1),
    weights: () => new d.Categorical(t([-1, 2])),
    nothing: () => new d.Categorical(),
    scalar: () => new d.Categorical(t(1)),
    probability: () => new d.Bernoulli(t([1.5])),
    low: () => new d.Uniform(2, 1),
    rate: () => new d.Exponential(-1),
    index: () => c().logProb(torch.tensor(5)),
    half: () => c().logProb(t([0.5])),
    number: () => c().logProb(1 as unknown as Tensor),
    nan: () => new d.Normal(0, 1).logProb(t(NaN)),
    coin: () => new d.Bernoulli(0.3).logProb(t(2)),
    shape: () => new d.Normal(torch.zeros(2), 1).logProb(torch.zeros(3)),
    beyond: () => new d.Uniform(0, 1).logProb(t(2)),
    before: () => new d.Exponential(1).logProb(t(-2)),
    'too many': () => new d.Multinomial(2, torch.ones(2)).logProb(t([2, 1])),
    event: () => new d.Multinomial(2, torch.ones(2)).logProb(t([2])),
    kl: () => d.klDivergence(new d.Normal(0, 1), c()),
    string: () => new d.Normal('a' as unknown as number, 1),
    logits: () => new d.Categorical({ logits: t([1, NaN]) }),
    unchecked: () => new d.Normal(0, -1, { validateArgs: false }),
  };

  test('all of them are tried', () => {
    expect(Object.keys(calls)).toEqual(Object.keys(golden.messages));
  });

  test.each(Object.entries(calls))('%s', (name, call) => {
    let told: string;
    try {
      told = String(call());
    } catch (error) {
      told = `${(error as Error).name}: ${(error as Error).message}`;
    }
    expect(told).toBe(golden.messages[name]);
  });
});
