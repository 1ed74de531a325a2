/** @file Methods of the tensor: comparisons, to bool tensors. */

import * as compareOps from '../ops/compare';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    eq(other: TensorLike): Tensor;
    ne(other: TensorLike): Tensor;
    lt(other: TensorLike): Tensor;
    le(other: TensorLike): Tensor;
    gt(other: TensorLike): Tensor;
    ge(other: TensorLike): Tensor;
  }
}

extend({
  eq(other) {
    return compareOps.compare(compareOps.eq, this, other);
  },
  ne(other) {
    return compareOps.compare(compareOps.ne, this, other);
  },
  lt(other) {
    return compareOps.compare(compareOps.lt, this, other);
  },
  le(other) {
    return compareOps.compare(compareOps.le, this, other);
  },
  gt(other) {
    return compareOps.compare(compareOps.gt, this, other);
  },
  ge(other) {
    return compareOps.compare(compareOps.ge, this, other);
  },
});
