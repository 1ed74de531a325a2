/** @file Float functions on webgpu where GPUs go wrong: NaN, infinities, zeros of both signs, denormals, the ends of the range. */

import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BinaryKernel, CompareKernel, UnaryKernel } from '../../../engine/devices/device';
import { IntegerRangeError, type WebGPUDevice } from '../../../engine/devices/webgpu';
import { bool, float32, int64 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

let device: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice();
});
afterEach(() => device.settled());

const MAX = 3.4028234663852886e38;
const SMALLEST_NORMAL = 2 ** -126;
const DENORMAL = 2 ** -140;
const TINIEST = 2 ** -149;
const SPECIAL = [
  NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, 10, -10, 100, -100,
  88.72283, 88.73, -87.4, -103, -104, 1e10, -1e10, 1e30, 1e38, -1e38, MAX, -MAX,
  SMALLEST_NORMAL, -SMALLEST_NORMAL, DENORMAL, -DENORMAL, TINIEST, 1e-10, 16777216, 16777217, 2 ** 31,
].map(Math.fround); // prettier-ignore

/** Exact functions of float64, rounded to float32 by the comparison. */
const UNARY: Record<UnaryKernel, (x: number) => number> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  relu: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  sqrt: Math.sqrt,
  abs: Math.abs,
  reciprocal: (x) => 1 / x,
};

/** Whether two float32 are the same, zeros by sign; a hair of error is let pass where `within` ulps says so. */
function mismatch(actual: number, exact: number, within: number): boolean {
  const rounded = Math.fround(exact);
  if (Number.isNaN(rounded) || rounded === 0 || !Number.isFinite(rounded)) return !Object.is(actual, rounded);
  return !(ref.ulps(actual, exact) <= within);
}

async function unary(kernel: UnaryKernel, values: readonly number[]): Promise<number[]> {
  const x = ref.upload(device, ref.hostView(float32, Float32Array.from(values)));
  const out = ref.output(device, float32, [values.length]);
  device.unary(kernel, x, out);
  return (await ref.read(device, out)).map(Number);
}

describe('unary on special values', () => {
  const tolerance: Partial<Record<UnaryKernel, number>> = { exp: 1, log: 1, tanh: 3, sigmoid: 3 };
  for (const kernel of Object.keys(UNARY) as UnaryKernel[])
    test(kernel, async () => {
      const got = await unary(kernel, SPECIAL);
      const wrong = SPECIAL.map((x, i) => ({ x, got: got[i] ?? NaN, exact: UNARY[kernel](x) })).filter(
        ({ got: actual, exact }) => mismatch(actual, exact, tolerance[kernel] ?? 0),
      );
      expect(wrong).toEqual([]);
    });
});

test('NaN of either sign stays NaN in every unary kernel, and in max and min', async () => {
  const bits = Uint32Array.of(0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001);
  const x = ref.upload(device, ref.hostView(float32, new Float32Array(bits.buffer)));
  const out = ref.output(device, float32, [4]);
  for (const kernel of Object.keys(UNARY) as UnaryKernel[]) {
    device.unary(kernel, x, out);
    expect(await ref.read(device, out), kernel).toEqual([NaN, NaN, NaN, NaN]);
  }
  for (const kernel of ['maximum', 'minimum', 'pow'] as const) {
    device.binary(kernel, x, 5, out);
    expect(await ref.read(device, out), kernel).toEqual([NaN, NaN, NaN, NaN]);
  }
  device.reduce('max', x, { ...out, shape: [] });
  expect(await ref.read(device, { ...out, shape: [] })).toEqual([NaN]);
});

describe('unary over its whole range', () => {
  const ranges: readonly (readonly [UnaryKernel, number, number, number])[] = [
    ['exp', -104, 89, 1],
    ['exp', -1, 1, 1],
    ['log', 1e-3, 1e3, 1],
    ['log', 0.5, 2, 1],
    ['tanh', -10, 10, 3],
    ['tanh', -0.1, 0.1, 3],
    ['sigmoid', -100, 100, 3],
    ['sqrt', 0, 1e5, 0],
    ['reciprocal', -1e5, 1e5, 0],
  ];
  for (const [kernel, from, to, tolerance] of ranges)
    test(`${kernel} from ${from} to ${to}: within ${tolerance} ulp`, async () => {
      const x = Array.from({ length: 20_000 }, (_, i) => Math.fround(from + ((to - from) * i) / 20_000));
      const found = ref.worst(await unary(kernel, x), x.map(UNARY[kernel]));
      expect(found.error, JSON.stringify({ ...found, x: x[found.at] })).toBeLessThanOrEqual(tolerance);
    });

  test('log and sqrt of every power of two, denormals included', async () => {
    const x = Array.from({ length: 277 }, (_, i) => 2 ** (i - 149));
    for (const kernel of ['log', 'sqrt'] as const)
      expect(ref.worst(await unary(kernel, x), x.map(UNARY[kernel])).error).toBeLessThan(1);
  });
});

const BINARY: Record<BinaryKernel, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  // C's rules, where JavaScript differs
  pow: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
  maximum: Math.max,
  minimum: Math.min,
};

/** Every pair of special values. */
const PAIRS = SPECIAL.flatMap((a) => SPECIAL.map((b) => [a, b] as const));

async function pairs(run: (a: ref.HostView, b: ref.HostView) => Promise<ref.Element[]>): Promise<number[]> {
  const column = (k: 0 | 1): ref.HostView =>
    ref.hostView(
      float32,
      Float32Array.from(PAIRS, (pair) => pair[k]),
    );
  return (await run(column(0), column(1))).map(Number);
}

/** Whether the hardware may have taken a denormal for zero: WGSL lets it, in sums and products. */
function touchesDenormal(kernel: BinaryKernel, a: number, b: number): boolean {
  if (kernel !== 'add' && kernel !== 'sub' && kernel !== 'mul' && kernel !== 'pow') return false;
  const small = (x: number): boolean => x !== 0 && Math.abs(x) < SMALLEST_NORMAL;
  if (kernel === 'pow') return b === 2 && small(BINARY.mul(a, a));
  return small(a) || small(b) || small(BINARY[kernel](a, b));
}

describe('binary on every pair of special values', () => {
  for (const kernel of Object.keys(BINARY) as BinaryKernel[])
    test(kernel, async () => {
      const got = await pairs((a, b) => {
        const out = ref.output(device, float32, [PAIRS.length]);
        device.binary(kernel, ref.upload(device, a), ref.upload(device, b), out);
        return ref.read(device, out);
      });
      const wrong = PAIRS.map(([a, b], i) => ({ a, b, got: got[i] ?? NaN, exact: BINARY[kernel](a, b) }))
        .filter(({ a, b }) => !touchesDenormal(kernel, a, b))
        // which of two zeros is the larger is nobody's business
        .filter(({ a, b }) => !(kernel.endsWith('imum') && a === 0 && b === 0))
        .filter(({ got: actual, exact }) => mismatch(actual, exact, kernel === 'pow' ? 1 : 0));
      expect(wrong).toEqual([]);
    });

  const COMPARE: Record<CompareKernel, (a: number, b: number) => boolean> = {
    eq: (a, b) => a === b,
    ne: (a, b) => a !== b,
    lt: (a, b) => a < b,
    le: (a, b) => a <= b,
    gt: (a, b) => a > b,
    ge: (a, b) => a >= b,
  };
  for (const kernel of Object.keys(COMPARE) as CompareKernel[])
    test(kernel, async () => {
      const got = await pairs((a, b) => {
        const out = ref.output(device, bool, [PAIRS.length]);
        device.compare(kernel, ref.upload(device, a), ref.upload(device, b), out);
        return ref.read(device, out);
      });
      expect(PAIRS.filter(([a, b], i) => (got[i] === 1) !== COMPARE[kernel](a, b))).toEqual([]);
    });

  test('division is rounded correctly', async () => {
    const random = ref.seeded(3);
    const scale = (): number => Math.fround((random() - 0.5) * 2 ** Math.floor(random() * 250 - 125));
    const a = Float32Array.from({ length: 20_000 }, scale);
    const b = Float32Array.from({ length: 20_000 }, scale);
    const out = ref.output(device, float32, [a.length]);
    device.binary(
      'div',
      ref.upload(device, ref.hostView(float32, a)),
      ref.upload(device, ref.hostView(float32, b)),
      out,
    );
    const got = await ref.read(device, out);
    expect(got.filter((value, i) => !Object.is(value, Math.fround((a[i] ?? 0) / (b[i] ?? 0))))).toEqual([]);
  });

  test('pow is within one ulp over wide ranges, and exact where the result is', async () => {
    const random = ref.seeded(4);
    for (const [low, high, reach] of [
      [1e-3, 1e3, 12],
      [0.9, 1.1, 800],
      [1e-38, 1e38, 1],
    ] as const) {
      const a = Float32Array.from({ length: 10_000 }, () => low + (high - low) * random());
      const b = Float32Array.from({ length: 10_000 }, () => (2 * random() - 1) * reach);
      const out = ref.output(device, float32, [a.length]);
      device.binary(
        'pow',
        ref.upload(device, ref.hostView(float32, a)),
        ref.upload(device, ref.hostView(float32, b)),
        out,
      );
      const exact = [...a].map((x, i) => x ** (b[i] ?? 0));
      const found = ref.worst(await ref.read(device, out), exact);
      expect(found.error, JSON.stringify(found)).toBeLessThan(1);
    }
    const bases = Array.from({ length: 25 }, (_, i) => i - 12);
    const whole = bases.flatMap((base) => [0, 1, 2, 3, 4, 5, 6].map((power) => [base, power] as const));
    const out = ref.output(device, float32, [whole.length]);
    const column = (k: 0 | 1): ref.HostView =>
      ref.hostView(
        float32,
        Float32Array.from(whole, (pair) => pair[k]),
      );
    device.binary('pow', ref.upload(device, column(0)), ref.upload(device, column(1)), out);
    expect(await ref.read(device, out)).toEqual(whole.map(([base, power]) => base ** power));
  });

  test('alpha with what is not finite', async () => {
    const a = ref.upload(device, ref.hostView(float32, Float32Array.of(1, Infinity, 1, NaN, MAX, Infinity)));
    const b = ref.upload(device, ref.hostView(float32, Float32Array.of(Infinity, 1, NaN, 1, MAX, -Infinity)));
    const out = ref.output(device, float32, [6]);
    device.binary('add', a, b, out, 0.5);
    expect(await ref.read(device, out)).toEqual([Infinity, Infinity, NaN, NaN, Infinity, NaN]);
    device.binary('add', a, b, out, Infinity);
    expect(await ref.read(device, out)).toEqual([Infinity, Infinity, NaN, NaN, Infinity, NaN]);
  });
});

describe('int64 in 32 bits', () => {
  const long = (...values: bigint[]): ReturnType<typeof ref.upload> =>
    ref.upload(device, ref.hostView(int64, BigInt64Array.from(values)));

  test('what does not fit is refused at upload, fill and as a number', () => {
    expect(() => long(2n ** 31n)).toThrow(IntegerRangeError);
    expect(() => long(-(2n ** 31n) - 1n)).toThrow(IntegerRangeError);
    expect(() => long(2n ** 32n)).toThrow(IntegerRangeError);
    const out = ref.output(device, int64, [1]);
    expect(() => device.fill(out, 2n ** 40n)).toThrow(
      /value 1099511627776 cannot be converted to type int64/,
    );
    expect(() => device.fill(out, 0.5)).toThrow(IntegerRangeError);
    expect(() => device.binary('add', out, 3e9, out)).toThrow(IntegerRangeError);
  });

  test('the ends of the range come through', async () => {
    const ends = [2n ** 31n - 1n, -(2n ** 31n), -1n, 0n];
    expect(await ref.read(device, long(...ends))).toEqual(ends);
    const out = ref.output(device, int64, [1]);
    device.fill(out, -(2n ** 31n));
    expect(await ref.read(device, out)).toEqual([-(2n ** 31n)]);
  });

  test('a result that leaves 32 bits makes the next read fail, and only that', async () => {
    const cases: readonly ((out: ReturnType<typeof long>) => void)[] = [
      (out) => device.binary('add', long(2n ** 31n - 1n), 1, out),
      (out) => device.binary('add', long(1n), long(2n ** 30n), out, 2),
      (out) => device.binary('sub', long(-(2n ** 31n)), 1, out),
      (out) => device.binary('mul', long(65536n), 32768, out),
      (out) => device.binary('mul', long(-65536n), 32769, out),
      (out) => device.binary('pow', long(3n), 20, out),
      (out) => device.unary('neg', long(-(2n ** 31n)), out),
      (out) => device.unary('abs', long(-(2n ** 31n)), out),
      (out) => device.reduce('prod', { ...long(65536n, 65536n), shape: [1, 2], strides: [2, 1] }, out),
      (out) => device.reduce('sum', { ...long(2n ** 31n - 1n, 1n), shape: [1, 2], strides: [2, 1] }, out),
      (out) => device.copy(ref.upload(device, ref.hostView(float32, Float32Array.of(3e9))), out),
      (out) => device.copy(ref.upload(device, ref.hostView(float32, Float32Array.of(NaN))), out),
    ];
    for (const work of cases) {
      const out = ref.output(device, int64, [1]);
      work(out);
      await expect(device.read(out), String(work)).rejects.toThrow(IntegerRangeError);
      expect(await ref.read(device, long(5n))).toEqual([5n]);
    }
  });

  test('what fits does not', async () => {
    const out = ref.output(device, int64, [2]);
    device.binary('mul', long(65536n, -65536n), long(-32768n, 32768n), out);
    expect(await ref.read(device, out)).toEqual([-(2n ** 31n), -(2n ** 31n)]);
    device.binary('add', long(2n ** 31n - 1n, -(2n ** 31n)), long(2n ** 31n - 1n, -(2n ** 31n)), out, -1);
    expect(await ref.read(device, out)).toEqual([0n, 0n]);
    device.binary('pow', long(-2n, 46340n), long(31n, 2n), out);
    expect(await ref.read(device, out)).toEqual([-(2n ** 31n), 46340n ** 2n]);
    // sums are made in 64 bits: only the end must fit
    const one = ref.output(device, int64, [1]);
    device.reduce('sum', { ...long(2n ** 31n - 1n, 5n, -10n), shape: [1, 3], strides: [3, 1] }, one);
    expect(await ref.read(device, one)).toEqual([2n ** 31n - 6n]);
  });

  test('sums and products of any two: right, or an error', async () => {
    const any = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.integer({ min: -70_000, max: 70_000 }),
      fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 3, 0x60000000, 65536, -65536),
    );
    const kernels = {
      add: (a: bigint, b: bigint) => a + b,
      sub: (a: bigint, b: bigint) => a - b,
      mul: (a: bigint, b: bigint) => a * b,
    };
    await fc.assert(
      fc.asyncProperty(any, any, fc.constantFrom('add', 'sub', 'mul'), async (a, b, kernel) => {
        const out = ref.output(device, int64, [1]);
        device.binary(kernel, long(BigInt(a)), b, out);
        const exact = kernels[kernel](BigInt(a), BigInt(b));
        if (BigInt.asIntN(32, exact) === exact) expect(await ref.read(device, out)).toEqual([exact]);
        else await expect(device.read(out)).rejects.toThrow(IntegerRangeError);
      }),
      { numRuns: 300, seed: 7, examples: [[3, 0x60000000, 'mul']] },
    );
  });

  test('settled tells of an overflow that nobody read', async () => {
    const out = ref.output(device, int64, [1]);
    device.binary('mul', long(65536n), 65536, out);
    await expect(device.settled()).rejects.toThrow(IntegerRangeError);
  });
});
