/** @file Modules against real PyTorch: print, first weights, output, gradients and what a call leaves behind. */

import { expect, test } from 'vitest';
import { F, nn, optim, torch, Tensor } from '../../../engine/index';
import { RuntimeError, ValueError } from '../../../engine/errors';
import { camelOptions } from '../../golden/modules/names';
import { dtypeOf, numbers, type Packed } from '../../golden/packed';
import { golden, near, type Spec } from './recorded';

type AnyCall = nn.AnyModule & ((...inputs: unknown[]) => unknown);

function build([name, args, options]: Spec): AnyCall {
  const value = (x: unknown): unknown =>
    typeof x !== 'object' || x === null
      ? x
      : '$module' in x
        ? build(x.$module as Spec)
        : '$tensor' in x
          ? torch.tensor(x.$tensor as number[])
          : x;
  const Made = (nn as unknown as Record<string, new (...given: unknown[]) => AnyCall>)[name]!;
  const given = args.map(value);
  const camel = Object.entries(camelOptions(options)).map(([key, option]) => [key, value(option)]);
  return new Made(...given, ...(camel.length > 0 ? [Object.fromEntries(camel)] : []));
}

const make = (packed: Packed): Tensor => {
  const dtype = dtypeOf(packed.dtype);
  return torch.tensor(numbers(packed.data), { dtype }).reshape(packed.shape).detach();
};

function flat(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  return Array.isArray(value) ? value.flatMap(flat) : [];
}

/** Weights whose numbers pass through log and cos, which libraries round differently. */
const isNormal = (spec: Spec): boolean => spec[0] === 'Embedding';

test.each(golden.cases.map((c, i) => [`${i} ${JSON.stringify(c.spec)}`, c] as const))('%s', async (_, c) => {
  torch.manualSeed(42);
  const module = build(c.spec).train(c.train);
  expect(String(module)).toBe(c.print);
  const state = module.stateDict();
  expect(Object.keys(state)).toEqual(c.state.map(([name]) => name));
  for (const [name, expected] of c.state) {
    const tensor = state[name]!;
    expect(tensor.shape).toEqual(expected.shape);
    expect(tensor.dtype.name).toBe(expected.dtype);
    if (isNormal(c.spec)) await near(tensor, expected.data, 1e-6, name);
    else expect(await tensor.reshape(-1).tolist()).toEqual(numbers(expected.data));
  }
  if (!c.outputs) return;
  const isLoss = c.spec[0].endsWith('Loss');
  const inputs = c.inputs.map(make);
  inputs.forEach((x, i) => (x.requiresGrad = x.dtype.isFloatingPoint && (i === 0 || !isLoss)));
  torch.manualSeed(7);
  const keywords = Object.entries(camelOptions(c.call ?? {})).map(([key, x]) => [key, make(x as Packed)]);
  const outputs = flat(module(...inputs, ...(c.call ? [Object.fromEntries(keywords)] : [])));
  const slack = 1e-6 * (c.tolerance ?? 1);
  expect(outputs.map((y) => y.shape)).toEqual(c.outputs.map((y) => y.shape));
  for (const [i, y] of outputs.entries()) await near(y, c.outputs[i]!.data, slack, `output ${i}`);
  expect(outputs.map((y) => y.gradFn)).toEqual(c.gradFns);
  const tracked = outputs.filter((y) => y.requiresGrad);
  tracked.forEach((y, i) => {
    const n = y.numel();
    const upstream = torch.tensor(
      Array.from({ length: n }, (_x, k) => (n === 1 ? -1 : -1 + (3 * k) / (n - 1))),
      { dtype: y.dtype },
    );
    y.backward(upstream.reshape(y.shape), { retainGraph: i + 1 < tracked.length });
  });
  for (const [i, x] of inputs.entries()) {
    const grad = c.grads![i];
    if (grad) await near(x.grad!, grad, slack * 10, `gradient of input ${i}`);
    else expect(x.grad).toBeNull();
  }
  const gradients = module.namedParameters().filter(([, p]) => p.grad);
  expect(gradients.map(([name]) => name)).toEqual(Object.keys(c.paramGrads!));
  for (const [name, p] of gradients)
    await near(p.grad!, c.paramGrads![name]!, slack * 10, `gradient of ${name}`);
  for (const [name, buffer] of module.namedBuffers()) await near(buffer, c.after![name]!, slack, name);
  if (c.whole === undefined) return;
  const [first, ...rest] = c.inputs.map(make);
  const act = (): Tensor => flat(module(first!.long(), ...rest))[0]!;
  if (typeof c.whole === 'string') expect(act().dtype.name).toBe(c.whole);
  else expect(act).toThrow(expect.objectContaining(c.whole));
});

test('what PyTorch lets through until it is used, or as a number: Dropout(NaN), attention of width 0', async () => {
  const x = torch.ones([2]);
  const dropout = new nn.Dropout(NaN);
  expect(() => dropout.forward(x)).toThrow('dropout probability has to be between 0 and 1, but got nan');
  const got = (p: string): string => `dropout probability has to be between 0 and 1, but got ${p}`;
  expect(() => F.alphaDropout(x, NaN)).toThrow(new RuntimeError(got('nan')));
  expect(() => F.dropout(x, Infinity)).toThrow(new ValueError(got('inf')));
  expect(() => new nn.AlphaDropout(2)).toThrow(new ValueError(got('2')));
  const nothing = torch.zeros([1, 2, 0]);
  const value = torch.tensor(
    [
      [
        [1, 2, 3],
        [3, 4, 6],
      ],
    ],
    { dtype: torch.float32 },
  );
  const mean = [2, 3, 4.5];
  expect(await F.scaledDotProductAttention(nothing, nothing, value).tolist()).toEqual([[mean, mean]]);
});

test('N2: 3 → 2 → 5 learns 1, 2, 3, 4, 5, step by step as in PyTorch', async () => {
  torch.manualSeed(0);
  const net = new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 5));
  const opt = new optim.SGD(net.parameters(), { lr: 1e-3 });
  const x = torch.tensor([1, 2, 3], { dtype: torch.float32 });
  const y = torch.tensor([1, 2, 3, 4, 5], { dtype: torch.float32 });
  const losses: number[] = [];
  for (let step = 0; step < 2000; step++) {
    opt.zeroGrad();
    const loss = net(x).sub(y).pow(2).sum();
    loss.backward();
    opt.step();
    if (step < 50 || step % 50 === 0) losses.push(await loss.item());
  }
  golden.training.losses.forEach((loss, i) =>
    expect(Math.abs(losses[i]! - loss)).toBeLessThanOrEqual(1e-4 * loss + 1e-9),
  );
  const output = (await net(x).tolist()) as number[];
  golden.training.output.forEach((value, i) => expect(output[i]!).toBeCloseTo(value, 5));
}, 60_000);
