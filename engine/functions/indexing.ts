/** @file Functions of `torch` that look up and put by index. */

import type { Counted } from '../ops/counted';
import type { Tensor } from '../tensor';
import { method } from './method';
import { checkTensors } from '../refusals';

/**
 * The elements that `index` names along a dimension; of the index's shape.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.gather.html
 * @throws RuntimeError for an index that is not int64, of other dimensions, larger beside `dim`, or out of range
 */
export const gather = method('gather');
/**
 * With the source at the places that `index` names along a dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.scatter.html
 * @throws RuntimeError for an index that is larger than the tensors, not int64, or out of range, and for a source of
 *   another dtype
 */
export const scatter = method('scatter');
/**
 * With the source added at the places that `index` names along a dimension; one named twice gets both.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.scatter_add.html
 * @throws RuntimeError for an index that is larger than the tensors, not int64, or out of range, and for a source of
 *   another dtype
 */
export const scatterAdd = method('scatterAdd');
/**
 * Elements of one dimension by a vector of indices.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.index_select.html
 * @throws IndexError for an index that is no vector of int32 or int64, or out of range
 */
export const indexSelect = method('indexSelect');
/**
 * With alpha · source added at the indices of one dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.index_add.html
 * @throws RuntimeError for a source that does not fit the index, or of another dtype
 */
export const indexAdd = method('indexAdd');
/**
 * With one value at the indices of one dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.index_fill.html
 * @throws IndexError for an index out of range, or that is not int64
 */
export const indexFill = method('indexFill');
/**
 * With the source's elements taken together where `index` names; as the method. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.scatter_reduce.html
 */
export const scatterReduce = method('scatterReduce');
/**
 * With the source at the indices of one dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.index_copy.html
 * @throws IndexError for an index out of range; RuntimeError for a source that does not fit, or of another dtype
 */
export const indexCopy = method('indexCopy');
/**
 * Elements of the flattened tensor, by index. Shape: the index's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.take.html
 * @throws IndexError for an index out of range
 */
export const take = method('take');
/**
 * As `gather`, with broadcasting; without a dimension in the flattened tensor.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.take_along_dim.html
 * @throws RuntimeError for indices of another number of dimensions, not int64, or out of range
 */
export const takeAlongDim = method('takeAlongDim');
/** The elements where a mask is true, as a vector. Source: https://docs.pytorch.org/docs/stable/generated/torch.masked_select.html */
export const maskedSelect = method('maskedSelect');
/**
 * With one value where a mask is true. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.masked_fill.html
 */
export const maskedFill = method('maskedFill');
/**
 * With the source's elements, in order, where a mask is true. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.masked_scatter.html
 * @throws RuntimeError for a source with too few elements, or of another dtype
 */
export const maskedScatter = method('maskedScatter');
/**
 * The indices of the elements that are not 0, a row each. Shape: [how many, dimensions].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.argwhere.html
 */
export const argwhere = method('argwhere');

/**
 * The indices of the elements that are not 0: a row each, or (asTuple) a tensor a dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html
 */
export function nonzero(x: Tensor): Counted<Tensor>;
export function nonzero(x: Tensor, options: { asTuple: true }): Counted<Tensor[]>;
export function nonzero(x: Tensor, options?: { asTuple: true }): Counted<Tensor> | Counted<Tensor[]> {
  checkTensors('nonzero', { input: x });
  return options ? x.nonzero(options) : x.nonzero();
}
