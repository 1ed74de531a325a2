/** @file Which devices there are, by name, and moving elements between them. */

import type { DType } from '../dtype';
import { RuntimeError } from '../errors';
import { numel } from '../shape';
import { CpuDevice, cpu } from './cpu/cpu';
import { CpuStorage } from './cpu/storage';
import type { Device, DeviceType, Storage, StridedView } from './device';

/** What the learner may write; 'cuda' means webgpu, with one notice. */
export type DeviceName = DeviceType | 'cuda';

const devices = new Map<DeviceType, Device>([['cpu', cpu]]);
const state: { current: Device; onAlias: (() => void) | null } = { current: cpu, onAlias: null };

/** Makes a device known; there is one of each type. */
export function registerDevice(device: Device): void {
  devices.set(device.type, device);
}

/** Called the first time that 'cuda' is asked for. */
export function onCudaAlias(listener: (() => void) | null): void {
  state.onAlias = listener;
}

/**
 * The device of a name.
 * @throws RuntimeError when this machine has none
 */
export function deviceOf(name: DeviceName): Device {
  const type = name === 'cuda' ? 'webgpu' : name;
  if (name === 'cuda') {
    state.onAlias?.();
    state.onAlias = null;
  }
  const device = devices.get(type);
  if (device) return device;
  const known = [...devices.keys()].map((key) => `'${key}'`).join(', ');
  throw new RuntimeError(
    type === 'webgpu'
      ? "device 'webgpu' is not available: no WebGPU adapter was opened for this run"
      : `Expected one of ${known} device type at start of device string: ${name}`,
  );
}

/** Where factories put new tensors when nothing is said. */
export function defaultDevice(): Device {
  return state.current;
}

export function setDefaultDevice(device: Device): void {
  state.current = device;
}

/**
 * The elements of a view on another device, as a dense storage of `dtype`.
 * @throws RuntimeError where elements still on their way to the cpu are to go on to a GPU
 */
export function transfer(source: StridedView, device: Device, dtype: DType): Storage {
  const from = source.storage.dtype;
  const count = numel(source.shape);
  const elements = source.storage.device.read(source);
  if (device instanceof CpuDevice) {
    if (elements instanceof Promise) return device.arrive(dtype, count, from, elements);
    return toDtype(new CpuStorage(device, from, elements), dtype, source.shape);
  }
  if (elements instanceof Promise) {
    throw new RuntimeError(
      'this tensor is still on its way from the GPU: read it first, with `await t.tolist()`, before it is moved back',
    );
  }
  return device.upload(
    dtype,
    (toDtype(new CpuStorage(cpu, from, elements), dtype, source.shape) as CpuStorage).data,
  );
}

function toDtype(storage: CpuStorage, dtype: DType, shape: readonly number[]): Storage {
  if (storage.dtype === dtype) return storage;
  const length = numel(shape);
  const out = cpu.empty(dtype, length);
  const flat = { shape: [length], strides: [1], offset: 0 };
  cpu.copy({ storage, ...flat }, { storage: out, ...flat });
  return out;
}
