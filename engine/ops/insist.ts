/** @file Refusing values: at once where they are known, and at the next read where a GPU has them. */

import type { DataArray } from '../dtype';
import type { Tensor } from '../tensor';
import { plain } from './pointwise/common';

/**
 * @param holds a bool tensor, true where an element is as it has to be
 * @param allowed the same, of the elements
 */
export function insist(
  x: Tensor,
  holds: (x: Tensor) => Tensor,
  allowed: (elements: DataArray) => boolean,
  error: () => Error,
): void {
  if (x.device.insist) {
    x.device.insist(
      plain(() => holds(x)),
      error,
    );
    return;
  }
  const elements = x.device.read(x);
  // on their way to the cpu: nobody can look at them now
  if (elements instanceof Promise) elements.catch(() => undefined);
  else if (!allowed(elements)) throw error();
}
