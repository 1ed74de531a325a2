/** @file Where `to` is to go, in PyTorch's ways to say it. */

import { deviceOf, type DeviceLike } from '../devices/registry';
import type { Device } from '../devices/device';
import { DType } from '../dtype';
import { Tensor } from '../tensor';

interface Named {
  readonly dtype?: DType | null;
  readonly device?: DeviceLike | null;
}

/** A dtype, a device, another tensor, whose dtype and device are meant, or both by their names. */
export type Destination = DType | DeviceLike | Tensor | Named;

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
  if (isNamed(target))
    return { dtype: target.dtype ?? null, device: target.device ? deviceOf(target.device) : null };
  return { dtype, device: deviceOf(target) };
}

const isNamed = (target: DeviceLike | Named): target is Named =>
  typeof target === 'object' && ('dtype' in target || 'device' in target);
