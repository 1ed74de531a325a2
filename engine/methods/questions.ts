/** @file Methods of the tensor: questions about each element, logic, and bits. */

import { apply } from '../autograd/apply';
import * as logic from '../ops/pointwise/logic';
import type { CloseOptions } from '../ops/pointwise/logic';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** Whether NaN, element by element. Shape: any; keeps it. */
    isnan(): Tensor;
    /** Whether ±∞, element by element. Shape: any; keeps it. */
    isinf(): Tensor;
    /** Whether neither NaN nor ±∞, element by element. Shape: any; keeps it. */
    isfinite(): Tensor;
    /** Whether |this − other| ≤ atol + rtol·|other|, element by element. Shapes: broadcast together. */
    isclose(other: Tensor, options?: CloseOptions): Tensor;
    /** Whether all elements are close. */
    allclose(other: Tensor, options?: CloseOptions): Promise<boolean>;
    /** Whether both are not 0. Shapes: broadcast together. */
    logicalAnd(other: Tensor): Tensor;
    /** Whether one is not 0. Shapes: broadcast together. */
    logicalOr(other: Tensor): Tensor;
    /** Whether exactly one is not 0. Shapes: broadcast together. */
    logicalXor(other: Tensor): Tensor;
    /** Whether 0. Shape: any; keeps it. */
    logicalNot(): Tensor;
    /** The bits that both have; integers and bools alone. Shapes: broadcast together. */
    bitwiseAnd(other: TensorLike): Tensor;
    /** The bits that one has; integers and bools alone. Shapes: broadcast together. */
    bitwiseOr(other: TensorLike): Tensor;
    /** The bits that exactly one has; integers and bools alone. Shapes: broadcast together. */
    bitwiseXor(other: TensorLike): Tensor;
    /** The bits turned round; integers and bools alone. Shape: any; keeps it. */
    bitwiseNot(): Tensor;
    /** The bits moved up; integers alone. Shapes: broadcast together. */
    bitwiseLeftShift(other: TensorLike): Tensor;
    /** The bits moved down; integers alone. Shapes: broadcast together. */
    bitwiseRightShift(other: TensorLike): Tensor;
  }
}

extend({
  isnan() {
    return apply(logic.isnan, [this]);
  },
  isinf() {
    return apply(logic.isinf, [this]);
  },
  isfinite() {
    return apply(logic.isfinite, [this]);
  },
  isclose(other, options) {
    return logic.isclose(this, other, options);
  },
  allclose(other, options) {
    return logic.allclose(this, other, options);
  },
  logicalAnd(other) {
    return logic.logicalOf('logical_and', this, other);
  },
  logicalOr(other) {
    return logic.logicalOf('logical_or', this, other);
  },
  logicalXor(other) {
    return logic.logicalOf('logical_xor', this, other);
  },
  logicalNot() {
    return apply(logic.logicalNot, [this]);
  },
  bitwiseAnd(other) {
    return logic.bitwiseOf('bitwiseAnd', this, other);
  },
  bitwiseOr(other) {
    return logic.bitwiseOf('bitwiseOr', this, other);
  },
  bitwiseXor(other) {
    return logic.bitwiseOf('bitwiseXor', this, other);
  },
  bitwiseNot() {
    return apply(logic.bitwiseNot, [this]);
  },
  bitwiseLeftShift(other) {
    return logic.bitwiseOf('bitwiseLeftShift', this, other);
  },
  bitwiseRightShift(other) {
    return logic.bitwiseOf('bitwiseRightShift', this, other);
  },
});
