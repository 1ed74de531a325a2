/** @file Random work on a device, for tests of what must make no difference: what is put off, and where it is done. */

import { expect } from 'vitest';
import type { Storage, StridedView } from '../../../engine/devices/device';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import { bool, float32 } from '../../../engine/dtype';
import * as ref from './reference';

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** How a program's first matrices come to be. */
type Start = (device: WebGPUDevice, elements: Float32Array, i: number) => Storage;

const uploaded: Start = (device, elements) => device.upload(float32, elements);

/** Random work on a handful of matrices: new ones, in place, in part, through views, reductions and products. */
export function program(
  device: WebGPUDevice,
  seed: number,
  columns: number,
  start = uploaded,
): StridedView[] {
  const shape = [4, columns];
  const next = random(seed);
  const pick = (count: number): number => Math.floor(next() * count);
  const first = (i: number): StridedView => {
    const elements = Float32Array.from({ length: 4 * columns }, () => next() * 2 - 1);
    return { storage: start(device, elements, i), shape, strides: [columns, 1], offset: 0 };
  };
  const live = [0, 1, 2].map(first);
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

/** Expects what two devices made of one program to differ by no more than rounding does. */
export async function expectSame(
  [device, views]: readonly [WebGPUDevice, readonly StridedView[]],
  [other, others]: readonly [WebGPUDevice, readonly StridedView[]],
  what: string,
): Promise<void> {
  expect(views).toHaveLength(others.length);
  for (const [i, view] of views.entries()) {
    const [got, exact] = [await ref.read(device, view), await ref.read(other, others[i]!)];
    exact.forEach((value, at) =>
      expect(Math.abs(Number(got[at]) - Number(value)), `${what}, matrix ${i}`).toBeLessThanOrEqual(
        1e-5 * Math.max(1, Math.abs(Number(value))),
      ),
    );
  }
}
