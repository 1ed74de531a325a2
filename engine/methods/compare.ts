/** @file Methods of the tensor: comparisons, to bool tensors. */

import * as compareOps from '../ops/compare';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** Whether equal, element by element. Shapes: broadcast together. */
    eq(other: TensorLike): Tensor;
    /** Whether not equal, element by element. Shapes: broadcast together. */
    ne(other: TensorLike): Tensor;
    /** Whether less, element by element. Shapes: broadcast together. */
    lt(other: TensorLike): Tensor;
    /** Whether less or equal, element by element. Shapes: broadcast together. */
    le(other: TensorLike): Tensor;
    /** Whether greater, element by element. Shapes: broadcast together. */
    gt(other: TensorLike): Tensor;
    /** Whether greater or equal, element by element. Shapes: broadcast together. */
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
