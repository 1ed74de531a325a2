/** @file Methods of the tensor: in-place forms. */

import { RuntimeError } from '../errors';
import { inplace, type InplaceWork } from '../ops/inplace';
import { divRecord } from '../ops/pointwise/division';
import { changeByOther } from '../ops/pointwise/inplace';
import { extend, Tensor } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    add_(other: TensorLike, options?: { alpha?: number }): this;
    sub_(other: TensorLike, options?: { alpha?: number }): this;
    mul_(other: TensorLike): this;
    div_(other: TensorLike, options?: { roundingMode?: 'trunc' | 'floor' | null }): this;
    /** Takes the source's elements, cast to this dtype and broadcast to this shape. */
    copy_(source: Tensor): this;
    /**
     * One value everywhere, in place: a number, or that of a 0-dim tensor. Shape: any; keeps it.
     * @throws RuntimeError for a tensor of any other rank, and a value that an integer dtype cannot hold
     */
    fill_(value: TensorLike): this;
    /** Zeros everywhere, in place. Shape: any; keeps it. */
    zero_(): this;
  }
}

/** C's names of the whole dtypes. */
const FILLED_AS: Readonly<Record<string, string>> = { int64: 'int64_t', int32: 'int', uint8: 'uint8_t' };

const copied: InplaceWork = (device, _, source, out) => {
  if (typeof source !== 'number') device.copy(source, out);
};

extend({
  add_(other, { alpha = 1 } = {}) {
    return inplace('add_', this, other, (device, a, b, out) => device.binary('add', a, b, out, alpha), {
      alpha,
    });
  },
  sub_(other, { alpha = 1 } = {}) {
    return inplace('sub_', this, other, (device, a, b, out) => device.binary('sub', a, b, out, alpha), {
      alpha,
    });
  },
  mul_(other) {
    return inplace('mul_', this, other, (device, a, b, out) => device.binary('mul', a, b, out));
  },
  div_(other, { roundingMode = null } = {}) {
    if (roundingMode !== null) return changeByOther(divRecord(roundingMode), this, other);
    return inplace('div_', this, other, (device, a, b, out) => device.binary('div', a, b, out));
  },
  copy_(source) {
    return inplace('copy_', this, source, copied);
  },
  fill_(value) {
    if (value instanceof Tensor) {
      if (value.ndim > 0) {
        throw new RuntimeError(
          `fill_ only supports 0-dimension value tensor but got tensor with ${value.ndim} dimensions.`,
        );
      }
      return inplace('fill_', this, value, copied);
    }
    const { category } = this.dtype;
    if (category === 'integer' && typeof value === 'number' && !Number.isFinite(value)) {
      throw new RuntimeError(
        `value cannot be converted to type ${FILLED_AS[this.dtype.name]} without overflow`,
      );
    }
    const element =
      category === 'float' ? value : category === 'bool' ? Number(value !== 0) : Math.trunc(value);
    return inplace('fill_', this, value, (device, _a, _b, out) => device.fill(out, element));
  },
  zero_() {
    return inplace('zero_', this, 0, (device, _a, _b, out) => device.fill(out, 0));
  },
});
