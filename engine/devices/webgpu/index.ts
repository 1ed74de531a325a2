/** @file The WebGPU device's public face. */

export { openWebGPU, type OpenOptions } from './adapter';
export { WebGPUDevice, type DeviceLoss, type WebGPUDeviceOptions } from './device';
export {
  DeviceLostError,
  GPUFailureError,
  IntegerRangeError,
  NoAdapterError,
  OutOfMemoryError,
  UnsupportedError,
} from './errors';
export type { MemoryStats } from './pool';
