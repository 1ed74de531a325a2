/** @file A run of words on the GPU that tensors look into. */

import type { Storage } from '../device';
import type { DType } from '../../dtype';
import type { PooledBuffer } from './pool';
import type { WebGPUDevice } from './device';

export class WebGPUStorage implements Storage {
  readonly device: WebGPUDevice;
  readonly dtype: DType;
  readonly length: number;
  /** null where there are no elements, or it was released */
  entry: PooledBuffer | null;
  /** the buffer holds a former tensor's numbers, and zeros are promised: they are written when somebody looks */
  needsZeros: boolean;
  released = false;

  constructor(
    device: WebGPUDevice,
    dtype: DType,
    length: number,
    entry: PooledBuffer | null,
    needsZeros: boolean,
  ) {
    this.device = device;
    this.dtype = dtype;
    this.length = length;
    this.entry = entry;
    this.needsZeros = needsZeros;
  }
}
