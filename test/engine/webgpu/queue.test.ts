/** @file The WebGPU queue and readback: many dispatches, big ones, reads that travel together, order. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StridedView } from '../../../engine/devices/device';
import { WebGPUDevice } from '../../../engine/devices/webgpu';
import { bool, float32, int64 } from '../../../engine/dtype';
import { dawn, openTestDevice } from '../dawn';
import * as ref from './reference';

let device: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice();
});
afterEach(() => device.settled());

function floats(...values: number[]): StridedView {
  return ref.upload(device, ref.hostView(float32, Float32Array.from(values)));
}

describe('dispatches', () => {
  test('10,000 without a flush of the caller, in order', async () => {
    const x = floats(0, 1);
    const before = device.counts;
    for (let i = 0; i < 10_000; i++) device.binary('add', x, 1, x);
    expect(await ref.read(device, x)).toEqual([10_000, 10_001]);
    const after = device.counts;
    expect(after.dispatches - before.dispatches).toBe(10_000);
    expect(after.submits - before.submits).toBeLessThan(10_000 / 50);
    // shapes and numbers are no reason to compile anew
    expect(after.pipelines - before.pipelines).toBeLessThanOrEqual(1);
  });

  test('other shapes, offsets and numbers use the compiled kernel', async () => {
    const run = async (shape: number[], number: number): Promise<void> => {
      const out = ref.output(device, float32, shape);
      device.binary('mul', out, number, out);
      await device.read(out);
    };
    // one by one, and four at a time
    await run([3, 5], 2);
    await run([3, 4], 2);
    const before = device.counts.pipelines;
    for (const shape of [[5], [2, 2, 2], [100, 3], [7, 1, 1, 7]]) await run(shape, shape.length);
    expect(device.counts.pipelines).toBe(before);
  });

  test('each sees what those before it wrote, and uploads do not overtake', async () => {
    const x = floats(1);
    const y = floats(10);
    device.binary('add', x, y, y);
    // a buffer given back while what is recorded still reads it must not be written from the CPU yet
    const storage = device.upload(float32, Float32Array.of(100));
    const old = { storage, shape: [1], strides: [1], offset: 0 };
    device.binary('add', old, y, y);
    device.release(storage);
    const next = floats(-1);
    device.binary('mul', y, next, y);
    expect(await ref.read(device, y)).toEqual([-111]);
  });

  test('a kernel that has to be compiled is sent off at once, one that is there waits for more', async () => {
    const fresh = await openTestDevice();
    const x = ref.upload(fresh, ref.hostView(float32, Float32Array.of(1, 2, 3)));
    fresh.binary('mul', x, 3, x);
    expect(fresh.counts).toMatchObject({ pipelines: 1, submits: 1 });
    fresh.binary('mul', x, 5, x);
    expect(fresh.counts).toMatchObject({ pipelines: 1, submits: 1 });
    expect(await ref.read(fresh, x)).toEqual([15, 30, 45]);
    fresh.destroy();
  });

  test('more than 65,535 workgroups: 20 million elements', async () => {
    const count = 20_000_003;
    const one = floats(1);
    const out = ref.output(device, float32, [count]);
    device.binary('add', { ...one, shape: [count], strides: [0] }, 1, out);
    for (const at of [0, 64 * 65_535 - 1, 64 * 65_535, count - 1])
      expect(await ref.read(device, { ...out, shape: [1], strides: [1], offset: at })).toEqual([2]);
    // and no element was left out
    const total = ref.output(device, float32, []);
    device.reduce('sum', out, total);
    expect(await ref.read(device, total)).toEqual([Math.fround(2 * count)]);
  });

  test('more workgroups than a dimension takes, in every kind of kernel', async () => {
    const raw = await (await dawn().requestAdapter())?.requestDevice();
    if (!raw) throw new Error('no adapter');
    // the rows of the grid, without the time that 65,535 groups of a reduction would take
    const { maxBufferSize, maxStorageBufferBindingSize } = raw.limits;
    const limits = { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupsPerDimension: 7 };
    Object.defineProperty(raw, 'limits', { value: limits });
    const narrow = new WebGPUDevice(raw, 'seven groups wide', true, { validate: true, hostValues: false });
    const x = ref.randomView(float32, [30, 100], 'contiguous', 33);
    const view = ref.upload(narrow, x);
    const twice = ref.output(narrow, float32, [30, 100]);
    narrow.binary('add', view, view, twice);
    expect(await ref.read(narrow, twice)).toEqual(ref.numbers(x).map((value) => 2 * value));
    // 29 rows take a grid of 30 groups, and the one too many must not write to what lies behind
    const storage = narrow.upload(float32, new Float32Array(40).fill(99));
    const largest = { storage, shape: [29], strides: [1], offset: 0 };
    narrow.reduce('max', { ...view, shape: [29, 100] }, largest);
    const rows = Array.from({ length: 29 }, (_, i) => ref.numbers(x).slice(100 * i, 100 * i + 100));
    expect(await ref.read(narrow, { ...largest, shape: [40] })).toEqual([
      ...rows.map((row) => Math.max(...row)),
      ...new Array<number>(11).fill(99),
    ]);
    const short = ref.output(narrow, float32, [1000]);
    narrow.reduce('max', { ...view, shape: [1000, 3], strides: [3, 1] }, short);
    const triples = Array.from({ length: 1000 }, (_, i) => ref.numbers(x).slice(3 * i, 3 * i + 3));
    expect(await ref.read(narrow, short)).toEqual(triples.map((triple) => Math.max(...triple)));
    const wide = narrow.upload(float32, new Float32Array(4000).fill(99));
    const product = { storage: wide, shape: [30, 100, 1], strides: [100, 1, 1], offset: 0 };
    const one = ref.upload(narrow, ref.hostView(float32, Float32Array.of(1)));
    narrow.matmul(
      { ...view, shape: [30, 100, 1], strides: [100, 1, 1] },
      { ...one, shape: [30, 1, 1], strides: [0, 0, 0] },
      product,
    );
    expect(await ref.read(narrow, { ...product, shape: [4000], strides: [1] })).toEqual([
      ...ref.elements(x),
      ...new Array<number>(1000).fill(99),
    ]);
    await narrow.settled();
    narrow.destroy();
  });
});

describe('reads', () => {
  test('500 in one go take one transfer', async () => {
    const views = Array.from({ length: 500 }, (_, i) => floats(i, i + 0.5));
    device.flush();
    const before = device.counts;
    const got = await Promise.all(views.map((view) => ref.read(device, view)));
    expect(got).toEqual(Array.from({ length: 500 }, (_, i) => [i, i + 0.5]));
    const after = device.counts;
    expect(after.transfers - before.transfers).toBe(1);
    expect(after.submits - before.submits).toBeLessThanOrEqual(9);
  });

  test('show what was there at the call, whatever is written later', async () => {
    const x = floats(1, 2, 3);
    const reads = [];
    for (let i = 0; i < 5; i++) {
      reads.push(ref.read(device, x));
      device.binary('mul', x, 2, x);
    }
    device.fill(x, 0);
    expect(await Promise.all(reads)).toEqual([1, 2, 4, 8, 16].map((k) => [k, 2 * k, 3 * k]));
    // the same for a read with a transfer of its own
    const large = ref.output(device, float32, [100_000]);
    device.fill(large, 1);
    const earlier = ref.read(device, large);
    device.fill(large, 2);
    expect(new Set(await earlier)).toEqual(new Set([1]));
  });

  test('are answered in the order they were asked, small and large', async () => {
    const order: number[] = [];
    const large = ref.output(device, float32, [300_000]);
    const small = floats(1);
    const asked = [large, small, large, small, small].map((view, i) =>
      device.read(view).then(() => order.push(i)),
    );
    await new Promise((resolve) => setTimeout(resolve, 0));
    asked.push(device.read(small).then(() => order.push(5)));
    await Promise.all(asked);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('go off without waiting for more when somebody is in a hurry, however many are under way', async () => {
    const x = floats(7);
    const before = device.counts.transfers;
    const reads: Promise<ref.Element[]>[] = [];
    for (let i = 0; i < 5; i++) {
      reads.push(ref.read(device, x));
      device.hasten();
      expect(device.counts.transfers - before).toBe(i + 1);
    }
    device.hasten();
    expect(device.counts.transfers - before).toBe(5);
    expect(await Promise.all(reads)).toEqual(new Array(5).fill([7]));
  });

  test('that wait while transfers are under way go together', async () => {
    const x = floats(5);
    const before = device.counts.transfers;
    const reads: Promise<ref.Element[]>[] = [];
    for (let i = 0; i < 200; i++) {
      reads.push(ref.read(device, x));
      await Promise.resolve();
    }
    expect(await Promise.all(reads)).toEqual(new Array(200).fill([5]));
    expect(device.counts.transfers - before).toBeLessThan(20);
  });

  test('more than the gathering block holds', async () => {
    const views = Array.from({ length: 30 }, (_, i) => {
      const view = ref.output(device, float32, [4000]);
      device.fill(view, i);
      return view;
    });
    const got = await Promise.all(views.map((view) => ref.read(device, view)));
    got.forEach((values, i) => expect(new Set(values)).toEqual(new Set([i])));
  });

  test('large and strided', async () => {
    const host = ref.randomView(float32, [200, 300], 'transposed', 31);
    expect(await ref.read(device, ref.upload(device, host))).toEqual(ref.elements(host));
  });

  test('of no elements, and the array is of the dtype', async () => {
    expect(await device.read(ref.output(device, int64, [0]))).toEqual(new BigInt64Array(0));
    expect(await device.read(ref.output(device, bool, [2]))).toEqual(new Uint8Array(2));
    expect(await device.read(ref.output(device, float32, []))).toEqual(new Float32Array(1));
  });
});
