/** @file Kernels that not every device has. */

import { RuntimeError } from '../errors';
import type { Device } from './device';
import type { NetworkKernels } from './network';

/**
 * The kernels, where the device has them.
 * @throws RuntimeError naming the op and the device where it has not
 */
export function needs<T>(kernels: T | undefined, op: string, device: Device): T {
  if (kernels !== undefined) return kernels;
  throw new RuntimeError(`${op} is not implemented on '${device.type}': move its tensors with .cpu() first`);
}

/** One of the networks' kernels, likewise. */
export function networkKernel<K extends keyof NetworkKernels>(
  kernel: K,
  op: string,
  device: Device,
): NetworkKernels[K] {
  // Partial<T>[K] is T[K] or undefined, which TypeScript does not see
  const found = device.network?.[kernel] as NetworkKernels[K] | undefined;
  return needs(found, op, device);
}
