/** @file Packed sequences against real PyTorch: packing, padding back, prints, and recurrent networks over them. */

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { nn, torch, type Tensor } from '../../../engine/index';
import { camelOptions } from '../../golden/modules/names';
import { numbers, type Packed } from '../../golden/packed';
import { testDevices } from '../devices';

const { rnn } = nn.utils;

interface Pack {
  input: Packed;
  lengths: number[];
  options: Record<string, unknown>;
  error?: string;
  print: string;
  data: Packed;
  back: Record<string, unknown>;
  padded: Packed;
  own: Packed;
  gradFns: string[];
  grad: Packed;
  parts: Packed[];
}

interface Net {
  name: 'RNN' | 'LSTM' | 'GRU';
  options: Record<string, unknown>;
  sorted: boolean;
  input: Packed;
  lengths: number[];
  states?: Packed[];
  data: Packed;
  last: Packed[];
  grad: Packed;
  paramGrads: Record<string, Packed>;
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/modules/packed.json', import.meta.url), 'utf8'),
) as { packs: Pack[]; nets: Net[]; messages: Record<string, string> };
const { messages } = golden;

const make = ({ data, shape }: Packed): Tensor => torch.tensor(numbers(data)).float().reshape(shape).detach();

async function near(actual: Tensor, expected: Packed, slack: number): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype.name).toBe(expected.dtype);
  const got = (await actual.detach().reshape(-1).tolist()) as number[];
  numbers(expected.data).forEach((y, i) => expect(Math.abs(Number(got[i]) - y)).toBeLessThanOrEqual(slack));
}

async function told(work: () => unknown): Promise<string> {
  try {
    const made = await work();
    if (Array.isArray(made))
      return `(${(await Promise.all(made.map((x: Tensor) => x.format()))).join(', ')})`;
    return await (made as Tensor).format();
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

type Made = new (...given: unknown[]) => nn.LSTM;

const devices = await testDevices();

describe.each(devices)('$name', ({ use, name: device }) => {
  beforeEach(use);

  test.each(golden.packs.map((c) => [`${c.input.shape} of ${JSON.stringify(c.lengths)}`, c] as const))(
    'pack %s',
    async (_, c) => {
      const x = make(c.input).requiresGrad_();
      const pack = (): ReturnType<typeof rnn.packPaddedSequence> =>
        rnn.packPaddedSequence(x, c.lengths, camelOptions(c.options));
      if (c.error) {
        expect(await told(pack)).toBe(c.error);
        return;
      }
      const made = pack();
      if (device === 'cpu') expect(await made.format()).toBe(c.print);
      await near(made.data, c.data, 0);
      const [padded, own] = rnn.padPackedSequence(made, camelOptions(c.back));
      await near(padded, c.padded, 0);
      await near(own, c.own, 0);
      expect([made.data.gradFn, padded.gradFn]).toEqual(c.gradFns.map((name) => name.split('::').at(-1)));
      const n = padded.numel();
      padded.backward(torch.linspace(-1, 2, n).reshape(padded.shape));
      await near(x.grad!, c.grad, 1e-6);
      const parts = rnn.unpackSequence(made);
      expect(parts).toHaveLength(c.parts.length);
      for (const [i, part] of parts.entries()) await near(part, c.parts[i]!, 0);
    },
  );

  test.each(
    golden.nets.map((c) => [`${c.name} ${JSON.stringify(c.options)} ${c.lengths} ${!!c.states}`, c] as const),
  )('%s', async (_, c) => {
    torch.manualSeed(7);
    const net = new (nn[c.name] as unknown as Made)(3, 2, camelOptions(c.options));
    const x = make(c.input).requiresGrad_();
    const states = c.states?.map(make) ?? [];
    const state = c.states ? (c.name === 'LSTM' ? states : states[0]!) : null;
    const sequence = rnn.packPaddedSequence(x, c.lengths, { enforceSorted: c.sorted });
    const [out, last] = net(sequence, state as [Tensor, Tensor] | null);
    const final = [last].flat() as Tensor[];
    await near(out.data, c.data, 1e-6);
    for (const [i, part] of final.entries()) await near(part, c.last[i]!, 1e-6);
    const [padded] = rnn.padPackedSequence(out);
    padded
      .pow(2)
      .sum()
      .add(final.map((part) => part.sin().sum()).reduce((a, b) => a.add(b)))
      .backward();
    await near(x.grad!, c.grad, 1e-5);
    const named = net.namedParameters();
    expect(named.map(([name]) => name)).toEqual(Object.keys(c.paramGrads));
    for (const [name, parameter] of named) await near(parameter.grad!, c.paramGrads[name]!, 1e-5);
  });
});

describe('what is refused, and printed', () => {
  beforeEach(() => devices[0]!.use());
  const x = (): Tensor => torch.arange(12).float().reshape(3, 2, 2);
  const packed = (): ReturnType<typeof rnn.packPaddedSequence> => rnn.packPaddedSequence(x(), [3, 2]);
  const calls: Record<string, () => unknown> = {
    'LSTM(4, 3)': () => new nn.LSTM(4, 3)(packed()),
    'GRU(4, 3)': () => new nn.GRU(4, 3)(packed()),
    'GRU state': () => new nn.GRU(2, 3)(packed(), torch.zeros(1, 3, 3)),
    'GRU of rows': () => new nn.GRU(2, 3)(rnn.packPaddedSequence(torch.ones(2, 2), [2, 1])),
    'total length': () => rnn.padPackedSequence(packed(), { totalLength: 1 }),
    'pack sequence': () => rnn.packSequence([torch.ones(2), torch.zeros(3)], { enforceSorted: false }),
    'pack unsorted': () => rnn.packSequence([torch.ones(2), torch.zeros(3)]),
  };
  test.each(Object.entries(calls))('%s', async (name, call) => {
    expect(await told(call)).toBe(messages[name]);
  });

  test('unpadSequence', async () => {
    const parts = rnn.unpadSequence(x(), torch.tensor([3, 1]));
    expect(`[${(await Promise.all(parts.map((x) => x.format()))).join(', ')}]`).toBe(messages['unpad']);
  });
});
