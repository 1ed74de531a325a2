/** @file Pointwise kernels on webgpu, on special values and over the whole range, against JavaScript's own functions. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import type { PointwiseBinary, PointwiseUnary } from '../../../engine/devices/pointwise';
import { float32, int32, int64, uint8, type DType } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

let device: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice();
});

const random = ref.seeded(7);
/** Special values, and some thousand of all magnitudes. Denormals are flushed by GPUs, as WebGPU lets them. */
const VALUES = [
  ...[NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 88, -88, 89, 1e10, -1e10, 3.4e38],
  ...[2 ** -126, -(2 ** -126), 8388607.5, 16777217, Math.PI / 2, Math.PI, 1e22, 127.9, 128, -126.5],
  ...Array.from({ length: 2000 }, () => (random() * 2 - 1) * 10 ** (random() * 6 - 3)),
  ...Array.from({ length: 500 }, () => (random() * 2 - 1) * 10 ** (random() * 70 - 35)),
  ...Array.from({ length: 500 }, () => 1 + (random() - 0.5) * 1e-3),
].map(Math.fround);

function roundEven(x: number): number {
  const below = Math.floor(x);
  if (!Number.isFinite(x) || x - below === 0) return x;
  const up = x - below > 0.5 || (x - below === 0.5 && below % 2 !== 0);
  return up ? below + 1 || -0 : x < 0 ? below || -0 : below;
}

/** The exact function, and how many units of the last place the kernel may be off. */
const UNARY: Partial<Record<PointwiseUnary, readonly [(x: number) => number, number]>> = {
  rsqrt: [(x) => 1 / Math.sqrt(x), 2],
  expm1: [Math.expm1, 2],
  log1p: [Math.log1p, 3],
  log2: [Math.log2, 2],
  log10: [Math.log10, 2],
  exp2: [(x) => 2 ** x, 1],
  sin: [Math.sin, 2.5],
  cos: [Math.cos, 2.5],
  tan: [Math.tan, 4],
  asin: [Math.asin, 3],
  acos: [Math.acos, 2],
  atan: [Math.atan, 1],
  sinh: [Math.sinh, 3],
  cosh: [Math.cosh, 2],
  asinh: [Math.asinh, 3],
  acosh: [Math.acosh, 3],
  atanh: [Math.atanh, 3],
  floor: [Math.floor, 0],
  ceil: [Math.ceil, 0],
  round: [roundEven, 0],
  trunc: [Math.trunc, 0],
  frac: [(x) => x - Math.trunc(x), 0],
  sign: [(x) => (x > 0 ? 1 : x < 0 ? -1 : 0), 0],
};

function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && b < 0 !== rest < 0 ? Math.fround(rest + b) : rest;
}

const BINARY: Partial<Record<PointwiseBinary, readonly [(a: number, b: number) => number, number]>> = {
  fmod: [(a, b) => a % b, 0],
  remainder: [remainder, 0],
  atan2: [Math.atan2, 2],
  hypot: [Math.hypot, 2],
  copysign: [(a, b) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a)), 0],
};

const view = (dtype: DType, values: readonly number[]) =>
  ref.upload(
    device,
    ref.hostView(
      dtype,
      ref.fillArray(dtype, values.length, (i) => values[i]!),
    ),
  );

async function unary(kernel: PointwiseUnary, dtype: DType, x: readonly number[], ...params: number[]) {
  const out = ref.output(device, dtype, [x.length]);
  device.pointwise.unary(kernel, view(dtype, x), out, ...(params as [number?, number?, number?]));
  return (await ref.read(device, out)).map(Number);
}

async function binary(kernel: PointwiseBinary, dtype: DType, a: readonly number[], b: readonly number[]) {
  const out = ref.output(device, dtype, [a.length]);
  device.pointwise.binary(kernel, view(dtype, a), view(dtype, b), out);
  return (await ref.read(device, out)).map(Number);
}

/** NaN, infinities and zeros of both signs must be the same; results that are denormal may be flushed. */
function wrong(got: number, exact: number, within: number): boolean {
  const wanted = Math.fround(exact);
  if (Math.abs(wanted) < 2 ** -126 && wanted !== 0) return Math.abs(got - wanted) > 2 ** -126;
  if (!Number.isFinite(wanted) || wanted === 0) return !Object.is(got, wanted);
  return !(ref.ulps(got, exact) <= within);
}

describe('of one float', () => {
  test.each(Object.entries(UNARY))('%s', async (kernel, [exact, within]) => {
    const got = await unary(kernel as PointwiseUnary, float32, VALUES);
    const bad = VALUES.map((x, i) => ({ x, got: got[i]!, exact: exact(x) }));
    expect(bad.filter((b) => wrong(b.got, b.exact, within)).slice(0, 3)).toEqual([]);
  });
});

describe('of two floats', () => {
  test.each(Object.entries(BINARY))('%s', async (kernel, [exact, within]) => {
    const a = VALUES.flatMap((x, i) => (i < 28 ? VALUES.slice(0, 28).map(() => x) : [x]));
    const b = VALUES.flatMap((_, i) =>
      i < 28 ? VALUES.slice(0, 28) : [VALUES[(i * 7919) % VALUES.length]!],
    );
    const got = await binary(kernel as PointwiseBinary, float32, a, b);
    const bad = a.map((x, i) => ({ x, y: b[i]!, got: got[i]!, exact: exact(x, b[i]!) }));
    expect(bad.filter((c) => wrong(c.got, c.exact, within)).slice(0, 3)).toEqual([]);
  });
});

describe('of integers', () => {
  const low = -(2 ** 31);
  test.each([
    ['fmod', int32, [7, -7, 7, -7, low], [3, 3, -3, -3, -1], [1, -1, 1, -1, 0]],
    ['remainder', int64, [7, -7, 7, -7, low], [3, 3, -3, -3, -1], [1, 2, -2, -1, 0]],
    ['floorDivide', int64, [7, -7, 7, -7, low], [3, 3, -3, -3, 2], [2, -3, -3, 2, -(2 ** 30)]],
    ['truncDivide', int64, [7, -7, 7, -7], [3, 3, -3, -3], [2, -2, -2, 2]],
    ['floorDivide', uint8, [250, 7], [7, 250], [35, 0]],
    ['bitwiseLeftShift', int32, [1, -1, 3, 5], [31, 4, 32, -1], [low, -16, 0, 0]],
    ['bitwiseLeftShift', int64, [1, -1, 3, 5], [30, 31, 64, -1], [2 ** 30, low, 0, 0]],
    ['bitwiseLeftShift', uint8, [200, 1], [1, 8], [144, 0]],
    ['bitwiseRightShift', int64, [-5, 5, -5, 5], [1, 1, 40, 64], [-3, 2, -1, 0]],
    ['bitwiseXor', int32, [-1, 6], [5, 3], [-6, 5]],
  ] as const)('%s of %s', async (kernel, dtype, a, b, wanted) => {
    expect(await binary(kernel, dtype, a, b)).toEqual([...wanted]);
  });

  test('a divisor of 0 is told at the next read, and once', async () => {
    await expect(binary('remainder', int64, [1, 2], [1, 0])).rejects.toThrow('ZeroDivisionError');
    expect(await binary('remainder', int64, [5], [3])).toEqual([2]);
  });

  test('a shift out of 32 bits is an error for int64', async () => {
    await expect(binary('bitwiseLeftShift', int64, [3], [31])).rejects.toThrow(
      'an int64 result does not fit',
    );
  });
});
