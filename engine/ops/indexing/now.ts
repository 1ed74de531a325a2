/** @file Values that an op must know at once, because its output's shape depends on them. */

import type { Device } from '../../devices/device';
import { int64, type DataArray } from '../../dtype';
import { RuntimeError } from '../../errors';
import { Tensor } from '../../tensor';

/**
 * The elements of `x`, now.
 * @throws RuntimeError where they can only be waited for (on a GPU)
 */
export function readNow(x: Tensor, op: string): (number | bigint)[] {
  return Array.from<number | bigint>(arrayNow(x, op));
}

export function arrayNow(x: Tensor, op: string): DataArray {
  const elements = x.device.read(x);
  if (elements instanceof Promise) {
    throw new RuntimeError(
      `${op}: the shape of the result depends on values that are on their way from '${x.device.type}': ` +
        'move the tensor with .cpu() and await a value of it first',
    );
  }
  return elements;
}

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
