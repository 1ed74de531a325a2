/** @file The engine against real PyTorch: results, gradients, dtypes, grad_fn names, errors, prints, random streams. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../engine/index';
import { DTYPES, type DType } from '../../engine/dtype';
import { printTensor } from '../../engine/format/tensor';
import { testDevices } from '../engine/devices';

type Numbers = (number | string)[];
interface Packed {
  shape: number[];
  dtype: string;
  data: Numbers;
}
interface Case {
  op: string;
  inputs: Packed[];
  args: unknown[];
  prepare?: 't';
  error?: { name: string; message: string };
  output?: Packed;
  gradFn?: string | null;
  upstream?: Numbers;
  grads?: (Numbers | null)[];
}
interface Golden {
  cases: Case[];
  prints: (Packed & { text: string })[];
  streams: { seed: number; kind: 'rand' | 'randn'; n: number; first: Packed; second: Packed }[];
}

const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Golden;

const dtypeOf = (name: string): DType => DTYPES.find((dtype) => dtype.name === name)!;
const numbers = (data: Numbers): number[] => data.map(Number);

function make(packed: Packed, data: Numbers = packed.data): Tensor {
  return torch.tensor(numbers(data), { dtype: dtypeOf(packed.dtype) }).reshape(packed.shape).detach();
}

/** Relative and absolute, by dtype and device: maths libraries differ in the last digits. */
const TOLERANCE = {
  cpu: { float64: 1e-13, float32: 1e-6 },
  webgpu: { float64: 1e-13, float32: 2e-5 },
} as const;

async function expectClose(actual: Tensor, expected: Packed, tolerance: number): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype.name).toBe(expected.dtype);
  const got = (await actual.reshape(-1).tolist()) as number[];
  const wanted = numbers(expected.data);
  const largest = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  got.forEach((x, i) => {
    const y = wanted[i]!;
    // NaN for NaN, ∞ for ∞; a zero's sign may differ where rounding made it
    const same = Object.is(x, y) || x === y || (Number.isFinite(y) && Math.abs(x - y) <= tolerance * (Math.abs(y) + Math.min(1, largest)));
    expect(same, `element ${i}: got ${x}, PyTorch has ${y}`).toBe(true);
  });
}

type Call = (inputs: Tensor[], args: unknown[]) => Tensor;
const CALLS: Record<string, Call> = {
  sum: ([x], [dim, keepdim]) => x!.sum(dim as number, { keepdim: Boolean(keepdim) }),
  mean: ([x], [dim, keepdim]) => x!.mean(dim as number, { keepdim: Boolean(keepdim) }),
  matmul: ([a, b]) => a!.matmul(b!),
  transpose: ([x], [a, b]) => x!.transpose(a as number, b as number),
  t: ([x]) => x!.t(),
  to: ([x], [dtype]) => x!.to(dtypeOf(dtype as string)),
  view: ([x], [shape]) => x!.view(shape as number[]),
  reshape: ([x], [shape]) => x!.reshape(shape as number[]),
  expand: ([x], [shape]) => x!.expand(shape as number[]),
};
for (const op of ['neg', 'exp', 'log', 'sqrt', 'tanh', 'sigmoid', 'relu'] as const) CALLS[op] = ([x]) => x![op]();
for (const op of ['add', 'sub', 'mul', 'div', 'pow', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const) {
  CALLS[op] = ([a, b], [scalar]) => a![op](b ?? (scalar as number));
}

/** NotImplementedError is a RuntimeError in Python, too. */
const errorName = (name: string): string => (name === 'NotImplementedError' ? 'RuntimeError' : name);

describe.each(await testDevices())('$name', ({ name: device, use }) => {
  const applies = (c: Case): boolean => device === 'cpu' || c.inputs.every((input) => input.dtype !== 'float64');
  const title = (c: Case): string =>
    `${c.op} ${c.inputs.map((x) => `${x.dtype}[${x.shape.join(',')}]`).join(' ')} ${JSON.stringify(c.args)}${c.prepare ?? ''}`;
  const cases = golden.cases.filter(applies);
  const families = [...new Set(cases.map((c) => c.op))];

  describe.each(families)('%s', (op) => {
    const family = cases.filter((c) => c.op === op);
    test.each(family.map((c, i) => [`${i}: ${title(c)}`, c] as const))('%s', async (_, c) => {
      use();
      const leaves = c.inputs.map((input) => make(input));
      for (const leaf of leaves) leaf.requiresGrad = leaf.dtype.isFloatingPoint;
      const inputs = c.prepare ? leaves.map((leaf) => leaf.t()) : leaves;
      const call = (): Tensor => CALLS[c.op]!(inputs, c.args);
      if (c.error) {
        const { name, message } = c.error;
        expect(call).toThrow(expect.objectContaining({ name: errorName(name), message }));
        return;
      }
      const output = call();
      const tolerance = TOLERANCE[device][c.inputs.every((x) => x.dtype === 'float64') ? 'float64' : 'float32'];
      await expectClose(output, c.output!, tolerance);
      expect(output.gradFn).toBe(c.gradFn ?? null);
      if (!c.upstream) return;
      output.backward(make(c.output!, c.upstream));
      for (const [i, leaf] of leaves.entries()) {
        const grad = c.grads![i];
        if (grad) await expectClose(leaf.grad!, { ...c.inputs[i]!, data: grad }, tolerance * 10);
        else expect(leaf.grad).toBeNull();
      }
    });
  });
});

describe('printing, character for character', () => {
  test.each(golden.prints.map((p) => [p.text.split('\n')[0]!.slice(0, 60), p] as const))('%s', (_, p) => {
    const dtype = dtypeOf(p.dtype);
    const elements = dtype.name === 'int64' ? p.data.map((x) => BigInt(x)) : numbers(p.data);
    const text = printTensor({ elements, shape: p.shape, dtype, device: null, gradFn: null, requiresGrad: false });
    expect(text).toBe(p.text);
  });
});

describe('random streams, bit for bit', () => {
  test.each(golden.streams)('$kind($n) of seed $seed', async ({ seed, kind, n, first, second }) => {
    const generator = new torch.Generator().manualSeed(seed);
    for (const [shape, expected] of [[[n], first], [[3], second]] as const) {
      const drawn = torch[kind](shape, { generator, dtype: dtypeOf(expected.dtype) });
      const got = (await drawn.tolist()) as number[];
      const wanted = numbers(expected.data);
      // uniforms exactly; normals go through log and cos, which libraries round differently
      if (kind === 'rand') expect(got).toEqual(wanted);
      else got.forEach((x, i) => expect(Math.abs(x - wanted[i]!)).toBeLessThan(expected.dtype === 'float32' ? 1e-6 : 1e-14));
    }
  });
});
