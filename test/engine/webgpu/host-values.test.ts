/** @file Small tensors whose values are known here are computed by the cpu: the same numbers as on the GPU, and no work for it. */

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import type { Storage, StridedView } from '../../../engine/devices/device';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { DeviceLostError, IntegerRangeError, type WebGPUDevice } from '../../../engine/devices/webgpu';
import { MOST_AT_HAND } from '../../../engine/devices/webgpu/host';
import { bool, float32, int64 } from '../../../engine/dtype';
import { formatTensor } from '../../../engine/format/tensor';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import { openTestDevice } from '../dawn';
import { expectSame, program } from './random-program';

let device: WebGPUDevice;
let without: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice({ hostValues: true });
  without = await openTestDevice();
  registerDevice(device);
});
afterEach(() => setDefaultDevice(cpu));
afterAll(() => {
  device.destroy();
  without.destroy();
});

const vector = (storage: Storage): StridedView => ({
  storage,
  shape: [storage.length],
  strides: [1],
  offset: 0,
});
const floats = (...values: number[]): StridedView =>
  vector(device.upload(float32, Float32Array.from(values)));
const out = (length: number): StridedView => vector(device.empty(float32, length));
/** elements that only the GPU has */
const distant = (...values: number[]): StridedView =>
  vector(device.arrive(float32, values.length, Promise.resolve(Float32Array.from(values))));
const read = async (view: StridedView): Promise<number[]> => Array.from(await device.read(view), Number);
const work = (): number => device.counts.dispatches + device.counts.submits + device.counts.transfers;

describe('the same numbers', () => {
  const starts = {
    'all known here': () => false,
    'some on the GPU': (i: number) => i === 1,
  };
  test.each(Object.entries(starts))('of a random program, %s', async (name, isDistant) => {
    for (let seed = 1; seed <= 6; seed++) {
      const both = [device, without].map((on) => {
        const before = on.counts.dispatches;
        const views = program(on, seed, 7, (to, elements, i) =>
          isDistant(i)
            ? to.arrive(float32, elements.length, Promise.resolve(elements))
            : to.upload(float32, elements),
        );
        return { on, views, before };
      });
      const [here, there] = both.map(({ on, views }) => [on, views] as const);
      await expectSame(here!, there!, `${name}, seed ${seed}`);
      const [few, many] = both.map(({ on, before }) => on.counts.dispatches - before);
      expect(few).toBeLessThanOrEqual(many!);
      if (name === 'all known here') expect(few).toBe(0);
    }
  });

  type Make = (params: nn.Parameter[]) => optim.Optimizer;
  const adam: Make = (params) => new optim.Adam(params, { lr: 0.02 });
  const sgd: Make = (params) =>
    new optim.SGD(params, { lr: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.01 });

  /** The losses of a few steps and the parameters after them. */
  async function trained(on: WebGPUDevice, hidden: number, make: Make): Promise<number[]> {
    registerDevice(on);
    setDefaultDevice(on);
    torch.manualSeed(5);
    const net = new nn.Sequential(
      new nn.Embedding(6, 3),
      new nn.Flatten(),
      new nn.Linear(6, hidden),
      new nn.LayerNorm(hidden),
      new nn.Tanh(),
      new nn.Linear(hidden, 3),
    );
    const [x, y] = [torch.randint(0, 6, [8, 2]), torch.randint(0, 3, [8])];
    const params = net.parameters();
    const optimizer = make(params);
    const seen: number[] = [];
    for (let step = 0; step < 5; step++) {
      const scores = net(x);
      const loss = F.crossEntropy(scores, y).add(scores.softmax(1).pow(2).mean());
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      seen.push(await loss.item());
    }
    for (const param of params) seen.push(...((await param.reshape(-1).tolist()) as number[]));
    return seen;
  }

  test.each([
    ['small enough, without the GPU: Adam', 8, adam],
    ['small enough, without the GPU: SGD', 8, sgd],
    ['in part too large: Adam', 40, adam],
    ['in part too large: SGD', 40, sgd],
  ] as const)('of a training that is %s', async (_, hidden, make) => {
    const before = work();
    const [a, b] = [await trained(device, hidden, make), await trained(without, hidden, make)];
    expect(work() - before === 0).toBe(hidden === 8);
    expect(a).toHaveLength(b.length);
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(2e-4 * (1 + Math.abs(b[i]!))));
    expect(a[4]).toBeLessThan(a[0]!);
    registerDevice(device);
  });
});

describe('where the values are', () => {
  test('one chain of small tensors costs the GPU nothing, and no memory of it', async () => {
    const before = [work(), device.memoryStats().inUse];
    let y = floats(1, 2, 3);
    for (let i = 0; i < 100; i++) {
      const sum = out(3);
      device.binary('add', y, floats(1, 0, -1), sum);
      y = sum;
    }
    expect(await read(y)).toEqual([101, 2, -97]);
    expect([work(), device.memoryStats().inUse]).toEqual(before);
  });

  test('up to a number of elements', async () => {
    const before = work();
    const x = [MOST_AT_HAND, MOST_AT_HAND + 1].map((length) => vector(device.empty(float32, length)));
    device.fill(x[0]!, 2);
    await read(x[0]!);
    expect(work()).toBe(before);
    device.fill(x[1]!, 2);
    expect((await read(x[1]!)).every((value) => value === 2)).toBe(true);
    expect(work()).toBeGreaterThan(before);
  });

  test('met by what is on the GPU they go there, once and for good', async () => {
    const x = floats(1, 2);
    const { inUse } = device.memoryStats();
    device.binary('add', distant(10, 20), x, out(2));
    const sent = device.memoryStats().inUse;
    expect(sent).toBeGreaterThan(inUse);
    const y = out(2);
    device.binary('mul', x, x, y);
    const before = device.counts.transfers;
    expect(await read(y)).toEqual([1, 4]);
    expect(device.counts.transfers).toBe(before + 1);
  });

  test('an element that all are goes along as a number, and stays here', async () => {
    const x = floats(-0, -0);
    const y = out(2);
    device.binary('mul', distant(10, 20), x, y);
    device.fill(x, 7);
    expect(await read(y)).toEqual([-0, -0]);
    const before = work();
    expect(await read(x)).toEqual([7, 7]);
    expect(work()).toBe(before);
  });

  test('writing in place and through views, before and after they went', async () => {
    const x = floats(1, 2, 3, 4);
    const half = { ...x, shape: [2], offset: 2 };
    device.binary('add', half, 10, half);
    const y = out(4);
    device.binary('add', distant(0, 0, 0, 0), x, y);
    device.binary('mul', half, 2, half);
    device.copy(distant(-1, -2), { ...x, shape: [2], strides: [2] });
    expect(await read(x)).toEqual([-1, 2, -2, 28]);
    expect(await read(y)).toEqual([1, 2, 13, 14]);
    const filled = floats(7, 7, 7, 7);
    device.copy(distant(1, 2), { ...filled, shape: [2], offset: 1 });
    expect(await read(filled)).toEqual([7, 1, 2, 7]);
    // written all over by the GPU they are forgotten here
    const z = floats(5, 6);
    device.copy(distant(8, 9), z);
    expect(await read(z)).toEqual([8, 9]);
    const sum = floats(5);
    const terms = distant(8, 9);
    const { inUse } = device.memoryStats();
    device.reduce('sum', terms, { ...sum, shape: [], strides: [] });
    // one buffer, of the smallest size
    expect(device.memoryStats().inUse).toBe(inUse + 256);
    expect(await read(sum)).toEqual([17]);
  });

  test('a read that must hear first whether all went well does not wait for what is asked for after it', async () => {
    const [here, there] = [floats(1), distant(2)];
    await read(there);
    // something that may have gone wrong
    const holds = vector(device.empty(bool, 1));
    device.compare('eq', there, 2, holds);
    device.insist(holds, () => new Error('no'));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = device.read(here);
    const second = device.read(there);
    const { mapAsync } = GPUBuffer.prototype;
    vi.spyOn(GPUBuffer.prototype, 'mapAsync').mockImplementation(async function (this: GPUBuffer, ...args) {
      await held;
      return mapAsync.apply(this, args);
    });
    device.hasten();
    expect(await first).toEqual(Float32Array.of(1));
    release();
    expect(await second).toEqual(Float32Array.of(2));
  });

  test('a read has the values of its call, and is answered without the GPU', async () => {
    const x = floats(1, 2);
    const asked = device.read(x);
    device.fill(x, 0);
    expect(Array.from(await asked, Number)).toEqual([1, 2]);
  });
});

describe('who only shows values', () => {
  test('has them at once, where they are here', () => {
    setDefaultDevice(device);
    const x = torch.tensor([1.5, 2]);
    expect(device.readNow(x)).toEqual(Float32Array.of(1.5, 2));
    expect(formatTensor(x)).toBe('tensor([1.5000, 2.0000])');
    expect(device.readNow(distant(1))).toBeNull();
  });

  test('waits like everybody where something may have gone wrong', async () => {
    const x = floats(1);
    device.insist(vector(device.arrive(bool, 1, Promise.resolve(Uint8Array.of(0)))), () => new Error('no'));
    expect(device.readNow(x)).toBeNull();
    await expect(read(x)).rejects.toThrow('no');
    expect(device.readNow(x)).toEqual(Float32Array.of(1));
  });
});

describe('what goes wrong', () => {
  const indices = (...values: bigint[]): StridedView =>
    vector(device.upload(int64, BigInt64Array.from(values)));

  test('an int64 beyond 32 bits is an error, at once', () => {
    expect(() => indices(2n ** 31n)).toThrow(IntegerRangeError);
    const sum = vector(device.empty(int64, 1));
    expect(() => device.binary('add', indices(2n ** 30n), indices(2n ** 30n), sum)).toThrow(
      IntegerRangeError,
    );
    expect(() =>
      device.lanes.scan('sum', indices(2n ** 31n - 1n, 1n), vector(device.empty(int64, 2)), false),
    ).toThrow(IntegerRangeError);
  });

  test('an index out of bounds is told at the call', () => {
    setDefaultDevice(device);
    const table = torch.tensor([[1.5], [2.5]]);
    const call = (work: () => Tensor): void => expect(work).toThrow(/out of (bounds|range)/);
    call(() => F.embedding(torch.tensor([2]), table));
    call(() => table.gather(0, torch.tensor([[-1]])));
    call(() => F.nllLoss(table, torch.tensor([0, 1])));
  });

  test('what the GPU found wrong is told by the next read, of whatever', async () => {
    const holds = vector(device.arrive(bool, 1, Promise.resolve(Uint8Array.of(0))));
    device.insist(holds, () => new Error('it does not hold'));
    await expect(read(floats(1))).rejects.toThrow('it does not hold');
    expect(await read(floats(1))).toEqual([1]);
    const false_ = vector(device.upload(bool, Uint8Array.of(0)));
    expect(() => device.insist(false_, () => new Error('nor does this'))).toThrow('nor does this');
  });

  test('with the device everything is gone', async () => {
    const lost = await openTestDevice({ hostValues: true });
    const x = vector(lost.upload(float32, Float32Array.of(1)));
    lost.destroy();
    await expect(lost.read(x)).rejects.toThrow(DeviceLostError);
    expect(() => lost.unary('neg', x, x)).toThrow(DeviceLostError);
  });
});
