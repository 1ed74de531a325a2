/** @file Reductions and matrix products on webgpu against plain TypeScript. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ReduceKernel } from '../../../engine/devices/device';
import { UnsupportedError, type WebGPUDevice } from '../../../engine/devices/webgpu';
import { numel } from '../../../engine/devices/webgpu/layout';
import { bool, float32, int32, int64, uint8 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

let device: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice();
});
afterEach(() => device.settled());

const JOIN: Record<ReduceKernel, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};
const START: Record<ReduceKernel, number> = { sum: 0, prod: 1, max: -Infinity, min: Infinity };
const KERNELS = Object.keys(JOIN) as ReduceKernel[];

/** Reduces all but the first `kept` dimensions, in float64. */
function reduced(kernel: ReduceKernel, x: ref.HostView, kept: number): number[] {
  const values = ref.numbers(x);
  const outputs = numel(x.shape.slice(0, kept));
  const count = values.length / outputs;
  return Array.from({ length: outputs }, (_, i) =>
    values.slice(i * count, (i + 1) * count).reduce((a, b) => JOIN[kernel](a, b), START[kernel]),
  );
}

function run(kernel: ReduceKernel, x: ref.HostView, kept: number): Promise<ref.Element[]> {
  const out = ref.output(device, x.dtype, x.shape.slice(0, kept));
  device.reduce(kernel, ref.upload(device, x), out);
  return ref.read(device, out);
}

describe('reduce', () => {
  const SHAPES: readonly (readonly [readonly number[], number])[] = [
    [[5], 0],
    [[4, 6], 1],
    [[4, 6], 0],
    [[2, 3, 4], 1],
    [[2, 3, 4], 2],
    [[3, 1], 1],
    [[3, 200], 1],
    [[2, 50, 60], 1],
    [[3, 5000], 1],
    [[1100, 70], 1],
  ];
  for (const kernel of KERNELS)
    test(`${kernel} float32: every form and layout`, async () => {
      for (const [shape, kept] of SHAPES)
        for (const layout of ref.LAYOUTS) {
          const x = ref.randomView(float32, shape, layout, 21);
          // products of thousands of numbers would leave the range
          if (kernel === 'prod')
            for (let i = 0; i < x.data.length; i++) x.data[i] = 1 + Number(x.data[i]) / 1000;
          const got = await run(kernel, x, kept);
          const exact = reduced(kernel, x, kept);
          const count = numel(shape.slice(kept));
          exact.forEach((value, i) => {
            const room =
              kernel === 'sum' ? 1e-6 * 4 * Math.sqrt(count) : kernel === 'prod' ? 4e-6 * Math.abs(value) : 0;
            expect(Math.abs(Number(got[i]) - value), `${shape.join('×')} ${layout}`).toBeLessThanOrEqual(
              room,
            );
          });
        }
    });

  const EXACT: Record<ReduceKernel, (a: bigint, b: bigint) => bigint> = {
    sum: (a, b) => a + b,
    prod: (a, b) => BigInt.asIntN(64, a * b),
    max: (a, b) => (a > b ? a : b),
    min: (a, b) => (a < b ? a : b),
  };

  for (const dtype of [int64, int32, uint8])
    test(`${dtype.name}: all four`, async () => {
      for (const [shape, kept] of SHAPES.slice(0, 9))
        for (const kernel of KERNELS) {
          const x = ref.randomView(dtype, shape, 'transposed', 22);
          // products in int64 stay within 32 bits; the others may wrap
          if (kernel === 'prod' && dtype === int64)
            x.data.forEach((_, i) => (x.data[i] = i % 3 === 0 ? -1n : 1n));
          const values = ref.elements(x).map(BigInt);
          const outputs = numel(shape.slice(0, kept));
          const count = values.length / outputs;
          const exact = ref.fillArray(dtype, outputs, (i) => {
            const joined = values.slice(i * count, (i + 1) * count).reduce((a, b) => EXACT[kernel](a, b));
            return dtype === int64 ? joined : BigInt.asIntN(32, joined);
          });
          expect(await run(kernel, x, kept)).toEqual([...exact]);
        }
    });

  test('bool: any and all', async () => {
    const x = ref.hostView(bool, Uint8Array.of(0, 0, 0, 1, 1, 1), [3, 2]);
    expect(await run('sum', x, 1)).toEqual([0, 1, 1]);
    expect(await run('prod', x, 1)).toEqual([0, 0, 1]);
    expect(await run('max', x, 1)).toEqual([0, 1, 1]);
    expect(await run('min', x, 1)).toEqual([0, 0, 1]);
  });

  test('of no elements: 0 and 1; max and min are refused; no outputs is no work', async () => {
    const none = ref.hostView(float32, new Float32Array(0), [2, 0]);
    expect(await run('sum', none, 1)).toEqual([0, 0]);
    expect(await run('prod', none, 1)).toEqual([1, 1]);
    expect(() => run('max', none, 1)).toThrow(UnsupportedError);
    expect(await run('sum', ref.hostView(float32, new Float32Array(0), [0, 3]), 1)).toEqual([]);
  });

  test('NaN wins, infinities count', async () => {
    for (const count of [3, 300]) {
      const rows = [NaN, Infinity, -Infinity];
      const data = Float32Array.from({ length: 3 * count }, (_, i) =>
        i % count === 1 ? (rows[Math.floor(i / count)] ?? 0) : 1,
      );
      const x = ref.hostView(float32, data, [3, count]);
      expect(await run('max', x, 1)).toEqual([NaN, Infinity, 1]);
      expect(await run('min', x, 1)).toEqual([NaN, 1, -Infinity]);
      expect(await run('sum', x, 1)).toEqual([NaN, Infinity, -Infinity]);
    }
  });

  test('a long sum keeps its digits: 20 million ones', async () => {
    const out = ref.output(device, float32, []);
    const one = ref.upload(device, ref.hostView(float32, Float32Array.of(1)));
    device.reduce('sum', { ...one, shape: [20_000_000], strides: [0] }, out);
    expect(await ref.read(device, out)).toEqual([20_000_000]);
    const tenth = ref.upload(device, ref.hostView(float32, Float32Array.of(0.1)));
    device.reduce('sum', { ...tenth, shape: [1_000_000], strides: [0] }, out);
    const [sum] = await ref.read(device, out);
    expect(ref.ulps(Number(sum), 1_000_000 * Math.fround(0.1))).toBeLessThan(8);
  });

  test('into a strided output, beside what is there', async () => {
    const storage = device.upload(float32, Float32Array.of(9, 9, 9, 9));
    const x = ref.upload(device, ref.hostView(float32, Float32Array.of(1, 2, 3, 4), [2, 2]));
    device.reduce('sum', x, { storage, shape: [2], strides: [2], offset: 1 });
    expect(await ref.read(device, { storage, shape: [4], strides: [1], offset: 0 })).toEqual([9, 3, 9, 7]);
  });
});
