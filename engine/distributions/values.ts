/** @file A parameter's values in a message: where a GPU has them they are not known yet. */

import type { DataArray } from '../dtype';
import { pythonNumber } from '../format/python';
import type { Tensor } from '../tensor';

/** The elements, where they are known now. */
export function known(x: Tensor): DataArray | null {
  const elements = x.device.read(x);
  if (!(elements instanceof Promise)) return elements;
  elements.catch(() => undefined);
  return null;
}

/** As Python's f-string has a tensor: one without dimensions as a number. */
export function valueText(x: Tensor): string {
  const elements = known(x);
  if (!elements) return `a tensor of shape [${x.shape.join(', ')}] on a GPU`;
  if (x.ndim > 0) return x.detach().format() as string;
  const value = Number(elements[0]);
  return x.dtype.isFloatingPoint && Number.isInteger(value) ? value.toFixed(1) : pythonNumber(value);
}
