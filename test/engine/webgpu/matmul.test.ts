/** @file Matrix products: every kernel, at sizes inside and across their tiles. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StridedView } from '../../../engine/devices/device';
import { UnsupportedError } from '../../../engine/devices/webgpu/errors';
import { registerTile, splitsOf } from '../../../engine/devices/webgpu/kernels/matmul';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import type { Dispatch } from '../../../engine/devices/webgpu/queue';
import { Tiers } from '../../../engine/devices/webgpu/tiers';
import { bool, float32, int32, int64, uint8, type DType } from '../../../engine/dtype';
import { contiguousStrides } from '../../../engine/shape';
import { openTestDevice } from '../dawn';
import { openAsHardware } from './as-hardware';
import * as ref from './reference';

let registers: WebGPUDevice;
let shared: WebGPUDevice;
let device: WebGPUDevice;
beforeAll(async () => {
  registers = await openTestDevice();
  shared = await openTestDevice({ sharedTiles: true });
  device = registers;
});
afterEach(async () => {
  await device.settled();
  device = registers;
});

describe('matmul', () => {
  /** [B, M, K] × [B, K, N] in float64. */
  function product(a: ref.HostView, b: ref.HostView): number[] {
    const [batches = 0, m = 0, k = 0] = a.shape;
    const n = b.shape[2] ?? 0;
    const [x, y] = [ref.numbers(a), ref.numbers(b)];
    const out: number[] = [];
    for (let s = 0; s < batches; s++)
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = 0; l < k; l++) sum += (x[(s * m + i) * k + l] ?? 0) * (y[(s * k + l) * n + j] ?? 0);
          out.push(sum);
        }
    return out;
  }

  async function run(dtype: DType, a: ref.HostView, b: ref.HostView): Promise<ref.Element[]> {
    const out = ref.output(device, dtype, [a.shape[0] ?? 0, a.shape[1] ?? 0, b.shape[2] ?? 0]);
    device.matmul(ref.upload(device, a), ref.upload(device, b), out);
    return ref.read(device, out);
  }

  const SIZES: readonly (readonly [number, number, number, number])[] = [
    [1, 1, 1, 1],
    [1, 2, 3, 2],
    [2, 5, 7, 3],
    [3, 33, 17, 35],
    [1, 64, 300, 40],
    [1, 1, 1000, 1],
    [70, 2, 2, 2],
    [2, 16, 24, 40],
    [1, 1, 500, 9],
    [1, 77, 600, 1],
    [1, 4, 1030, 8],
    [1, 104, 104, 100],
    [5, 1, 6, 8],
  ];
  for (const dtype of [float32, int64, int32, uint8])
    test(`${dtype.name}: sizes and layouts`, async () => {
      for (const [batches, m, k, n] of SIZES)
        for (const layout of ref.LAYOUTS) {
          const a = ref.randomView(dtype, [batches, m, k], layout, 23);
          const b = ref.randomView(
            dtype,
            [batches, k, n],
            layout === 'transposed' ? 'contiguous' : 'transposed',
            24,
          );
          const got = await run(dtype, a, b);
          const exact = product(a, b);
          if (dtype !== float32)
            expect(got).toEqual([...ref.fillArray(dtype, exact.length, (i) => exact[i] ?? 0)]);
          else
            exact.forEach((value, i) =>
              expect(Math.abs(Number(got[i]) - value)).toBeLessThan(2e-6 * k + 1e-6),
            );
        }
    });

  /** Of matrices that lie in memory as they are, and the other way round. */
  async function expectProducts(batches: number, m: number, k: number, n: number): Promise<void> {
    for (const layout of ['contiguous', 'transposed'] as const)
      for (const other of ['contiguous', 'transposed'] as const) {
        const a = ref.randomView(float32, [batches, m, k], layout, 25);
        const b = ref.randomView(float32, [batches, k, n], other, 26);
        const got = await run(float32, a, b);
        product(a, b).forEach((value, i) =>
          expect(Math.abs(Number(got[i]) - value)).toBeLessThan(2e-6 * k + 1e-6),
        );
      }
  }

  test('in registers as on hardware: sizes, layouts, edges', async () => {
    device = await openAsHardware(10, { sharedTiles: false });
    const sizes = [
      [1, 64, 300, 40],
      [2, 16, 25, 40],
      [1, 77, 600, 1],
      [1, 1, 33, 9],
    ] as const;
    for (const [batches, m, k, n] of sizes) await expectProducts(batches, m, k, n);
  });

  test('much work has a kernel of its own on an emulation, with the same numbers', async () => {
    device = registers;
    const n = 512;
    const whole = (of: (row: number, column: number) => number): Float32Array =>
      Float32Array.from({ length: n * n }, (_, i) => of(Math.floor(i / n), i % n));
    const [a, b] = [whole((i, k) => ((i * 3 + k) % 7) - 3), whole((k, j) => ((k + j * 5) % 5) - 2)];
    const view = (values: Float32Array): StridedView =>
      ref.upload(device, ref.hostView(float32, values, [1, n, n]));
    const part = (values: Float32Array): StridedView => ({ ...view(values), shape: [1, 128, 128] });
    const little = ref.output(device, float32, [1, 128, 128]);
    device.matmul(part(a), part(b), little);
    await device.read(little);
    const out = ref.output(device, float32, [1, n, n]);
    const { pipelines } = device.counts;
    device.matmul(view(a), view(b), out);
    const got = (await device.read(out)) as Float32Array;
    expect(device.counts.pipelines - pipelines).toBe(1);
    for (const i of [0, 1, 254, 511])
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!;
        expect(got[i * n + j]).toBe(sum);
      }
  });

  test('through shared memory: sizes, layouts, edges', async () => {
    device = shared;
    const sizes = [
      [1, 64, 16, 64],
      [2, 70, 19, 33],
    ] as const;
    for (const [batches, m, k, n] of sizes) await expectProducts(batches, m, k, n);
  });

  describe('with factors of 16 bits', () => {
    let halves: WebGPUDevice;
    beforeAll(async () => {
      halves = await openTestDevice({ sharedTiles: true, halves: true });
    });

    test('sizes, layouts, repeated batches: to three digits, and no more', async () => {
      const sizes = [
        [1, 64, 16, 64],
        [2, 70, 19, 33],
        [1, 40, 1, 50],
      ] as const;
      for (const [batches, m, k, n] of sizes)
        for (const layout of ['contiguous', 'transposed'] as const) {
          const a = ref.randomView(float32, [batches, m, k], layout, 25);
          const b = ref.randomView(float32, [batches, k, n], 'contiguous', 26);
          device = shared;
          const exact = (await run(float32, a, b)).map(Number);
          device = halves;
          const got = (await run(float32, a, b)).map(Number);
          const [x, y] = [a, b].map((view) => Math.max(...ref.numbers(view).map(Math.abs)));
          // each factor is off by at most 2⁻¹¹ of itself, or 2⁻¹⁰ where the GPU cuts off
          exact.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(k * x! * y! * 2 ** -9));
          expect(got).not.toEqual(exact);
        }
      device = halves;
      const b = ref.randomView(float32, [1, 20, 32], 'contiguous', 27);
      const view = ref.upload(device, b);
      const out = ref.output(device, float32, [3, 32, 32]);
      const ones = ref.upload(device, ref.hostView(float32, Float32Array.of(1)));
      const repeated = { ...view, shape: [3, 20, 32], strides: [0, 32, 1] };
      device.matmul({ ...ones, shape: [3, 32, 20], strides: [0, 0, 0] }, repeated, out);
      const sums = (await ref.read(device, out)).map(Number);
      expect(sums.slice(0, 32)).toEqual(sums.slice(2 * 1024 + 32, 2 * 1024 + 64));
    });

    test('what is too large is infinite, and no number stays none', async () => {
      device = halves;
      const rows = Array.from(
        { length: 32 * 4 },
        (_, i) => [NaN, Infinity, 70_000, -70_000][Math.floor(i / 4) % 4]!,
      );
      const a = ref.hostView(float32, Float32Array.from(rows), [1, 32, 4]);
      const b = ref.hostView(float32, new Float32Array(4 * 32).fill(1), [1, 4, 32]);
      const got = (await run(float32, a, b)).map(Number);
      expect([got[0], got[32], got[64], got[96]]).toEqual([NaN, Infinity, Infinity, -Infinity]);
    });
  });

  test('transposed factors are read where they lie: one kernel, and no memory but the result', async () => {
    for (const own of [registers, shared]) {
      device = own;
      const a = ref.upload(device, ref.randomView(float32, [2, 64, 48], 'contiguous', 28));
      const b = ref.upload(device, ref.randomView(float32, [2, 48, 64], 'contiguous', 29));
      await device.settled();
      const turned = (view: StridedView, [s, r, c]: readonly [number, number, number]): StridedView => ({
        ...view,
        shape: [s, c, r],
        strides: [r * c, 1, c],
      });
      const out = ref.output(device, float32, [2, 48, 48]);
      const [before, bytes] = [device.counts.dispatches, device.memoryStats().inUse];
      device.matmul(turned(a, [2, 64, 48]), turned(b, [2, 48, 64]), out);
      expect(device.counts.dispatches - before).toBe(1);
      expect(device.memoryStats().inUse - bytes).toBeLessThanOrEqual(1.25 * 4 * 2 * 48 * 48);
    }
  });

  test('the tile follows the shape, and long sums of few outputs are split', () => {
    const tile = (m: number, n: number, k: number, software = true): string => {
      const sizes = { m, n, k, batches: 1 };
      const { rows, columns } = registerTile(sizes, software);
      return `${rows}x${columns}/${splitsOf(sizes, registerTile(sizes, software), software)}`;
    };
    expect(tile(512, 512, 512)).toBe('8x8/1');
    expect(tile(512, 1, 512)).toMatch(/^[48]x1\/1$/);
    expect(tile(1, 512, 512)).toMatch(/^1x[48]\/1$/);
    expect(tile(1, 1, 1_000_000)).toBe('1x1/32');
    expect(tile(8, 8, 100)).toMatch(/\/1$/);
    // a kernel that takes longer to compile than the work does is not worth it
    expect(tile(64, 64, 64)).toBe('4x4/1');
    expect(tile(64, 1, 64)).toBe('4x4/1');
  });

  test('of nothing: K = 0 gives zeros, others no elements', async () => {
    const none = (shape: number[]): ref.HostView => ref.hostView(float32, new Float32Array(0), shape);
    expect(await run(float32, none([1, 2, 0]), none([1, 0, 2]))).toEqual([0, 0, 0, 0]);
    expect(await run(float32, none([1, 0, 3]), ref.randomView(float32, [1, 3, 2], 'contiguous', 1))).toEqual(
      [],
    );
    expect(await run(float32, none([0, 2, 3]), none([0, 3, 2]))).toEqual([]);
  });

  test('one matrix twice; NaN and infinity; rows beyond the edge untouched', async () => {
    const x = ref.hostView(float32, Float32Array.of(1, 2, 3, 4), [1, 2, 2]);
    const view = ref.upload(device, x);
    const storage = device.upload(float32, Float32Array.of(7, 7, 7, 7, 7, 7));
    device.matmul(view, view, {
      storage,
      shape: [1, 2, 2],
      strides: contiguousStrides([1, 2, 2]),
      offset: 1,
    });
    expect(await ref.read(device, { storage, shape: [6], strides: [1], offset: 0 })).toEqual([
      7, 7, 10, 15, 22, 7,
    ]);
    const odd = ref.hostView(float32, Float32Array.of(NaN, 1, Infinity, 0), [1, 2, 2]);
    expect(await run(float32, odd, x)).toEqual([NaN, NaN, Infinity, Infinity]);
  });

  test('a long dot product keeps its digits', async () => {
    const ones = ref.upload(device, ref.hostView(float32, Float32Array.of(1)));
    const out = ref.output(device, float32, [1, 1, 1]);
    const k = 2 ** 18 + 3;
    const tenth = ref.upload(device, ref.hostView(float32, Float32Array.of(0.1)));
    device.matmul(
      { ...ones, shape: [1, 1, k], strides: [0, 0, 0] },
      { ...tenth, shape: [1, k, 1], strides: [0, 0, 0] },
      out,
    );
    const [sum] = await ref.read(device, out);
    expect(Math.abs(Number(sum) / (k * Math.fround(0.1)) - 1)).toBeLessThan(1e-5);
  });

  test('bool is refused', () => {
    const x = ref.output(device, bool, [1, 1, 1]);
    expect(() => device.matmul(x, x, ref.output(device, bool, [1, 1, 1]))).toThrow(UnsupportedError);
  });
});

describe('a kernel that takes long to compile', () => {
  const TILE = /8x8/;

  test('is not waited for: until there was work enough another gives the same bits, and then it takes over', async () => {
    const told: string[] = [];
    const patient = await openTestDevice({ standIns: true, onKernel: ({ key }) => told.push(key) });
    const both = async (size: number): Promise<void> => {
      const [a, b] = [41, 42].map((seed) => ref.randomView(float32, [1, size, size], 'transposed', seed));
      const [mine, other] = [patient, registers].map((on) => {
        const out = ref.output(on, float32, [1, size, size]);
        on.matmul(ref.upload(on, a!), ref.upload(on, b!), out);
        return ref.read(on, out);
      });
      expect(await mine).toEqual(await other);
    };
    await both(128);
    await both(131);
    expect(told.filter((key) => TILE.test(key))).toEqual([]);
    for (let i = 0; i < 64; i++) await both(128);
    expect(told.filter((key) => TILE.test(key))).toHaveLength(1);
    await patient.settled();
    const { pipelines } = patient.counts;
    for (let i = 0; i < 3; i++) await both(131);
    expect(patient.counts.pipelines).toBe(pipelines);
    patient.destroy();
  });

  test('is used at once where it is there', () => {
    const asked: string[] = [];
    const tiers = new Tiers({
      isCompiled: (key) => key === 'there',
      compileBeside: ({ key }) => void asked.push(key),
    });
    const of = (key: string): Dispatch => ({ key }) as Dispatch;
    expect(tiers.isReady(of('there'), 1)).toBe(true);
    expect([tiers.isReady(of('new'), 2 ** 26), tiers.isReady(of('other'), 2 ** 26)]).toEqual([false, false]);
    expect(asked).toEqual([]);
    expect([tiers.isReady(of('new'), 2 ** 26), tiers.isReady(of('new'), 2 ** 27)]).toEqual([false, false]);
    expect(asked).toEqual(['new']);
  });
});
