/** @file Methods of the tensor: NumPy's and older names of other methods. */

import { RuntimeError } from '../errors';
import { inv, pinv } from '../linalg/index';
import { extend, type Tensor } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** The second name of `gt`. */
    greater(other: TensorLike): Tensor;
    /** The second name of `ge`. */
    greaterEqual(other: TensorLike): Tensor;
    /** The second name of `lt`. */
    less(other: TensorLike): Tensor;
    /** The second name of `le`. */
    lessEqual(other: TensorLike): Tensor;
    /** The second name of `ne`. */
    notEqual(other: TensorLike): Tensor;
    /** The second name of `asin`. */
    arcsin(): Tensor;
    /** The second name of `acos`. */
    arccos(): Tensor;
    /** The second name of `atan`. */
    arctan(): Tensor;
    /** The second name of `atan2`. */
    arctan2(other: Tensor): Tensor;
    /** The second name of `asinh`. */
    arcsinh(): Tensor;
    /** The second name of `acosh`. */
    arccosh(): Tensor;
    /** The second name of `atanh`. */
    arctanh(): Tensor;
    /** The second name of `trunc`. */
    fix(): Tensor;
    /** The second name of `numel`. */
    nelement(): number;
    /** The second name of `dim`. */
    ndimension(): number;
    /** A matrix transposed: of real numbers, as here, the adjoint is that. */
    readonly H: Tensor;
    /** Every matrix of a batch transposed: of real numbers the adjoint is that. */
    readonly mH: Tensor;
    /** The method of `mH`. */
    adjoint(): Tensor;
    /** `torch.linalg.inv` as a method. */
    inverse(): Tensor;
    /** `torch.linalg.pinv` as a method. */
    pinverse(): Tensor;
  }
}

extend({
  greater(other) {
    return this.gt(other);
  },
  greaterEqual(other) {
    return this.ge(other);
  },
  less(other) {
    return this.lt(other);
  },
  lessEqual(other) {
    return this.le(other);
  },
  notEqual(other) {
    return this.ne(other);
  },
  arcsin() {
    return this.asin();
  },
  arccos() {
    return this.acos();
  },
  arctan() {
    return this.atan();
  },
  arctan2(other) {
    return this.atan2(other);
  },
  arcsinh() {
    return this.asinh();
  },
  arccosh() {
    return this.acosh();
  },
  arctanh() {
    return this.atanh();
  },
  fix() {
    return this.trunc();
  },
  nelement() {
    return this.numel();
  },
  ndimension() {
    return this.ndim;
  },
  get H(): Tensor {
    if (this.ndim === 2 || this.ndim === 0) return transposed(this);
    const hint = this.ndim > 2 ? ' For batches of matrices, consider using tensor.mH' : '';
    throw new RuntimeError(
      `tensor.H is only supported on matrices (2-D tensors). Got ${this.ndim}-D tensor.${hint}`,
    );
  },
  get mH(): Tensor {
    if (this.ndim === 1) throw notMatrices('mH');
    return transposed(this);
  },
  adjoint() {
    if (this.ndim === 1) throw notMatrices('adjoint()');
    return transposed(this);
  },
  inverse() {
    return inv(this);
  },
  pinverse() {
    return pinv(this);
  },
});

const transposed = (x: Tensor): Tensor => (x.ndim === 0 ? x : x.transpose(-2, -1));

function notMatrices(what: string): RuntimeError {
  return new RuntimeError(
    `tensor.${what} is only supported on matrices or batches of matrices. Got 1-D tensor.`,
  );
}
