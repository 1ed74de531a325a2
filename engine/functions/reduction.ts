/** @file Functions of `torch` that reduce, sort and count: the methods of the same name. */

import { apply } from '../autograd/apply';
import { float32 } from '../dtype';
import { RuntimeError } from '../errors';
import { searchsorted as searchRecord } from '../ops/reduction/counting';

import { Tensor, type Extremes, type KeepDim, type UniqueOptions, type UniqueParts } from '../tensor';
import { full } from '../torch';
import { method } from './method';

export const prod = method('prod');
export const amax = method('amax');
export const amin = method('amin');
export const aminmax = method('aminmax');
export const argmax = method('argmax');
export const argmin = method('argmin');
export const mode = method('mode');
export const std = method('std');
export const varMean = method('varMean');
export const stdMean = method('stdMean');
export const norm = method('norm');
export const all = method('all');
export const any = method('any');
export const countNonzero = method('countNonzero');
export const cumsum = method('cumsum');
export const cumprod = method('cumprod');
export const cummax = method('cummax');
export const cummin = method('cummin');
export const logcumsumexp = method('logcumsumexp');
export const logsumexp = method('logsumexp');
export const nansum = method('nansum');
export const nanmean = method('nanmean');
export const sort = method('sort');
export const argsort = method('argsort');
export const topk = method('topk');
export const kthvalue = method('kthvalue');
export const quantile = method('quantile');
export const bincount = method('bincount');
export const histc = method('histc');
export const softmax = method('softmax');
export const logSoftmax = method('logSoftmax');

const variance = method('var');
export { variance as var };

export function max(x: Tensor): Tensor;
export function max(x: Tensor, other: Tensor): Tensor;
export function max(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function max(x: Tensor, dim?: number | Tensor, options?: KeepDim): Tensor | Extremes {
  return x.max(dim as number, options);
}

export function min(x: Tensor): Tensor;
export function min(x: Tensor, other: Tensor): Tensor;
export function min(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function min(x: Tensor, dim?: number | Tensor, options?: KeepDim): Tensor | Extremes {
  return x.min(dim as number, options);
}

export function median(x: Tensor): Tensor;
export function median(x: Tensor, dim: number, options?: KeepDim): Extremes;
export function median(x: Tensor, dim?: number, options?: KeepDim): Tensor | Extremes {
  return x.median(dim as number, options);
}

type WithParts = UniqueOptions & ({ returnInverse: true } | { returnCounts: true });

export function unique(x: Tensor, options: WithParts): UniqueParts;
export function unique(x: Tensor, options?: UniqueOptions): Tensor;
export function unique(x: Tensor, options: UniqueOptions = {}): Tensor | UniqueParts {
  return x.unique(options);
}

export function uniqueConsecutive(x: Tensor, options: WithParts): UniqueParts;
export function uniqueConsecutive(x: Tensor, options?: UniqueOptions): Tensor;
export function uniqueConsecutive(x: Tensor, options: UniqueOptions = {}): Tensor | UniqueParts {
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
 * Where each value would go into a sorted sequence (one for all, or one for each row of values).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.searchsorted.html
 */
export function searchsorted(sorted: Tensor, values: Tensor | number, options: SearchOptions = {}): Tensor {
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
 * The bucket of each value between sorted boundaries.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bucketize.html
 */
export function bucketize(x: Tensor, boundaries: Tensor, options: SearchOptions = {}): Tensor {
  if (boundaries.ndim !== 1) {
    throw new RuntimeError(`boundaries tensor must be 1 dimension, but got dim(${boundaries.ndim})`);
  }
  return searchsorted(boundaries, x, options);
}
