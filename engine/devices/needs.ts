/** @file Kernels that not every device has. */

import { RuntimeError } from '../errors';
import type { Device } from './device';

/**
 * The kernels, where the device has them.
 * @throws RuntimeError naming the op and the device where it has not
 */
export function needs<T>(kernels: T | undefined, op: string, device: Device): T {
  if (kernels !== undefined) return kernels;
  throw new RuntimeError(`${op} is not implemented on '${device.type}': move its tensors with .cpu() first`);
}
