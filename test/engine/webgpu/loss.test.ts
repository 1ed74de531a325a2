/** @file A device that goes away, errors that WebGPU reports, and opening one at all. */

import { describe, expect, test, vi } from 'vitest';
import { describeAdapter, openWebGPU } from '../../../engine/devices/webgpu/adapter';
import {
  DeviceLostError,
  GPUFailureError,
  NoAdapterError,
  WebGPUDevice,
} from '../../../engine/devices/webgpu';
import { bool, float32 } from '../../../engine/dtype';
import { dawn, openTestDevice } from '../dawn';
import * as ref from './reference';

/** WebGPU's own device under one of ours, to hurt it from below. */
async function rawDevice(): Promise<GPUDevice> {
  const adapter = await dawn().requestAdapter();
  if (!adapter) throw new Error('no adapter');
  return adapter.requestDevice();
}

describe('loss', () => {
  test('pending reads reject, small and large; later ones and ops fail at once', async () => {
    const onLost = vi.fn();
    const device = await openTestDevice({ onLost });
    const x = ref.output(device, float32, [4]);
    const large = ref.output(device, float32, [100_000]);
    const early = [device.read(x), device.read(large)];
    await Promise.resolve();
    await Promise.resolve();
    const late = device.read(x);
    const outcomes = Promise.allSettled([...early, late]);
    device.destroy();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(DeviceLostError) as unknown });
    await expect(device.read(x)).rejects.toThrow(DeviceLostError);
    await expect(device.settled()).rejects.toThrow(DeviceLostError);
    const calls: readonly (() => unknown)[] = [
      () => device.empty(float32, 1),
      () => device.upload(float32, new Float32Array(1)),
      () => device.fill(x, 1),
      () => device.copy(x, x),
      () => device.unary('neg', x, x),
      () => device.binary('add', x, x, x),
      () => device.compare('eq', x, x, { ...x, storage: large.storage }),
      () => device.reduce('sum', x, { ...x, shape: [] }),
      () => device.matmul(x, x, x),
      () => device.flush(),
    ];
    for (const call of calls) expect(call, String(call)).toThrow(DeviceLostError);
    expect(await device.lost).toMatchObject({ reason: 'destroyed' });
    expect(onLost).toHaveBeenCalledOnce();
  });

  test('from below: nobody of ours called destroy', async () => {
    const raw = await rawDevice();
    const device = new WebGPUDevice(raw, 'test', true, { hostValues: false });
    const x = ref.output(device, float32, [4]);
    const pending = device.read(x);
    const outcome = expect(pending).rejects.toThrow(/The WebGPU device was lost/);
    raw.destroy();
    await outcome;
    expect((await device.lost).reason).toBe('destroyed');
    expect(() => device.fill(x, 1)).toThrow(DeviceLostError);
  });

  test('one device lost leaves another be', async () => {
    const [first, second] = await Promise.all([openTestDevice(), openTestDevice()]);
    first.destroy();
    const x = ref.output(second, float32, [2]);
    second.fill(x, 3);
    expect(await ref.read(second, x)).toEqual([3, 3]);
    second.destroy();
  });
});

describe('errors that WebGPU reports', () => {
  test('make the read that waits, or else the next, fail; and only that', async () => {
    const onError = vi.fn();
    const raw = await rawDevice();
    const device = new WebGPUDevice(raw, 'test', true, { onError });
    const x = ref.output(device, float32, [1]);
    raw.createBuffer({ size: 16, usage: 0x1 | 0x2 });
    await expect(device.read(x)).rejects.toThrow(GPUFailureError);
    expect(onError).toHaveBeenCalledOnce();
    expect(await ref.read(device, x)).toEqual([0]);
    raw.createBuffer({ size: 16, usage: 0x1 | 0x2 });
    await raw.queue.onSubmittedWorkDone();
    await expect(device.settled()).rejects.toThrow(GPUFailureError);
    await device.settled();
    device.destroy();
  });

  test('validation sees a bad submission, and says what was in it', async () => {
    const raw = await rawDevice();
    const errors: Error[] = [];
    const device = new WebGPUDevice(raw, 'test', true, {
      validate: true,
      hostValues: false,
      onError: (error) => errors.push(error),
    });
    const storage = device.upload(float32, new Float32Array(4));
    const x = { storage, shape: [4], strides: [1], offset: 0 };
    const y = ref.output(device, float32, [4]);
    device.binary('mul', x, 2, y);
    device.binary('add', y, x, y);
    storage.entry?.buffer.destroy();
    await expect(device.read(y)).rejects.toThrow(/destroyed[^]*It was one of these: mul\.f32, add\.f32\./);
    expect(errors).toHaveLength(1);
    device.destroy();
  });
});

describe('opening', () => {
  const limits = {} as GPUSupportedLimits;

  test('without WebGPU, or without an adapter after a second try', async () => {
    await expect(openWebGPU(undefined)).rejects.toThrow(NoAdapterError);
    const requestAdapter = vi.fn(() => Promise.resolve(null));
    await expect(openWebGPU({ requestAdapter } as unknown as GPU)).rejects.toThrow(/no graphics adapter/);
    expect(requestAdapter).toHaveBeenCalledTimes(2);
  });

  test('the second try counts', async () => {
    const requestAdapter = vi
      .fn<() => Promise<GPUAdapter | null>>()
      .mockResolvedValueOnce(null)
      .mockImplementationOnce(() => dawn().requestAdapter());
    const device = await openWebGPU({ requestAdapter } as unknown as GPU);
    expect(device.label).toBe('SwiftShader (software)');
    device.destroy();
  });

  test('an adapter that refuses', async () => {
    const adapter = {
      limits,
      features: new Set(),
      requestDevice: () => Promise.reject(new Error('already used')),
    };
    const gpu = { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
    await expect(openWebGPU(gpu)).rejects.toThrow(/refused to be opened: Error: already used/);
  });

  test('asks for the larger limits of the adapter', async () => {
    const adapter = await dawn().requestAdapter();
    const device = await openTestDevice();
    const most = adapter?.limits.maxStorageBufferBindingSize ?? 0;
    expect(most).toBeGreaterThan(128 * 2 ** 20);
    expect(() => device.empty(float32, 300 * 2 ** 20)).toThrow(/out of memory/);
    const storage = device.empty(bool, 40 * 2 ** 20);
    device.release(storage);
    device.destroy();
  });

  test('names and knows software', () => {
    const of = (info: Partial<GPUAdapterInfo>, old = {}): ReturnType<typeof describeAdapter> =>
      describeAdapter({ info, ...old } as unknown as GPUAdapter);
    expect(of({ vendor: 'google', architecture: 'swiftshader' })).toEqual({
      label: 'SwiftShader (software)',
      software: true,
    });
    expect(of({ vendor: 'nvidia', architecture: 'ampere' })).toEqual({
      label: 'nvidia ampere',
      software: false,
    });
    expect(of({ vendor: 'apple', architecture: 'metal-3', description: 'Apple M2' })).toEqual({
      label: 'Apple M2',
      software: false,
    });
    expect(of({ description: 'llvmpipe (LLVM 15)' })).toEqual({
      label: 'llvmpipe (LLVM 15) (software)',
      software: true,
    });
    expect(of({ vendor: 'x' }, { isFallbackAdapter: true })).toEqual({
      label: 'x (software)',
      software: true,
    });
    expect(of({})).toEqual({ label: 'unnamed GPU', software: false });
  });
});
