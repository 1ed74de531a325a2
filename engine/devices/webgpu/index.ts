/** @file The WebGPU device's public face. */

export { openWebGPU, type OpenOptions } from './adapter';
export { WebGPUDevice } from './device';
export type { DeviceLoss, WebGPUDeviceOptions } from './health';
export {
  DeviceLostError,
  GPUFailureError,
  IntegerRangeError,
  NoAdapterError,
  UnsupportedError,
} from './errors';
