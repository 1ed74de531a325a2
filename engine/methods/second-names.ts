/** @file Methods of the tensor: NumPy's and older names of other methods. */

import { RuntimeError } from '../errors';
import { inv, pinv } from '../linalg/index';
import { extend, type Tensor } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** The second name of `gt`. Shapes: broadcast together. */
    greater(other: TensorLike): Tensor;
    /** The second name of `ge`. Shapes: broadcast together. */
    greaterEqual(other: TensorLike): Tensor;
    /** The second name of `lt`. Shapes: broadcast together. */
    less(other: TensorLike): Tensor;
    /** The second name of `le`. Shapes: broadcast together. */
    lessEqual(other: TensorLike): Tensor;
    /** The second name of `ne`. Shapes: broadcast together. */
    notEqual(other: TensorLike): Tensor;
    /** The second name of `asin`. Shape: any; keeps it. */
    arcsin(): Tensor;
    /** The second name of `acos`. Shape: any; keeps it. */
    arccos(): Tensor;
    /** The second name of `atan`. Shape: any; keeps it. */
    arctan(): Tensor;
    /** The second name of `atan2`. Shapes: broadcast together. */
    arctan2(other: Tensor): Tensor;
    /** The second name of `asinh`. Shape: any; keeps it. */
    arcsinh(): Tensor;
    /** The second name of `acosh`. Shape: any; keeps it. */
    arccosh(): Tensor;
    /** The second name of `atanh`. Shape: any; keeps it. */
    arctanh(): Tensor;
    /** The second name of `trunc`. Shape: any; keeps it. */
    fix(): Tensor;
    /** The second name of `numel`. */
    nelement(): number;
    /** The second name of `dim`. */
    ndimension(): number;
    /** A matrix transposed: of real numbers, as here, the adjoint is that. */
    readonly H: Tensor;
    /** Every matrix of a batch transposed: of real numbers the adjoint is that. */
    readonly mH: Tensor;
    /** The method of `mH`. Shape: […, n, m] → […, m, n]. */
    adjoint(): Tensor;
    /**
     * `torch.linalg.inv` as a method; floating-point alone. Shape: […, n, n]; keeps it.
     * @throws LinAlgError for a singular matrix; RuntimeError for what is no square one
     */
    inverse(): Tensor;
    /** `torch.linalg.pinv` as a method. Shape: […, n, m] → […, m, n]. */
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
