/** @file GPU memory: size classes, reuse, accounting, zeros, running out. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import type { StridedView } from '../../../engine/devices/device';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import { OutOfMemoryError } from '../../../engine/errors';
import { formatBytes } from '../../../engine/devices/webgpu/errors';
import { sizeClass } from '../../../engine/devices/webgpu/pool';
import { float32 } from '../../../engine/dtype';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

const MIB = 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

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

/** What nobody holds any more is back. */
async function collected(device: WebGPUDevice): Promise<void> {
  for (let i = 0; i < 4; i++) {
    collect();
    await device.settled();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the pool', () => {
  test('counts what is in use, held and the most there was', async () => {
    const device = await openTestDevice();
    expect(device.memoryStats()).toEqual({ allocated: 0, inUse: 0, held: 0, peak: 0 });
    const a = device.upload(float32, new Float32Array(MIB / 4));
    const b = device.upload(float32, new Float32Array(MIB / 2));
    expect(device.memoryStats()).toEqual({ allocated: 3 * MIB, inUse: 3 * MIB, held: 0, peak: 3 * MIB });
    device.release(a);
    device.release(a);
    expect(device.memoryStats()).toEqual({ allocated: 3 * MIB, inUse: 2 * MIB, held: MIB, peak: 3 * MIB });
    device.flush();
    const c = device.upload(float32, new Float32Array(MIB / 4 - 100));
    expect(device.memoryStats()).toEqual({ allocated: 3 * MIB, inUse: 3 * MIB, held: 0, peak: 3 * MIB });
    device.release(b);
    device.release(c);
    device.trim();
    expect(device.memoryStats()).toEqual({ allocated: 0, inUse: 0, held: 0, peak: 3 * MIB });
    expect(() => device.fill({ storage: a, shape: [1], strides: [1], offset: 0 }, 1)).toThrow(/released/);
    await device.settled();
    device.destroy();
  });

  test('a thousand steps that release what they made need the memory of one', async () => {
    const device = await openTestDevice();
    const from = (first: number): Float32Array => Float32Array.from({ length: 1000 }, (_, i) => first + i);
    const x = ref.upload(device, ref.hostView(float32, from(0)));
    for (let step = 0; step < 1000; step++) {
      const y = device.empty(float32, 1000);
      device.binary('add', x, 1, { ...x, storage: y });
      device.copy({ ...x, storage: y }, x);
      device.release(y);
    }
    expect(device.memoryStats().allocated).toBe(2 * sizeClass(4000));
    expect(await ref.read(device, x)).toEqual([...from(1000)]);
    device.destroy();
  });

  test('a copy of what is the same all over takes no memory, and none of its own is compiled for a copy', async () => {
    const device = await openTestDevice();
    const [x, y] = [ref.output(device, float32, [1000]), ref.output(device, float32, [1000])];
    device.fill(x, 3);
    const z = ref.upload(
      device,
      ref.hostView(
        float32,
        Float32Array.from({ length: 1000 }, (_, i) => i),
      ),
    );
    const sum = ref.output(device, float32, [1000]);
    device.binary('add', z, x, sum);
    await ref.read(device, sum);
    const [{ pipelines }, { inUse }] = [device.counts, device.memoryStats()];
    device.copy(x, y);
    device.copy(y, x);
    expect(device.memoryStats().inUse).toBe(inUse);
    device.binary('add', z, x, y);
    device.copy(y, x);
    const [first, copied] = [await ref.read(device, sum), await ref.read(device, x)];
    expect(copied).toEqual(first);
    expect(copied).toEqual(Array.from({ length: 1000 }, (_, i) => i + 3));
    expect(device.counts.pipelines).toBe(pipelines);
    device.destroy();
  });

  test('work in place on all of a storage changes its buffer where a CPU compiles, and takes no memory', async () => {
    const device = await openTestDevice();
    const one = (): StridedView => ref.upload(device, ref.hostView(float32, new Float32Array(1000).fill(1)));
    const [x, y] = [one(), one()];
    const apart = ref.output(device, float32, [1000]);
    device.binary('add', x, y, apart);
    await device.read(apart);
    const { inUse } = device.memoryStats();
    const { pipelines } = device.counts;
    const table = { ...x, shape: [10, 100], strides: [1, 10] };
    for (let i = 0; i < 20; i++) {
      device.binary('add', x, y, x);
      expect(await ref.read(device, table)).toEqual(new Array(1000).fill(i + 2));
    }
    expect(device.memoryStats().inUse).toBe(inUse);
    // that of work which is not in place, and the one that gathers what does not lie in order
    expect(device.counts.pipelines - pipelines).toBe(1);
    device.destroy();
  });

  test('work in place on what is still on its way is done on what arrives', async () => {
    const device = await openTestDevice();
    let arrive: (elements: Float32Array<ArrayBuffer>) => void = () => undefined;
    const storage = device.arrive(float32, 4, new Promise((resolve) => (arrive = resolve)));
    const x: StridedView = { storage, shape: [4], strides: [1], offset: 0 };
    device.binary('add', x, 1, x);
    const done = ref.read(device, x);
    arrive(Float32Array.of(0, 1, 2, 3));
    expect(await done).toEqual([1, 2, 3, 4]);
    device.destroy();
  });

  test('a used buffer comes back as zeros, whole or in part', async () => {
    const device = await openTestDevice();
    for (const use of ['read', 'part', 'whole', 'operand'] as const) {
      device.release(device.upload(float32, new Float32Array(6).fill(7)));
      const held = device.memoryStats().held;
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
      expect(device.memoryStats().held).toBeLessThan(held);
      // zeros that nobody would see are not written: the work itself alone
      if (use === 'whole') expect(device.counts.dispatches - before).toBe(1);
      device.release(device.empty(float32, 1));
    }
    await device.settled();
    device.destroy();
  });

  test('takes back what the garbage collector found', async () => {
    const device = await openTestDevice();
    for (let i = 0; i < 50; i++) device.upload(float32, new Float32Array(1000));
    const before = device.memoryStats().inUse;
    for (let i = 0; i < 50 && device.memoryStats().inUse > before / 2; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(device.memoryStats().inUse).toBeLessThan(before / 2);
    device.destroy();
  });
});

/** A training's step; a hook, or a function of the learner's own, may keep gradients. */
function stepper(device: WebGPUDevice): { step: () => Tensor; weight: Tensor; optimizer: optim.SGD } {
  registerDevice(device);
  setDefaultDevice(device);
  torch.manualSeed(1);
  const net = new nn.Sequential(new nn.Linear(3, 4), new nn.Tanh(), new nn.Linear(4, 2));
  const optimizer = new optim.SGD(net.parameters(), { lr: 1e-3, momentum: 0.9 });
  const [x, y] = [torch.randn(5, 3), torch.randn(5, 2)];
  const step = (): Tensor => {
    const loss = F.mseLoss(net(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  };
  return { step, weight: net.parameters()[0]!, optimizer };
}

describe('a training', () => {
  afterAll(() => setDefaultDevice(cpu));

  test('2,000 steps have flat memory', async () => {
    const device = await openTestDevice();
    const { step } = stepper(device);
    const marks: number[] = [];
    for (let i = 0; i < 2000; i++) {
      const loss = step();
      if (i % 100 === 99) await loss.item();
      if (i % 500 === 499) {
        await collected(device);
        marks.push(device.memoryStats().inUse);
      }
    }
    expect(marks.at(-1)).toBeLessThanOrEqual(marks[0]! + 2048);
    device.destroy();
  });

  test('50 reruns have flat memory', { timeout: 60_000 }, async () => {
    const device = await openTestDevice();
    const marks: number[] = [];
    for (let run = 0; run < 50; run++) {
      const { step } = stepper(device);
      for (let i = 0; i < 20; i++) step();
      await step().item();
      if (run % 10 !== 9) continue;
      await collected(device);
      marks.push(device.memoryStats().inUse);
    }
    expect(marks.at(-1)).toBeLessThanOrEqual(marks[0]! + 2048);
    device.destroy();
  });

  test('backward gives back what it made without waiting for anybody', async () => {
    const device = await openTestDevice();
    const { step } = stepper(device);
    for (let i = 0; i < 3; i++) step();
    const before = device.memoryStats().inUse;
    for (let i = 0; i < 100; i++) step();
    // the outputs of the layers and the loss: the learner's variables may hold them
    expect(device.memoryStats().inUse - before).toBeLessThanOrEqual(100 * 5 * 256);
    device.destroy();
  });

  test('gradients that the learner has seen stay', async () => {
    const device = await openTestDevice();
    const { step, weight, optimizer } = stepper(device);
    step();
    const held = weight.grad!;
    const exact = await held.tolist();
    optimizer.zeroGrad();
    const fromHook: Tensor[] = [];
    const hook = weight.registerHook((gradient) => void fromHook.push(gradient));
    step();
    hook.remove();
    const [hooked, own] = [await fromHook[0]!.tolist(), await weight.grad!.tolist()];
    expect(hooked).toEqual(own);
    for (let i = 0; i < 20; i++) step();
    expect(await held.tolist()).toEqual(exact);
    expect(await fromHook[0]!.tolist()).toEqual(hooked);
    device.destroy();
  });

  test("what a function of the learner's own keeps in backward stays", async () => {
    const device = await openTestDevice();
    registerDevice(device);
    setDefaultDevice(device);
    const kept: Tensor[] = [];
    class Twice extends torch.autograd.Function {
      static override forward(_: unknown, x: unknown): Tensor {
        return (x as Tensor).mul(2);
      }
      static override backward(_: unknown, gradient: Tensor): Tensor {
        kept.push(gradient.mul(3));
        return gradient.mul(2);
      }
    }
    const x = torch.tensor([1, 2], { dtype: torch.float32, requiresGrad: true });
    Twice.apply(x.exp()).sum().backward();
    for (let i = 0; i < 10; i++) torch.rand([2]).add(1);
    expect(await kept[0]!.tolist()).toEqual([3, 3]);
    device.destroy();
  });
});

describe('running out', () => {
  test('of the budget, in the words PyTorch has', async () => {
    const device = await openTestDevice({ memoryBudget: 32 * MIB });
    const first = device.upload(float32, new Float32Array((16 * MIB) / 4));
    expect(() => device.empty(float32, (20 * MIB) / 4)).toThrow(OutOfMemoryError);
    expect(() => device.upload(float32, new Float32Array((20 * MIB) / 4))).toThrow(
      'WebGPU out of memory. Tried to allocate 20.00 MiB for float32 [5242880]. GPU 0 has a total capacity of 32.00 MiB of ' +
        'which 16.00 MiB is free. Of the allocated memory 16.00 MiB is in use by tensors, and 0 bytes is reserved but ' +
        'unallocated. The largest tensors: float32 [4194304] (16.00 MiB).',
    );
    // what is held is given up before it comes to that, even while what is recorded uses it
    device.fill({ storage: first, shape: [4], strides: [1], offset: 0 }, 1);
    device.release(first);
    const second = device.upload(float32, new Float32Array((20 * MIB) / 4).fill(3));
    expect(await ref.read(device, { storage: second, shape: [2], strides: [1], offset: 0 })).toEqual([3, 3]);
    await device.settled();
    device.destroy();
  });

  test('names the largest tensors as the learner does', async () => {
    const device = await openTestDevice({ memoryBudget: 4 * MIB });
    const weights = ref.output(device, float32, [512, 512]);
    device.fill(weights, 1);
    device.named(weights, 'weights');
    expect(await ref.read(device, { ...weights, shape: [1], strides: [1] })).toEqual([1]);
    const error = new OutOfMemoryError('');
    expect(error.name).toBe('torch.OutOfMemoryError');
    expect(() => device.empty(float32, MIB, [1024, 1024])).toThrow(
      'WebGPU out of memory. Tried to allocate 4.00 MiB for float32 [1024, 1024]. GPU 0 has a total capacity of 4.00 MiB ' +
        'of which 3.00 MiB is free. Of the allocated memory 1.00 MiB is in use by tensors, and 0 bytes is reserved but ' +
        'unallocated. The largest tensors: weights, float32 [262144] (1.00 MiB).',
    );
    device.destroy();
  });

  test('of what the device can bind', async () => {
    const device = await openTestDevice({ memoryBudget: Infinity });
    expect(() => device.empty(float32, 2 ** 40)).toThrow(
      /Tried to allocate 4\.00 TiB for float32 \[1099511627776\]\. One tensor can have at most/,
    );
    expect(device.memoryStats().allocated).toBe(0);
    device.destroy();
  });
});
