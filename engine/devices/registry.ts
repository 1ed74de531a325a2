/** @file Which devices there are, by name, and moving elements between them. */

import type { DataArray, DType } from '../dtype';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonType } from '../refusals';
import { numel } from '../shape';
import { convert } from './cpu/convert';
import { cpu } from './cpu/cpu';
import type { Device, DeviceType, Storage, StridedView } from './device';

/** What the learner may write; 'cuda' means webgpu, with one notice. */
export type DeviceName = DeviceType | 'cuda';
/** A device by its name, or as a tensor tells its own: `torch.zeros(2, { device: x.device })`. */
export type DeviceLike = DeviceName | Device;

const devices = new Map<DeviceType, Device>([['cpu', cpu]]);
const state: { current: Device; onAlias: (() => void) | null } = { current: cpu, onAlias: null };

/** Makes a device known; there is one of each type. */
export function registerDevice(device: Device): void {
  devices.set(device.type, device);
}

/** Whether there is a device of this type. */
export function hasDevice(type: DeviceType): boolean {
  return devices.has(type);
}

/** Called the first time that 'cuda' is asked for. */
export function onCudaAlias(listener: (() => void) | null): void {
  state.onAlias = listener;
}

/**
 * The device of a name, or itself.
 * @throws RuntimeError when this machine has none; TypeError for what is neither
 */
export function deviceOf(name: DeviceLike): Device {
  if (typeof name !== 'string') {
    // one that was lost is one, too
    if (typeof (name as Partial<Device> | null)?.supports === 'function') return name;
    throw new ArgumentTypeError(`argument 'device' must be torch.device, not ${pythonType(name)}`);
  }
  const type = name === 'cuda' ? 'webgpu' : name;
  if (name === 'cuda') {
    state.onAlias?.();
    state.onAlias = null;
  }
  const device = devices.get(type);
  if (device) return device;
  throw new RuntimeError(
    type === 'webgpu'
      ? "device 'webgpu' is not available: no WebGPU adapter was opened for this run"
      : unknownDevice(name),
  );
}

/** PyTorch's words, with PyTorch's list: the learner will search the web for them. */
function unknownDevice(name: string): string {
  const isPlain = /^[a-z_]+(:(0|[1-9]\d*))?$/.test(name);
  if (!isPlain) return `Invalid device string: '${name}'`;
  return `Expected one of ${PYTORCH_DEVICES} device type at start of device string: ${name.replace(/:.*/, '')}`;
}

const PYTORCH_DEVICES =
  'cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, privateuseone';

/** Where factories put new tensors when nothing is said. */
export function defaultDevice(): Device {
  return state.current;
}

export function setDefaultDevice(device: Device): void {
  state.current = device;
}

/** The elements of a view on another device, as a dense storage of `dtype`. */
export function transfer(source: StridedView, device: Device, dtype: DType): Storage {
  const from = source.storage.dtype;
  const elements = source.storage.device.read(source);
  if (elements instanceof Promise) {
    const converted = elements.then((values) => toDtype(from, values, dtype));
    return device.arrive(dtype, numel(source.shape), converted);
  }
  return device.upload(dtype, toDtype(from, elements, dtype));
}

function toDtype(from: DType, elements: DataArray, dtype: DType): DataArray {
  if (from === dtype) return elements;
  const out = dtype.array(elements.length);
  convert(from, elements, dtype, out);
  return out;
}
