/** @file Where `to` is to go, in PyTorch's ways to say it. */

import { deviceOf, type DeviceLike } from '../devices/registry';
import type { Device } from '../devices/device';
import { DType } from '../dtype';
import { ArgumentTypeError } from '../errors';
import { pythonType } from '../refusals';
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
 * @throws RuntimeError where there is no such device, TypeError for what is neither
 */
export function goalOf(target: Destination | undefined, dtype: DType | null = null): Goal {
  if (target === undefined) return { dtype, device: null };
  if (target instanceof DType) return { dtype: target, device: null };
  if (target instanceof Tensor) return { dtype: target.dtype, device: target.device };
  if (!isNamed(target)) return { dtype, device: deviceOf(target) };
  const named = target.dtype ?? null;
  if (named !== null && !((named as unknown) instanceof DType)) {
    throw new ArgumentTypeError(`to(): argument 'dtype' must be torch.dtype, not ${pythonType(named)}`);
  }
  return { dtype: named, device: target.device ? deviceOf(target.device) : null };
}

const isNamed = (target: DeviceLike | Named): target is Named =>
  typeof target === 'object' && ('dtype' in target || 'device' in target);
