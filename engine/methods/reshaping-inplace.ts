/** @file Methods of the tensor: views in place, which change the tensor's own shape. */

import { RuntimeError } from '../errors';
import { become } from '../ops/reshaping/inplace';
import { squeeze, unsqueeze } from '../ops/reshaping/views';
import { t, transpose } from '../ops/view';
import { extend } from '../tensor';
import { checkDims } from './reshaping';

declare module '../tensor' {
  interface Tensor {
    /** Drops this tensor's dimensions of size 1, or those named. */
    squeeze_(dim?: number | readonly number[]): this;
    /** Gives this tensor a new dimension of size 1 before `dim`. */
    unsqueeze_(dim: number): this;
    /** Exchanges two dimensions of this tensor. */
    transpose_(dim0: number, dim1: number): this;
    /** The second name of `transpose_`. Shape: with two sizes exchanged. */
    swapaxes_(axis0: number, axis1: number): this;
    /** The second name of `transpose_`. Shape: with two sizes exchanged. */
    swapdims_(dim0: number, dim1: number): this;
    /** Transposes this matrix; a vector or scalar stays. */
    t_(): this;
  }
}

extend({
  squeeze_(dim) {
    checkDims('squeeze_', dim);
    if (dim === undefined) return become(squeeze, this, { dim: null }, 'SqueezeBackward3');
    const attrs = typeof dim === 'number' ? { dim: [dim] } : { dim, several: true };
    return become(squeeze, this, attrs, typeof dim === 'number' ? 'SqueezeBackward4' : 'SqueezeBackward5');
  },
  unsqueeze_(dim) {
    return become(unsqueeze, this, { dim }, 'UnsqueezeBackward1');
  },
  transpose_(dim0, dim1) {
    return become(transpose, this, { dim0, dim1 }, 'TransposeBackward1');
  },
  swapaxes_(axis0, axis1) {
    return this.transpose_(axis0, axis1);
  },
  swapdims_(dim0, dim1) {
    return this.transpose_(dim0, dim1);
  },
  t_() {
    if (this.ndim > 2) {
      throw new RuntimeError(`t_() expects a tensor with <= 2 dimensions, but self is ${this.ndim}D`);
    }
    return become(t, this, {}, 'TBackward1');
  },
});
