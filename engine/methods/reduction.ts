/** @file Methods of the tensor: extremes, moments, products, norms. */

import { apply } from '../autograd/apply';
import type { DType } from '../dtype';
import { RuntimeError } from '../errors';
import * as cumulative from '../ops/reduction/cumulative';
import * as extrema from '../ops/reduction/extrema';
import * as logical from '../ops/reduction/logical';
import * as moments from '../ops/reduction/moments';
import { norm } from '../ops/reduction/norm';
import { nanmedian, nanmedianAlong } from '../ops/reduction/nan-median';
import { chosenAlong, median } from '../ops/reduction/order';
import { maximum, minimum } from '../ops/pointwise/limits';
import { reduction } from '../ops/reduce';
import { extend, type MomentOptions, type Tensor } from '../tensor';

type Dims = number | readonly number[] | null;

declare module '../tensor' {
  interface KeepDim {
    /** keep the reduced dimensions with size 1 */
    readonly keepdim?: boolean;
  }

  interface MomentOptions extends KeepDim {
    /** taken from the number of elements: 1 (Bessel's) unless told */
    readonly correction?: number | null;
    /** the older way to say it: false is a correction of 0 */
    readonly unbiased?: boolean;
  }

  interface Extremes {
    values: Tensor;
    indices: Tensor;
  }

  interface Tensor {
    /**
     * Product of all elements, or over one dimension. Integers multiply as int64.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.prod.html
     */
    prod(dim?: number | null, options?: ReduceOptions): Tensor;
    /**
     * Largest of all elements; over a dimension with where it is, of ties the first; or elementwise with another tensor.
     * The gradient of all is shared evenly by ties; over a dimension it goes to the index.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.max.html
     * @throws RuntimeError, IndexError of nothing
     */
    max(): Tensor;
    max(other: Tensor): Tensor;
    max(dim: number, options?: KeepDim): Extremes;
    /**
     * Smallest; as `max`.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.min.html
     */
    min(): Tensor;
    min(other: Tensor): Tensor;
    min(dim: number, options?: KeepDim): Extremes;
    /**
     * Largest over dimensions; ties share the gradient.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.amax.html
     */
    amax(dim?: Dims, options?: KeepDim): Tensor;
    /**
     * Smallest over dimensions; ties share the gradient.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.amin.html
     */
    amin(dim?: Dims, options?: KeepDim): Tensor;
    /**
     * Smallest and largest.
     * Shapes of both: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.aminmax.html
     */
    aminmax(options?: KeepDim & { readonly dim?: number }): { min: Tensor; max: Tensor };
    /**
     * Where the largest is, of ties the first: an int64.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
     */
    argmax(dim?: number | null, options?: KeepDim): Tensor;
    /**
     * Where the smallest is, of ties the first: an int64.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.argmin.html
     */
    argmin(dim?: number | null, options?: KeepDim): Tensor;
    /**
     * The lower median of all, or over a dimension with where it is.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.median.html
     */
    median(): Tensor;
    median(dim: number, options?: KeepDim): Extremes;
    /**
     * As `median`, of what is not NaN; where all is, NaN.
     * Shape: of all, one number; else without the dimension, or with it as 1 (`keepdim`).
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html
     */
    nanmedian(): Tensor;
    nanmedian(dim: number, options?: KeepDim): Extremes;
    /**
     * The most frequent value, of several the smallest, and where it is.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`).
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.mode.html
     */
    mode(dim?: number, options?: KeepDim): Extremes;
    /**
     * Variance, over N − correction; floating-point alone.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.var.html
     */
    var(dim?: Dims, options?: MomentOptions): Tensor;
    /**
     * Standard deviation, over N − correction.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.std.html
     */
    std(dim?: Dims, options?: MomentOptions): Tensor;
    /**
     * Variance and mean.
     * Shapes of both: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     */
    varMean(dim?: Dims, options?: MomentOptions): { var: Tensor; mean: Tensor };
    /**
     * Standard deviation and mean.
     * Shapes of both: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     */
    stdMean(dim?: Dims, options?: MomentOptions): { std: Tensor; mean: Tensor };
    /**
     * The p-norm of the elements as one vector, or over dimensions; 'fro' is 2. Floating-point alone.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.norm.html
     */
    norm(p?: number | 'fro', dim?: Dims, options?: KeepDim & { readonly dtype?: DType }): Tensor;
    /**
     * Whether all are not 0: bool (uint8 of uint8).
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.all.html
     */
    all(dim?: Dims, options?: KeepDim): Tensor;
    /**
     * Whether any is not 0: bool (uint8 of uint8).
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.any.html
     */
    any(dim?: Dims, options?: KeepDim): Tensor;
    /** How many elements are not 0. Shape: without the reduced dimensions; of all, one number. */
    countNonzero(dim?: Dims): Tensor;
    /**
     * ln Σ eˣ, without overflow.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`).
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html
     */
    logsumexp(dim: number | readonly number[], options?: KeepDim): Tensor;
    /**
     * Sum that takes NaN as 0.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.nansum.html
     */
    nansum(dim?: Dims, options?: ReduceOptions): Tensor;
    /**
     * Mean of what is no NaN.
     * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html
     */
    nanmean(dim?: Dims, options?: ReduceOptions): Tensor;
  }
}

type Along = { keepdim?: boolean };

function extreme(
  kind: 'max' | 'min',
  x: Tensor,
  dim: number | Tensor | undefined,
  { keepdim = false }: Along,
) {
  if (dim === undefined)
    return apply(kind === 'max' ? extrema.max : extrema.min, [x], { dim: null, keepdim: false });
  if (typeof dim === 'number') return extrema.extremeAlong(kind, x, dim, keepdim);
  return (kind === 'max' ? maximum : minimum)(x, dim);
}

function moment(
  record: Parameters<typeof apply>[0],
  x: Tensor,
  dim: Dims,
  { correction, unbiased = true, keepdim = false }: MomentOptions,
): Tensor {
  const attrs = { dim: typeof dim === 'number' ? [dim] : dim, keepdim };
  return apply(record, [x], { ...attrs, correction: correction ?? Number(unbiased) });
}

extend({
  prod(dim = null, options = {}) {
    return reduction(cumulative.prod, this, dim, options);
  },
  max(dim?: number | Tensor, options: Along = {}) {
    return extreme('max', this, dim, options) as Tensor & { values: Tensor; indices: Tensor };
  },
  min(dim?: number | Tensor, options: Along = {}) {
    return extreme('min', this, dim, options) as Tensor & { values: Tensor; indices: Tensor };
  },
  amax(dim = null, options = {}) {
    return reduction(extrema.amax, this, dim, options);
  },
  amin(dim = null, options = {}) {
    return reduction(extrema.amin, this, dim, options);
  },
  aminmax({ dim, keepdim = false } = {}) {
    extrema.checkAminmax(this, dim ?? null);
    const attrs = { dim: dim === undefined ? null : [dim], keepdim };
    return { min: apply(extrema.aminmaxMin, [this], attrs), max: apply(extrema.aminmaxMax, [this], attrs) };
  },
  argmax(dim = null, { keepdim = false } = {}) {
    return apply(extrema.argmax, [this], { dim, keepdim });
  },
  argmin(dim = null, { keepdim = false } = {}) {
    return apply(extrema.argmin, [this], { dim, keepdim });
  },
  median(dim?: number, { keepdim = false }: Along = {}) {
    const found = dim === undefined ? apply(median, [this]) : chosenAlong('median', this, dim, keepdim);
    return found as Tensor & { values: Tensor; indices: Tensor };
  },
  nanmedian(dim?: number, { keepdim = false }: Along = {}) {
    const found = dim === undefined ? apply(nanmedian, [this]) : nanmedianAlong(this, dim, keepdim);
    return found as Tensor & { values: Tensor; indices: Tensor };
  },
  mode(dim = -1, { keepdim = false } = {}) {
    return chosenAlong('mode', this, dim, keepdim);
  },
  var(dim = null, options = {}) {
    return moment(moments.variance0, this, dim, options);
  },
  std(dim = null, options = {}) {
    return moment(moments.deviation0, this, dim, options);
  },
  varMean(dim = null, options = {}) {
    return {
      var: moment(moments.varOfMean, this, dim, options),
      mean: moment(moments.meanOfVar, this, dim, options),
    };
  },
  stdMean(dim = null, options = {}) {
    return {
      std: moment(moments.stdOfMean, this, dim, options),
      mean: moment(moments.meanOfStd, this, dim, options),
    };
  },
  norm(p = 'fro', dim = null, { keepdim = false, dtype } = {}) {
    if (typeof p === 'string' && p !== 'fro') {
      throw new RuntimeError(`linalg.matrix_norm: Order ${String(p)} not supported.`);
    }
    const order = p === 'fro' ? 2 : p;
    return apply(norm, [dtype ? this.to(dtype) : this], {
      p: Number.isFinite(order) ? order : String(order),
      dim: typeof dim === 'number' ? [dim] : dim,
      keepdim,
    });
  },
  all(dim = null, options = {}) {
    return reduction(logical.all, this, dim, options);
  },
  any(dim = null, options = {}) {
    return reduction(logical.any, this, dim, options);
  },
  countNonzero(dim = null) {
    return reduction(logical.countNonzero, this, dim, {});
  },
  logsumexp(dim, options = {}) {
    return reduction(moments.logsumexp, this, dim, options);
  },
  nansum(dim = null, options = {}) {
    return reduction(moments.nansum, this, dim, options);
  },
  nanmean(dim = null, options = {}) {
    if (!this.dtype.isFloatingPoint) {
      throw new RuntimeError(
        `nanmean(): expected input to have floating point or complex dtype but got ${this.dtype.scalarName}`,
      );
    }
    const count = this.eq(this).sum(dim, { keepdim: options.keepdim ?? false });
    return this.nansum(dim, options).div(count);
  },
});
