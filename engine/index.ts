/** @file The public face of the engine. */

import './methods';

export * as torch from './torch';
export * as F from './functional/index';
export * as nn from './nn/index';
export * as optim from './optim/index';
export * as data from './data/index';
export { saveSafetensors, loadSafetensors } from './save/safetensors';
export { Tensor } from './tensor';
export type { Nested, ReduceOptions, TensorLike } from './tensor';
export type { DeviceLike, DeviceName } from './devices/registry';
export type { TensorOptions, RandomOptions } from './torch';
export type { DType } from './dtype';
export { Generator } from './random/generator';
export {
  TorchError,
  RuntimeError,
  NotImplementedError,
  IndexError,
  ValueError,
  ArgumentTypeError,
  KeyError,
} from './errors';
