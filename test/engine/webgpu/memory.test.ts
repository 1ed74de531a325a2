/** @file GPU memory: size classes, reuse, accounting, zeros, running out. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { OutOfMemoryError } from '../../../engine/devices/webgpu';
import { formatBytes } from '../../../engine/devices/webgpu/errors';
import { sizeClass } from '../../../engine/devices/webgpu/pool';
import { float32 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

const MIB = 2 ** 20;

describe('size classes', () => {
  test('hold what is asked, waste at most a quarter, and are few', () => {
    const seen = new Set<number>();
    for (let bytes = 4; bytes < 64 * MIB; bytes = Math.ceil((bytes * 1.01) / 4) * 4) {
      const size = sizeClass(bytes);
      seen.add(size);
      expect(size).toBeGreaterThanOrEqual(bytes);
      expect(size % 4).toBe(0);
      if (bytes > 256) expect(size).toBeLessThanOrEqual(bytes * 1.25);
      expect(sizeClass(size)).toBe(size);
    }
    expect(seen.size).toBeLessThan(80);
  });

  test('bytes in words', () => {
    expect(formatBytes(20 * MIB)).toBe('20.00 MiB');
    expect(formatBytes(100)).toBe('100 bytes');
  });
});

describe('the pool', () => {
  test('counts what is in use, held and the most there was', async () => {
    const device = await openTestDevice();
    expect(device.memory).toEqual({ allocated: 0, inUse: 0, held: 0, peak: 0 });
    const a = device.upload(float32, new Float32Array(MIB / 4));
    const b = device.upload(float32, new Float32Array(MIB / 2));
    expect(device.memory).toEqual({ allocated: 3 * MIB, inUse: 3 * MIB, held: 0, peak: 3 * MIB });
    device.release(a);
    device.release(a);
    expect(device.memory).toEqual({ allocated: 3 * MIB, inUse: 2 * MIB, held: MIB, peak: 3 * MIB });
    device.flush();
    const c = device.upload(float32, new Float32Array(MIB / 4 - 100));
    expect(device.memory).toEqual({ allocated: 3 * MIB, inUse: 3 * MIB, held: 0, peak: 3 * MIB });
    device.release(b);
    device.release(c);
    device.trim();
    expect(device.memory).toEqual({ allocated: 0, inUse: 0, held: 0, peak: 3 * MIB });
    expect(() => device.fill({ storage: a, shape: [1], strides: [1], offset: 0 }, 1)).toThrow(/released/);
    await device.settled();
    device.destroy();
  });

  test('a thousand steps that release what they made need the memory of one', async () => {
    const device = await openTestDevice();
    const x = ref.output(device, float32, [1000]);
    for (let step = 0; step < 1000; step++) {
      const y = device.empty(float32, 1000);
      device.binary('add', x, 1, { ...x, storage: y });
      device.copy({ ...x, storage: y }, x);
      device.release(y);
    }
    expect(device.memory.allocated).toBe(2 * sizeClass(4000));
    expect(new Set(await ref.read(device, x))).toEqual(new Set([1000]));
    device.destroy();
  });

  test('a used buffer comes back as zeros, whole or in part', async () => {
    const device = await openTestDevice();
    for (const use of ['read', 'part', 'whole', 'operand'] as const) {
      device.release(device.upload(float32, new Float32Array(6).fill(7)));
      const held = device.memory.held;
      const x = ref.output(device, float32, [6]);
      const before = device.counts.dispatches;
      if (use === 'part') device.fill({ ...x, shape: [2], offset: 1 }, 5);
      if (use === 'whole') device.fill(x, 5);
      if (use === 'operand') device.binary('add', x, 1, x);
      const expected = {
        read: [0, 0, 0, 0, 0, 0],
        part: [0, 5, 5, 0, 0, 0],
        whole: new Array(6).fill(5),
        operand: new Array(6).fill(1),
      };
      expect(await ref.read(device, x)).toEqual(expected[use]);
      expect(device.memory.held).toBeLessThan(held);
      // zeros that nobody would see are not written: the work itself and the gathering copy
      if (use === 'whole') expect(device.counts.dispatches - before).toBe(2);
      device.release(device.empty(float32, 1));
    }
    await device.settled();
    device.destroy();
  });

  test('takes back what the garbage collector found', async () => {
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect !== 'function') throw new Error('no garbage collector to call');
    const device = await openTestDevice();
    for (let i = 0; i < 50; i++) device.upload(float32, new Float32Array(1000));
    const before = device.memory.inUse;
    for (let i = 0; i < 50 && device.memory.inUse > before / 2; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(device.memory.inUse).toBeLessThan(before / 2);
    device.destroy();
  });
});

describe('running out', () => {
  test('of the budget, in the words PyTorch has', async () => {
    const device = await openTestDevice({ memoryBudget: 32 * MIB });
    const first = device.upload(float32, new Float32Array((16 * MIB) / 4));
    expect(() => device.empty(float32, (20 * MIB) / 4)).toThrow(OutOfMemoryError);
    expect(() => device.upload(float32, new Float32Array((20 * MIB) / 4))).toThrow(
      'WebGPU out of memory. Tried to allocate 20.00 MiB. The device has a budget of 32.00 MiB of which 16.00 MiB is free. ' +
        '16.00 MiB is in use by tensors, and 0 bytes is held but unused.',
    );
    // what is held is given up before it comes to that, even while what is recorded uses it
    device.fill({ storage: first, shape: [4], strides: [1], offset: 0 }, 1);
    device.release(first);
    const second = device.upload(float32, new Float32Array((20 * MIB) / 4).fill(3));
    expect(await ref.read(device, { storage: second, shape: [2], strides: [1], offset: 0 })).toEqual([3, 3]);
    await device.settled();
    device.destroy();
  });

  test('of what the device can bind', async () => {
    const device = await openTestDevice({ memoryBudget: Infinity });
    expect(() => device.empty(float32, 2 ** 40)).toThrow(
      /Tried to allocate 4\.00 TiB\. One tensor can have at most/,
    );
    expect(device.memory.allocated).toBe(0);
    device.destroy();
  });
});
