/** @file Elementwise work that is put off and fused: the same numbers as without, whatever is written in between. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StridedView } from '../../../engine/devices/device';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import { float32 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import { expectSame, program } from './random-program';
import * as ref from './reference';

let fused: WebGPUDevice;
let plain: WebGPUDevice;
beforeAll(async () => {
  fused = await openTestDevice();
  plain = await openTestDevice({ fuse: false });
});
afterAll(() => {
  fused.destroy();
  plain.destroy();
});

describe('fusion', () => {
  test('changes no result, whatever is written in between', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      // eight columns are taken four at a time
      const columns = seed % 2 === 0 ? 6 : 8;
      const [a, b] = [program(fused, seed, columns), program(plain, seed, columns)];
      await expectSame([fused, a], [plain, b], `seed ${seed}`);
    }
  });

  test('makes one kernel of a chain, and none of what nobody looks at', async () => {
    const x = ref.upload(fused, ref.hostView(float32, Float32Array.of(1, 2, 3)));
    const made = (of: StridedView): StridedView => ref.output(fused, float32, of.shape as number[]);
    const before = fused.counts.dispatches;
    let y = x;
    for (let i = 0; i < 5; i++) {
      const z = made(y);
      fused.binary('mul', y, 2, z);
      y = made(z);
      fused.binary('add', z, x, y);
    }
    fused.unary('exp', y, made(y));
    expect(fused.counts.dispatches).toBe(before);
    expect(await ref.read(fused, y)).toEqual([63, 126, 189]);
    expect(fused.counts.dispatches - before).toBe(1);
  });

  test('takes elements four at a time up to the last few of a whole, and no further than a part', async () => {
    for (const length of [1, 2, 5, 7, 8]) {
      const values = Array.from({ length: 8 }, (_, i) => i + 1);
      const whole = ref.upload(fused, ref.hostView(float32, Float32Array.from(values.slice(0, length))));
      const doubled = ref.output(fused, float32, [length]);
      fused.binary('add', whole, whole, doubled);
      expect(await ref.read(fused, doubled)).toEqual(values.slice(0, length).map((x) => 2 * x));
      // a part of eight, read and written where it lies
      const eight = ref.upload(fused, ref.hostView(float32, Float32Array.from(values)));
      const part = { ...eight, shape: [length] };
      fused.binary('mul', part, 10, part);
      expect(await ref.read(fused, eight)).toEqual(values.map((x, i) => (i < length ? 10 * x : x)));
    }
  });

  test('has one kernel for numbers and lists, and on an emulation for tables of two or three dimensions', async () => {
    const device = await openTestDevice();
    const random = (shape: number[], seed: number): StridedView =>
      ref.upload(device, ref.randomView(float32, shape, 'transposed', seed));
    const tanh = async (shape: number[]): Promise<void> => {
      const out = ref.output(device, float32, shape);
      device.unary('tanh', random(shape, shape.length), out);
      await device.read(out);
    };
    for (const shapes of [
      [[], [1], [9]],
      [
        [3, 5],
        [3, 5, 2],
      ],
    ]) {
      const before = device.counts.pipelines;
      for (const shape of shapes) await tanh(shape);
      expect(device.counts.pipelines - before).toBe(1);
    }
    device.destroy();
  });

  test('a storage that is released is read first by what waits for it, and its memory comes back', async () => {
    const storage = fused.upload(float32, Float32Array.of(5));
    const x = { storage, shape: [1], strides: [1], offset: 0 };
    const y = ref.output(fused, float32, [1]);
    fused.binary('add', x, 1, y);
    const { inUse } = fused.memoryStats();
    fused.release(storage);
    expect(fused.memoryStats().inUse).toBe(inUse);
    expect(await ref.read(fused, y)).toEqual([6]);
    // x is back, y has taken memory
    expect(fused.memoryStats().inUse).toBe(inUse);
    expect(storage.entry).toBeNull();
  });
});
