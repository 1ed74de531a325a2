/** @file Indices made in JavaScript, as tensors. */

import type { Device } from '../../devices/device';
import { int64 } from '../../dtype';
import { Tensor } from '../../tensor';

/** A one-dimensional int64 tensor of these indices. */
export function longs(index: readonly number[], device: Device): Tensor {
  const values = BigInt64Array.from(index, BigInt);
  return new Tensor({
    storage: device.upload(int64, values),
    shape: [index.length],
    strides: [1],
    offset: 0,
  });
}
