/** @file Methods of the tensor: running results along a dimension. */

import { apply } from '../autograd/apply';
import type { DType } from '../dtype';
import * as cumulative from '../ops/reduction/cumulative';
import { extend } from '../tensor';

declare module '../tensor' {
  interface Tensor {
    /**
     * Running sum. Integers add up as int64.
     * Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html
     */
    cumsum(dim: number, options?: { readonly dtype?: DType }): Tensor;
    /**
     * Running product.
     * Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.cumprod.html
     */
    cumprod(dim: number, options?: { readonly dtype?: DType }): Tensor;
    /**
     * Running maximum, and where it came from: of ties the latest.
     * Shapes of values and indices: as the tensor.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.cummax.html
     */
    cummax(dim: number): Extremes;
    /**
     * Running minimum, and where it came from: of ties the latest.
     * Shapes of values and indices: as the tensor.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.cummin.html
     */
    cummin(dim: number): Extremes;
    /** ln of the sum of e^x up to each element, without overflow. */
    logcumsumexp(dim: number): Tensor;
  }
}

extend({
  cumsum(dim, { dtype } = {}) {
    return apply(cumulative.cumsum, [this], { dim, reverse: false, ...(dtype && { dtype: dtype.name }) });
  },
  cumprod(dim, { dtype } = {}) {
    return apply(cumulative.cumprod, [this], { dim, reverse: false, ...(dtype && { dtype: dtype.name }) });
  },
  cummax(dim) {
    return cumulative.cumulativeExtreme('max', this, dim);
  },
  cummin(dim) {
    return cumulative.cumulativeExtreme('min', this, dim);
  },
  logcumsumexp(dim) {
    return apply(cumulative.logcumsumexp, [this], { dim, reverse: false });
  },
});
