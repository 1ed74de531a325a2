/** @file Where `to` is to go, in PyTorch's ways to say it. */

import { deviceOf, type DeviceLike } from '../devices/registry';
import type { Device } from '../devices/device';
import { DType } from '../dtype';
import { Tensor } from '../tensor';

/** A dtype, a device, or another tensor, whose dtype and device are meant. */
export type Destination = DType | DeviceLike | Tensor;

export interface Goal {
  /** null: as it is */
  readonly dtype: DType | null;
  readonly device: Device | null;
}

/**
 * @param dtype behind a device: `x.to('cpu', torch.float64)`
 * @throws RuntimeError where there is no such device
 */
export function goalOf(target: Destination, dtype: DType | null = null): Goal {
  if (target instanceof DType) return { dtype: target, device: null };
  if (target instanceof Tensor) return { dtype: target.dtype, device: target.device };
  return { dtype, device: deviceOf(target) };
}
