/** @file Functions of `torch` that reduce, sort and count: the methods of the same name. */

import type { Counted } from '../ops/counted';
import { apply } from '../autograd/apply';
import { float32 } from '../dtype';
import { RuntimeError } from '../errors';
import { searchsorted as searchRecord } from '../ops/reduction/counting';

import { Tensor, type Extremes, type KeepDim, type UniqueOptions, type UniqueParts } from '../tensor';
import { full } from '../torch';
import { method } from './method';
import { checkTensors } from '../refusals';

/** The product of all elements, or along a dimension; integers and bools give int64. Source: https://docs.pytorch.org/docs/stable/generated/torch.prod.html */
export const prod = method('prod');
/**
 * The largest elements along dimensions; gradients are shared by equals.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.amax.html
 * @throws IndexError for nothing to choose from
 */
export const amax = method('amax');
/**
 * The smallest elements along dimensions; gradients are shared by equals.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.amin.html
 * @throws IndexError for nothing to choose from
 */
export const amin = method('amin');
/**
 * Smallest and largest at once.
 * Shapes of both: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.aminmax.html
 * @throws RuntimeError for nothing to choose from
 */
export const aminmax = method('aminmax');
/**
 * The index of the largest element: of all, flattened, or along a dimension; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.argmax.html
 * @throws IndexError for nothing to choose from
 */
export const argmax = method('argmax');
/**
 * The index of the smallest element: of all, flattened, or along a dimension; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.argmin.html
 * @throws IndexError for nothing to choose from
 */
export const argmin = method('argmin');
/**
 * The commonest value along a dimension, and an index of it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.mode.html
 * @throws IndexError for nothing to choose from
 */
export const mode = method('mode');
/**
 * The standard deviation, with Bessel's correction unless another is given; floating-point alone.
 * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.std.html
 */
export const std = method('std');
/**
 * Variance and mean; floating-point alone.
 * Shapes of both: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.var_mean.html
 */
export const varMean = method('varMean');
/**
 * Standard deviation and mean; floating-point alone.
 * Shapes of both: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.std_mean.html
 */
export const stdMean = method('stdMean');
/**
 * A norm of all elements, or along dimensions: p a number, 'fro' or 'nuc'; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.norm.html
 */
export const norm = method('norm');
/** Whether all elements are true (not 0). Source: https://docs.pytorch.org/docs/stable/generated/torch.all.html */
export const all = method('all');
/**
 * Whether an element is true (not 0).
 * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.any.html
 */
export const any = method('any');
/**
 * How many elements are not 0. Shape: without the reduced dimensions; of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.count_nonzero.html
 */
export const countNonzero = method('countNonzero');
/** The sums of the elements up to each one along a dimension. Source: https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html */
export const cumsum = method('cumsum');
/**
 * The products of the elements up to each one along a dimension; of integers and bools an int64.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cumprod.html
 */
export const cumprod = method('cumprod');
/** The largest element so far along a dimension, and its index. Source: https://docs.pytorch.org/docs/stable/generated/torch.cummax.html */
export const cummax = method('cummax');
/** The smallest element so far along a dimension, and its index. Source: https://docs.pytorch.org/docs/stable/generated/torch.cummin.html */
export const cummin = method('cummin');
/**
 * ln of the sum of e^x up to each element, without overflow; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logcumsumexp.html
 */
export const logcumsumexp = method('logcumsumexp');
/**
 * ln of the sum of e^x along dimensions, without overflow; integers become float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logsumexp.html
 */
export const logsumexp = method('logsumexp');
/**
 * The sum, NaN counting as 0; integers and bools add up to int64.
 * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nansum.html
 */
export const nansum = method('nansum');
/**
 * The mean of the elements that are not NaN; floating-point alone.
 * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nanmean.html
 */
export const nanmean = method('nanmean');
/** The elements along a dimension in order, and where they came from. Source: https://docs.pytorch.org/docs/stable/generated/torch.sort.html */
export const sort = method('sort');
/** The indices that sort along a dimension. Source: https://docs.pytorch.org/docs/stable/generated/torch.argsort.html */
export const argsort = method('argsort');
/** The k largest (or smallest) elements along a dimension, and their indices. Source: https://docs.pytorch.org/docs/stable/generated/torch.topk.html */
export const topk = method('topk');
/**
 * The k-th smallest element along a dimension, and its index; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.kthvalue.html
 * @throws RuntimeError for a k that is not there; IndexError for nothing to choose from
 */
export const kthvalue = method('kthvalue');
/**
 * The values below which these shares of the elements lie; floating-point alone.
 * Shape: of q, then of x without `dim` (or with it as 1: `keepdim`).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.quantile.html
 * @throws RuntimeError for a q outside [0, 1]
 */
export const quantile = method('quantile');
/**
 * How often each whole number from 0 occurs, or the sum of its weights.
 * Shape: [n] → [largest + 1], or longer with `minlength`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bincount.html
 * @throws RuntimeError for negative or other than whole numbers, what is no vector, or a negative minlength
 */
export const bincount = method('bincount');
/**
 * How many elements fall into each of equal bins; floating-point alone. Shape: any → [bins].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.histc.html
 * @throws RuntimeError for a largest number that is not above the smallest
 */
export const histc = method('histc');
/**
 * e^x over its sum along a dimension; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.softmax.html
 */
export const softmax = method('softmax');
/**
 * The logarithm of `softmax`, without overflow; floating-point alone. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.log_softmax.html
 */
export const logSoftmax = method('logSoftmax');

/**
 * The variance, with Bessel's correction unless another is given.
 * Shape: without the reduced dimensions, or with them as 1 (`keepdim`); of all, one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.var.html
 */
const variance = method('var');
export { variance as var };

/**
 * The largest element; with a dimension `{ values, indices }`, with a tensor the larger of each two.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.max.html
 */
export function max(x: Tensor): Tensor;
export function max(x: Tensor, other: Tensor): Tensor;
export function max(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function max(x: Tensor, dim?: number | Tensor, options?: KeepDim): Tensor | Extremes {
  checkTensors('max', { input: x });
  return x.max(dim as number, options);
}

/**
 * The smallest element; with a dimension `{ values, indices }`, with a tensor the smaller of each two.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.min.html
 * @throws RuntimeError or, along a dimension, IndexError for nothing to choose from
 */
export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function min(x: Tensor, dim?: number | Tensor, options?: KeepDim): Tensor | Extremes {
  checkTensors('min', { input: x });
  return x.min(dim as number, options);
}

/**
 * The middle element, of two the lower one; with a dimension `{ values, indices }`; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.median.html
 * @throws IndexError for nothing to choose from along a dimension
 */
export function median(x: Tensor): Tensor;
export function median(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function median(x: Tensor, dim?: number, options?: KeepDim): Tensor | Extremes {
  checkTensors('median', { input: x });
  return x.median(dim as number, options);
}

/**
 * As `median`, of what is not NaN; where all is, NaN. With a dimension `{ values, indices }`.
 * Shape: of all, one number; else without the dimension, or with it as 1 (`keepdim`).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nanmedian.html
 */
export function nanmedian(x: Tensor): Tensor;
export function nanmedian(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function nanmedian(x: Tensor, dim?: number, options?: KeepDim): Tensor | Extremes {
  checkTensors('nanmedian', { input: x });
  return x.nanmedian(dim as number, options);
}

/**
 * Sorted along the first dimension. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.msort.html
 */
export const msort = method('msort');

type WithParts = UniqueOptions & ({ returnInverse: true } | { returnCounts: true });

/**
 * The values there are, sorted; with options how often and where. To be read when the values are there.
 * Shape: [how many]; with `dim`, that many slices.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.unique.html
 */
export function unique(x: Tensor, options: WithParts): Counted<UniqueParts>;
export function unique(x: Tensor, options?: UniqueOptions): Counted<Tensor>;
export function unique(x: Tensor, options: UniqueOptions = {}): Counted<Tensor> | Counted<UniqueParts> {
  checkTensors('unique', { input: x });
  return x.unique(options);
}

/**
 * The values with equal neighbours dropped; with options how often and where.
 * Shape: [how many]; with `dim`, that many slices.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.unique_consecutive.html
 */
export function uniqueConsecutive(x: Tensor, options: WithParts): Counted<UniqueParts>;
export function uniqueConsecutive(x: Tensor, options?: UniqueOptions): Counted<Tensor>;
export function uniqueConsecutive(
  x: Tensor,
  options: UniqueOptions = {},
): Counted<Tensor> | Counted<UniqueParts> {
  checkTensors('uniqueConsecutive', { input: x }, 'python');
  return x.uniqueConsecutive(options);
}

export interface SearchOptions {
  /** behind equal boundaries instead of before them */
  readonly right?: boolean;
  readonly outInt32?: boolean;
}

function valueLike(value: number, sorted: Tensor): Tensor {
  const dtype = Number.isInteger(value) || sorted.dtype.isFloatingPoint ? sorted.dtype : float32;
  return full([], value, { dtype, device: sorted.device.type });
}

/**
 * Where each value would go into a sorted sequence (one for all, or one for each row of values); as int64.
 * Shape: the values'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.searchsorted.html
 */
export function searchsorted(sorted: Tensor, values: Tensor | number, options: SearchOptions = {}): Tensor {
  checkTensors('searchsorted', { sorted_sequence: sorted });
  const input = values instanceof Tensor ? values : valueLike(values, sorted);
  const leading = sorted.shape.slice(0, -1);
  const fits = sorted.ndim === input.ndim && leading.every((size, d) => size === input.shape[d]);
  if (sorted.ndim !== 1 && !fits) {
    throw new RuntimeError(
      'torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and ' +
        `input value tensor must match, but we got boundaries tensor [${sorted.shape.join(', ')}] and input value tensor [${input.shape.join(', ')}]`,
    );
  }
  return apply(searchRecord, [sorted, input], {
    right: options.right ?? false,
    outInt32: options.outInt32 ?? false,
  });
}

/**
 * The bucket of each value between sorted boundaries; as int64.
 * Shape: the values'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bucketize.html
 */
export function bucketize(x: Tensor, boundaries: Tensor, options: SearchOptions = {}): Tensor {
  checkTensors('bucketize', { input: x, boundaries });
  if (boundaries.ndim !== 1) {
    throw new RuntimeError(`boundaries tensor must be 1 dimension, but got dim(${boundaries.ndim})`);
  }
  return searchsorted(boundaries, x, options);
}
