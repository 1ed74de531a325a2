/** @file Methods of the tensor: running results along a dimension. */

import { apply } from '../autograd/apply';
import type { DType } from '../dtype';
import { notImplemented, RuntimeError } from '../errors';
import { changeBy } from '../ops/pointwise/inplace';
import * as cumulative from '../ops/reduction/cumulative';
import { extend, type Tensor } from '../tensor';

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
    /** The running sum in place; `dtype` only the tensor's own. Shape: any; keeps it. */
    cumsum_(dim: number, options?: { readonly dtype?: DType }): this;
    /** The running product in place; `dtype` only the tensor's own. Shape: any; keeps it. */
    cumprod_(dim: number, options?: { readonly dtype?: DType }): this;
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

/** @throws RuntimeError for bools, and when the elements would have to be of another type */
function checkType(op: string, x: Tensor, dtype: DType): void {
  if (x.dtype.name === 'bool') notImplemented(`${op}_out_cpu`, x.dtype);
  if (dtype === x.dtype) return;
  throw new RuntimeError(
    `Bad in-place call: input tensor dtype ${x.dtype.cName} and output tensor dtype ${dtype.cName} should match`,
  );
}

extend({
  cumsum(dim, { dtype } = {}) {
    return apply(cumulative.cumsum, [this], { dim, reverse: false, ...(dtype && { dtype: dtype.name }) });
  },
  cumprod(dim, { dtype } = {}) {
    return apply(cumulative.cumprod, [this], { dim, reverse: false, ...(dtype && { dtype: dtype.name }) });
  },
  cumsum_(dim, { dtype } = {}) {
    checkType('cumsum', this, dtype ?? this.dtype);
    return changeBy(cumulative.cumsum, this, [], { dim, reverse: false });
  },
  cumprod_(dim, { dtype } = {}) {
    checkType('cumprod', this, dtype ?? this.dtype);
    return changeBy(cumulative.cumprod, this, [], { dim, reverse: false });
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
