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
    // the chain, and the gathering copy
    expect(fused.counts.dispatches - before).toBe(2);
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
