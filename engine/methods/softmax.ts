/** @file Methods of the tensor: softmax and its logarithm. */

import { apply } from '../autograd/apply';
import type { DType } from '../dtype';
import * as ops from '../ops/softmax';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /**
     * eˣ over its sum along the dimension, without overflow.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
     */
    softmax(dim: number, options?: { readonly dtype?: DType }): Tensor;
    /**
     * ln softmax, without underflow.
     * Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
     */
    logSoftmax(dim: number, options?: { readonly dtype?: DType }): Tensor;
  }
}

extend({
  softmax(dim, { dtype } = {}) {
    return apply(ops.softmax, [this], { dim, ...(dtype && { dtype: dtype.name }) });
  },
  logSoftmax(dim, { dtype } = {}) {
    return apply(ops.logSoftmax, [this], { dim, ...(dtype && { dtype: dtype.name }) });
  },
});
