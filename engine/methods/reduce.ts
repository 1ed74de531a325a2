/** @file Methods of the tensor: reductions and the matrix product. */

import { apply } from '../autograd/apply';
import { attrsOf, matmul } from '../ops/matmul';
import * as reduce from '../ops/reduce';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /** Sum of all elements, or over dimensions. Integers and bools add up to int64. */
    sum(dim?: number | readonly number[] | null, options?: ReduceOptions): Tensor;
    /** Mean of all elements, or over dimensions; floating-point alone. */
    mean(dim?: number | readonly number[] | null, options?: ReduceOptions): Tensor;
    /**
     * Matrix product in every rank: dot, matrix·vector, matrix·matrix, batched with broadcasting.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.matmul.html
     */
    matmul(other: Tensor): Tensor;
  }
}

extend({
  sum(dim = null, options = {}) {
    return reduce.reduction(reduce.sum, this, dim, options);
  },
  mean(dim = null, options = {}) {
    return reduce.reduction(reduce.mean, this, dim, options);
  },
  matmul(other) {
    return apply(matmul, [this, other], attrsOf(this, other));
  },
});
