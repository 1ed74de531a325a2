/** @file Methods of the tensor: reading its elements, and how it prints. */

import { RuntimeError } from '../errors';
import { formatTensor } from '../format/tensor';
import { numel, sameShape } from '../shape';
import { extend, type Nested } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /**
     * The one element as a JavaScript number; a bool as 0 or 1.
     * @throws RuntimeError when there is more than one, and when an int64 is too large for a number
     */
    item(): Promise<number>;
    /** All elements, nested as the dimensions are; a scalar as one number. */
    tolist(): Promise<Nested<number>>;
    /** Whether shape, dtype and all elements are the same. */
    equal(other: Tensor): Promise<boolean>;
    /** As PyTorch prints it; on a GPU when the values are there. */
    format(): string | Promise<string>;
  }
}

extend({
  async item() {
    if (this.numel() !== 1) {
      throw new RuntimeError(`a Tensor with ${this.numel()} elements cannot be converted to Scalar`);
    }
    return asNumber((await this.device.read(this))[0]!);
  },
  async tolist() {
    const elements = Array.from(await this.device.read(this), asNumber);
    return nest(elements, this.shape);
  },
  async equal(other) {
    if (!sameShape(this.shape, other.shape)) return false;
    const [a, b] = [await this.device.read(this), await other.device.read(other)];
    return a.every((value: number | bigint, i: number) => value === b[i]);
  },
  format() {
    return formatTensor(this);
  },
});

function asNumber(value: number | bigint): number {
  const number = Number(value);
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) {
    throw new RuntimeError(`the int64 value ${value} does not fit a JavaScript number (at most 2^53 - 1)`);
  }
  return number;
}

function nest(elements: readonly number[], shape: readonly number[]): Nested<number> {
  if (shape.length === 0) return elements[0]!;
  const [size, ...rest] = shape as [number, ...number[]];
  const step = numel(rest);
  return Array.from({ length: size }, (_, i) => nest(elements.slice(i * step, (i + 1) * step), rest));
}
