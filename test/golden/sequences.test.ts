/** @file Random streams against real PyTorch: sequences of draws from one generator, and its state as bytes. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Tensor, torch, type Generator } from '../../engine/index';
import type { Nested } from '../../engine/tensor';
import { testDevices } from '../engine/devices';
import { dtypeOf, numbers, type Packed } from './packed';

interface Draw {
  name: string;
  args: unknown[];
  dtype?: string;
}

interface Sequence {
  seed: number;
  calls: (Draw & { out: Packed })[];
}

interface State {
  seed: number;
  draws: Draw[];
  bytes: string;
  next: Packed;
  initial: string;
}

const { sequences, states } = JSON.parse(
  readFileSync(new URL('families/streams.json', import.meta.url), 'utf8'),
) as { sequences: Sequence[]; states: State[] };

function weights(argument: unknown): Tensor {
  const { data, dtype } = argument as { data: Nested<number>; dtype: string };
  return torch.tensor(data, { dtype: dtypeOf(dtype) });
}

function draw({ name, args, dtype }: Draw, generator: Generator): Tensor {
  const options = { generator, ...(dtype && { dtype: dtypeOf(dtype) }) };
  switch (name) {
    case 'rand':
      return torch.rand(args[0] as number[], options);
    case 'randn':
      return torch.randn(...(args[0] as number[]), options);
    case 'randint':
      return torch.randint(args[0] as number, args[1] as number, args[2] as number[], options);
    case 'randperm':
      return torch.randperm(args[0] as number, options);
    case 'normal':
      return torch.normal(args[0] as number, args[1] as number, args[2] as number[], options);
    case 'bernoulli':
      return torch.bernoulli(weights(args[0]), { generator });
    case 'poisson':
      return torch.poisson(weights(args[0]), { generator });
    case 'binomial':
      return torch.binomial(weights(args[0]), weights(args[1]), { generator });
    case 'multinomial':
      return torch.multinomial(weights(args[0]), args[1] as number, {
        replacement: args[2] as boolean,
        generator,
      });
    default:
      return inPlace(name, args, options);
  }
}

/** 'x.uniform_', or 't.uniform_' on a transposed tensor. */
function inPlace(name: string, [shape, args]: unknown[], options: { generator: Generator }): Tensor {
  const { generator, ...made } = options;
  const x = torch.zeros(shape as number[], made);
  const target = name.startsWith('t.') ? x.t() : x;
  const [from, to] = args as [number?, number?];
  switch (name.slice(2)) {
    case 'uniform_':
      return target.uniform_(from, to, { generator });
    case 'normal_':
      return target.normal_(from, to, { generator });
    case 'bernoulli_':
      return target.bernoulli_(from, { generator });
    case 'exponential_':
      return target.exponential_(from, { generator });
    case 'logNormal_':
      return target.logNormal_(from, to, { generator });
    case 'cauchy_':
      return target.cauchy_(from, to, { generator });
    case 'geometric_':
      return target.geometric_(from!, { generator });
    case 'random_':
      return target.random_(from, to, { generator });
    default:
      throw new Error(`no such draw: ${name}`);
  }
}

/** What goes through log, cos or log1p, which libraries round differently in the last place. */
const ROUNDED = /randn|normal|logNormal|cauchy|exponential/;

async function expectDrawn(name: string, got: Tensor, expected: Packed): Promise<void> {
  expect(got.shape).toEqual(expected.shape);
  expect(got.dtype.name).toBe(expected.dtype);
  // above 2^53 a JavaScript number holds no int64 exactly: the elements are read as they are
  const elements = Array.from<number | bigint>(await got.device.read(got));
  if (expected.dtype === 'int64') {
    expect(elements.map(String)).toEqual(expected.data.map(String));
    return;
  }
  const wanted = numbers(expected.data);
  if (!ROUNDED.test(name)) {
    expect(elements).toEqual(wanted);
    return;
  }
  const slack = expected.dtype === 'float32' ? 2e-6 : 1e-13;
  elements.forEach((x, i) =>
    expect(Math.abs(Number(x) - wanted[i]!)).toBeLessThan(slack * (1 + Math.abs(wanted[i]!))),
  );
}

describe.each(await testDevices())('one generator, call after call, on $name', (device) => {
  beforeAll(() => device.use());
  afterAll(async () => (await testDevices())[0]!.use());
  // float64 lives on the cpu alone, and integers beyond 32 bits
  const fits = ({ args, dtype, out, name }: Sequence['calls'][number]): boolean =>
    device.name === 'cpu' ||
    (!JSON.stringify([args, dtype, out.dtype]).includes('float64') &&
      !(name.endsWith('random_') && out.dtype === 'int64') &&
      !(out.dtype === 'int64' && out.data.some((x) => Number(x) !== (Number(x) | 0))));
  const here = sequences.filter(({ calls }) => calls.every(fits));
  expect(here.length).toBeGreaterThan(0);

  test.each(here.map((s) => [s.seed, s.calls.map((c) => c.name).join(' '), s] as const))(
    'seed %s: %s',
    async (_, _names, { seed, calls }) => {
      const generator = new torch.Generator().manualSeed(seed);
      for (const call of calls) await expectDrawn(call.name, draw(call, generator), call.out);
    },
  );
});

describe('state', () => {
  test.each(states)(
    'of seed $seed after $draws.length draws, byte for byte',
    async ({ seed, draws, bytes, next, initial }) => {
      const generator = new torch.Generator().manualSeed(seed);
      draws.forEach((each) => draw(each, generator));
      const state = generator.getState();
      const own = (await state.tolist()) as number[];
      // a stored normal went through log and cos: its last places may differ
      const words = 2 * (24 + 8 * 624);
      expect(Buffer.from(own).toString('hex').slice(0, words)).toBe(bytes.slice(0, words));
      const other = new torch.Generator().setState(state);
      await expectDrawn('randn', torch.randn(5, { generator: other }), next);
      const theirs = new torch.Generator().setState(
        torch.fromArray(Uint8Array.from(Buffer.from(bytes, 'hex'))),
      );
      await expectDrawn('randn', torch.randn(5, { generator: theirs }), next);
      expect(String(theirs.initialSeed())).toBe(initial);
    },
  );

  test('is refused when it is none', () => {
    const generator = new torch.Generator();
    expect(() => generator.setState(torch.zeros(4, { dtype: torch.uint8 }))).toThrow(
      'Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 4',
    );
    expect(() => generator.setState(torch.zeros(4))).toThrow('RNG state must be a torch.ByteTensor');
  });

  test('a fresh seed starts the stream that it names', async () => {
    const generator = new torch.Generator();
    const seed = generator.seed();
    expect(generator.initialSeed()).toBe(seed);
    const first = await torch.rand(3, { generator }).tolist();
    const again = new torch.Generator().manualSeed(seed);
    expect(await torch.rand(3, { generator: again }).tolist()).toEqual(first);
  });
});
