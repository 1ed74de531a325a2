/** @file Taking a tensor's elements into the trace: whole if small, a corner if large. */

import { readSoon } from '../devices/device';
import type { DataArray } from '../dtype';
import { numel } from '../shape';
import type { Tensor } from '../tensor';
import type { Elements, Value } from './events';
import type { Kept } from './kept';

/** Up to this many elements travel with an event. */
export const WHOLE_LIMIT = 4096;
/** Rows and columns of the corner that stands for a larger tensor. */
const CORNER = 16;

/** The tensor's elements as they are now, a large one's kept where they can be asked for; on a GPU a promise, queued now. */
export function valueOf(tensor: Tensor, kept: Kept): Value | Promise<Value> {
  const whole = tensor.numel() <= WHOLE_LIMIT;
  const shape = whole ? tensor.shape : cornerOf(tensor.shape);
  const { storage, strides, offset } = tensor;
  const read = readSoon({ storage, shape, strides, offset });
  const where = whole ? {} : { kept: [kept.keep(tensor)] };
  const value = (data: DataArray): Value => ({ shape, elements: elementsOf(data), whole, ...where });
  return read instanceof Promise ? read.then(value) : value(read);
}

/** The first rows and columns of the last two dimensions; the first of each other. */
function cornerOf(shape: readonly number[]): number[] {
  return shape.map((size, d) =>
    d < shape.length - 2 ? Math.min(size, 1) : Math.min(size, cornerSize(shape)),
  );
}

/** A vector's corner is as long as a matrix's has elements. */
function cornerSize(shape: readonly number[]): number {
  return numel(shape.slice(-2)) === shape.at(-1) ? CORNER * CORNER : CORNER;
}

function elementsOf(data: DataArray): Elements {
  if (data instanceof BigInt64Array || data instanceof Float64Array) return data;
  return Float64Array.from(data);
}
