/** @file The WebGPU device's public face. */

export { openWebGPU, type OpenOptions } from './adapter';
export { WebGPUDevice } from './device';
export type { Kernel } from './pipelines';
export { adapterFacts, rehearsalGPU, type AdapterFacts } from './rehearsal';
export type { DeviceLoss, WebGPUDeviceOptions } from './health';
export {
  DeviceLostError,
  GPUFailureError,
  IntegerRangeError,
  NoAdapterError,
  UnsupportedError,
} from './errors';
