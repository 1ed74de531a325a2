/** @file Methods of the tensor: the same elements under another shape. */

import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import * as viewOps from '../ops/view';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /**
     * The same storage under another shape; one size may be −1.
     * @throws RuntimeError for another number of elements, or strides that would need a copy
     */
    view(...shape: number[] | [readonly number[]]): Tensor;
    /**
     * The same storage under the shape of another tensor.
     * @throws RuntimeError as `view`
     */
    viewAs(other: Tensor): Tensor;
    /** A view where that can be, a copy otherwise; one size may be −1. */
    reshape(...shape: number[] | [readonly number[]]): Tensor;
    /**
     * Repeats dimensions of size 1 without copying; −1 keeps a size.
     * @throws RuntimeError for fewer dimensions, or another size where the own is not 1
     */
    expand(...shape: number[] | [readonly number[]]): Tensor;
    /** Two dimensions exchanged; a view. */
    transpose(dim0: number, dim1: number): Tensor;
    /** Transposes a matrix; a vector or scalar stays. */
    t(): Tensor;
    /** All dimensions in reverse order: a matrix's transpose. */
    readonly T: Tensor;
  }
}

extend({
  view(...shape) {
    return apply(viewOps.view, [this], { shape: viewOps.sizes(shape) });
  },
  viewAs(other) {
    return this.view(other.shape);
  },
  reshape(...shape) {
    return viewOps.reshape(this, viewOps.sizes(shape));
  },
  expand(...shape) {
    return apply(viewOps.expand, [this], { shape: viewOps.sizes(shape) });
  },
  transpose(dim0, dim1) {
    return apply(viewOps.transpose, [this], { dim0, dim1 });
  },
  t() {
    if (this.ndim > 2) {
      throw new RuntimeError(`t() expects a tensor with <= 2 dimensions, but self is ${this.ndim}D`);
    }
    return apply(viewOps.t, [this]);
  },
  get T() {
    return this.permute(Array.from({ length: this.ndim }, (_, d) => this.ndim - 1 - d));
  },
});
