/** @file Methods of the tensor: reading its elements, and how it prints. */

import { bool, DType, type DataArray } from '../dtype';
import { RuntimeError } from '../errors';
import { formatTensor } from '../format/tensor';
import { cast } from '../ops/common';
import { numel, sameShape } from '../shape';
import { extend, type Nested, type Tensor } from '../tensor';
import { unobserved } from '../trace/observer';

declare module '../tensor' {
  interface Tensor {
    /**
     * The one element as a JavaScript number; that of a bool tensor as `true` or `false`: `await x.any().item<boolean>()`.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html
     * @throws RuntimeError when there is more than one, and when an int64 is too large for a number
     */
    item<T extends number | boolean = number>(): Promise<T>;
    /**
     * All elements, nested as the dimensions are; a scalar as one number. Those of a bool tensor are `true` and `false`.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.tolist.html
     */
    tolist<T extends number | boolean = number>(): Promise<Nested<T>>;
    /** Whether shape and all elements are the same, in the dtype that both promote to. NaN is not itself. */
    equal(other: Tensor): Promise<boolean>;
    /** As PyTorch prints it; on a GPU when the values are there. */
    format(): string | Promise<string>;
  }
}

extend({
  async item<T extends number | boolean>() {
    if (this.numel() !== 1) {
      throw new RuntimeError(`a Tensor with ${this.numel()} elements cannot be converted to Scalar`);
    }
    return plainly(this.dtype)((await this.device.read(this))[0]!) as T;
  },
  async tolist<T extends number | boolean>() {
    const elements = Array.from(await this.device.read(this), plainly(this.dtype));
    return nest(elements as T[], this.shape);
  },
  async equal(other) {
    if (!sameShape(this.shape, other.shape)) return false;
    const dtype = DType.promote(this.dtype, other.dtype);
    const read = (x: Tensor): DataArray | Promise<DataArray> =>
      x.device.read(unobserved(() => cast(x, dtype)));
    const [a, b] = [await read(this), await read(other)];
    return a.every((value: number | bigint, i: number) => value === b[i]);
  },
  format() {
    return formatTensor(this);
  },
});

/** How an element comes out of a tensor: as what JavaScript has for it. */
function plainly(dtype: DType): (value: number | bigint) => number | boolean {
  return dtype === bool ? (value) => Number(value) !== 0 : asNumber;
}

function asNumber(value: number | bigint): number {
  const number = Number(value);
  if (typeof value === 'bigint' && !Number.isSafeInteger(number)) {
    throw new RuntimeError(`the int64 value ${value} does not fit a JavaScript number (at most 2^53 - 1)`);
  }
  return number;
}

function nest<T>(elements: readonly T[], shape: readonly number[]): Nested<T> {
  if (shape.length === 0) return elements[0]!;
  const [size, ...rest] = shape as [number, ...number[]];
  const step = numel(rest);
  return Array.from({ length: size }, (_, i) => nest(elements.slice(i * step, (i + 1) * step), rest));
}
