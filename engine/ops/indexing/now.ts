/** @file Values that an op must know at once. */

import type { DataArray } from '../../dtype';
import { RuntimeError } from '../../errors';
import type { Tensor } from '../../tensor';

/**
 * The elements of `x`, now.
 * @throws RuntimeError where they can only be waited for (on a GPU)
 */
export function arrayNow(x: Tensor, op: string): DataArray {
  const elements = x.device.read(x);
  if (!(elements instanceof Promise)) return elements;
  elements.catch(() => undefined);
  throw new RuntimeError(
    `${op}: the result depends on values that are on their way from '${x.device.type}': ` +
      'move the tensor with .cpu() and await a value of it first',
  );
}
