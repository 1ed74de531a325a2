/** @file Methods of the tensor: products of matrices and vectors. */

import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import { slogdet } from '../linalg/index';
import { checkFloat, checkSquare } from '../ops/linalg/host';
import { det } from '../ops/linalg/linalg';
import { where } from '../ops/pointwise/where';
import * as addmmOps from '../ops/matrix/addmm';
import * as compose from '../ops/matrix/compose';
import * as products from '../ops/matrix/products';
import * as small from '../ops/matrix/small';
import { extend } from '../tensor';

export interface AddmmOptions {
  /** multiplies the tensor itself; at 0 it is left out, whatever it holds */
  readonly beta?: number;
  /** multiplies the product */
  readonly alpha?: number;
}

declare module '../tensor' {
  interface Tensor {
    /** The product of two matrices. https://docs.pytorch.org/docs/stable/generated/torch.mm.html */
    mm(mat2: Tensor): Tensor;
    /** The products of two batches of matrices. https://docs.pytorch.org/docs/stable/generated/torch.bmm.html */
    bmm(mat2: Tensor): Tensor;
    /** A matrix times a vector. */
    mv(vec: Tensor): Tensor;
    /** The inner product of two vectors. */
    dot(other: Tensor): Tensor;
    /** As `dot`, for real numbers. Shapes: [n], [n] → a scalar. */
    vdot(other: Tensor): Tensor;
    /** All products of an element of one vector with one of the other: [n, m]. */
    outer(vec2: Tensor): Tensor;
    /** Sums of products over the last dimension of both. */
    inner(other: Tensor): Tensor;
    /**
     * beta · this + alpha · (mat1 @ mat2). Shapes: [n, m], [m, p] → [n, p]; what is added broadcasts.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.addmm.html
     */
    addmm(mat1: Tensor, mat2: Tensor, options?: AddmmOptions): Tensor;
    /** beta · this + alpha · (mat @ vec). Shapes: [n, m], [m] → [n]; what is added broadcasts. */
    addmv(mat: Tensor, vec: Tensor, options?: AddmmOptions): Tensor;
    /** beta · this + alpha · the outer product of two vectors. */
    addr(vec1: Tensor, vec2: Tensor, options?: AddmmOptions): Tensor;
    /** beta · this + alpha · (batch1 @ batch2), matrix by matrix. */
    baddbmm(batch1: Tensor, batch2: Tensor, options?: AddmmOptions): Tensor;
    /**
     * beta · this + alpha · (the sum of the batch's products).
     * Shapes: [b, n, m], [b, m, p] → [n, p]; what is added broadcasts.
     */
    addbmm(batch1: Tensor, batch2: Tensor, options?: AddmmOptions): Tensor;
    /** The sum of a matrix' diagonal. */
    trace(): Tensor;
    /** The product of a matrix with itself, n times; n < 0: of its inverse. */
    matrixPower(n: number): Tensor;
    /** The cross product along a dimension of size 3; left out: the first such dimension. */
    cross(other: Tensor, dim?: number | null): Tensor;
    /** The Kronecker product. Shape: the sizes multiplied, dimension by dimension. */
    kron(other: Tensor): Tensor;
    /** The determinant of square matrices. */
    det(): Tensor;
    /** Its logarithm; nan where it is negative. Shape: […, n, n] → […]. */
    logdet(): Tensor;
  }
}

extend({
  mm(mat2) {
    return apply(products.mm, [this, mat2]);
  },
  bmm(mat2) {
    return apply(products.bmm, [this, mat2]);
  },
  mv(vec) {
    return apply(products.mv, [this, vec]);
  },
  dot(other) {
    return apply(products.dot, [this, other]);
  },
  vdot(other) {
    return apply(products.vdot, [this, other]);
  },
  outer(vec2) {
    for (const [name, x] of [
      ['self', this],
      ['vec2', vec2],
    ] as const) {
      if (x.ndim === 1) continue;
      throw new RuntimeError(`outer: Expected 1-D argument ${name}, but got ${x.ndim}-D`);
    }
    return this.reshape(-1, 1).mul(vec2);
  },
  inner(other) {
    return compose.inner(this, other);
  },
  addmm(mat1, mat2, options = {}) {
    return apply(addmmOps.addmm, [this, mat1, mat2], { ...options });
  },
  addmv(mat, vec, options = {}) {
    return apply(addmmOps.addmv, [this, mat, vec], { ...options });
  },
  addr(vec1, vec2, options = {}) {
    return apply(addmmOps.addr, [this, vec1, vec2], { ...options });
  },
  baddbmm(batch1, batch2, options = {}) {
    return apply(addmmOps.baddbmm, [this, batch1, batch2], { ...options });
  },
  addbmm(batch1, batch2, options = {}) {
    return apply(addmmOps.addbmm, [this, batch1, batch2], { ...options });
  },
  trace() {
    return apply(small.trace, [this]);
  },
  matrixPower(n) {
    return compose.matrixPower(this, n);
  },
  cross(other, dim = null) {
    const found = dim ?? this.shape.indexOf(3);
    if (dim === null && found < 0) throw new RuntimeError('no dimension of size 3 in input');
    return apply(small.cross, [this, other], { dim: found });
  },
  kron(other) {
    return compose.kron(this, other);
  },
  det() {
    return apply(det, [this]);
  },
  logdet() {
    checkSquare(this, 'logdet');
    checkFloat(this, 'logdet');
    const { sign, logabsdet } = slogdet(this);
    return where(sign.eq(-1), NaN, logabsdet);
  },
});
