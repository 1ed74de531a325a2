/** @file Elementwise work that is put off and fused: the same numbers as without, whatever is written in between. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StridedView } from '../../../engine/devices/device';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import { bool, float32 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
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

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Random work on a handful of matrices: new ones, in place, in part, through views, reductions and products. */
function program(device: WebGPUDevice, seed: number, columns: number): StridedView[] {
  const shape = [4, columns];
  const next = random(seed);
  const pick = (count: number): number => Math.floor(next() * count);
  const start = (): StridedView =>
    ref.upload(
      device,
      ref.hostView(
        float32,
        Float32Array.from({ length: 4 * columns }, () => next() * 2 - 1),
        shape,
      ),
    );
  const live = [start(), start(), start()];
  const one = (): StridedView => live[pick(live.length)]!;
  const fresh = (): StridedView => ref.output(device, float32, shape);
  /** a row repeated, or the matrix read the other way round */
  const read = (): StridedView => {
    const view = one();
    if (next() < 0.2) return { ...view, strides: [0, 1], offset: columns * pick(4) };
    if (next() < 0.1) return { ...view, strides: [1, 4] };
    return view;
  };
  for (let i = 0; i < 60; i++) {
    const into = (): StridedView => {
      const made = fresh();
      live[live.length < 6 ? live.length : pick(6)] = made;
      return made;
    };
    const at = pick(11);
    if (at === 0) {
      const x = one();
      device.binary('add', x, next() - 0.5, x);
    } else if (at === 1) {
      const x = one();
      device.binary('mul', x, x, x);
    } else if (at === 2) device.fill({ ...one(), shape: [2, columns], offset: columns * pick(3) }, next());
    else if (at === 3) device.unary(next() < 0.5 ? 'tanh' : 'neg', read(), into());
    else if (at === 4) device.fill(one(), next());
    else if (at === 5) {
      const mask = ref.output(device, bool, shape);
      device.compare('lt', read(), 0.1, mask);
      device.where(mask, read(), next(), into());
    } else if (at === 6) device.copy(read(), into());
    else if (at === 7) {
      const sums = ref.output(device, float32, [4]);
      device.reduce('max', read(), sums);
      device.copy({ ...sums, shape: shape, strides: [1, 0] }, into());
    } else if (at === 8) {
      const [a, b] = [read(), read()];
      const product = ref.output(device, float32, [1, 4, 4]);
      device.matmul(
        { ...a, shape: [1, ...shape], strides: [0, ...a.strides] },
        { ...b, shape: [1, columns, 4], strides: [0, b.strides[1]!, b.strides[0]!] },
        product,
      );
      device.unary('tanh', product, product);
      device.copy({ ...product, shape: shape, strides: [4, 0] }, into());
    } else device.binary(next() < 0.5 ? 'sub' : 'mul', read(), read(), into(), 1);
  }
  return live;
}

describe('fusion', () => {
  test('changes no result, whatever is written in between', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      // eight columns are taken four at a time
      const columns = seed % 2 === 0 ? 6 : 8;
      const [a, b] = [program(fused, seed, columns), program(plain, seed, columns)];
      for (const [i, view] of a.entries()) {
        const [got, exact] = [await ref.read(fused, view), await ref.read(plain, b[i]!)];
        exact.forEach((value, at) =>
          expect(Math.abs(Number(got[at]) - Number(value)), `seed ${seed}, matrix ${i}`).toBeLessThanOrEqual(
            1e-5 * Math.max(1, Math.abs(Number(value))),
          ),
        );
      }
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
