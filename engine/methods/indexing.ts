/** @file Methods of the tensor: square brackets, and looking up, putting and masking by tensors. */

import { apply } from '../autograd/apply';
import { rewrite } from '../autograd/rewrite';
import { RuntimeError } from '../errors';
import { after, type Counted } from '../ops/counted';
import { checkReduction, scatterReduce, type ScatterReduction } from '../ops/indexing/scatter-reduce';
import * as along from '../ops/indexing/along';
import { at, type Index } from '../ops/indexing/at';
import * as masked from '../ops/indexing/masked';
import { indexPut_, put, putAt } from '../ops/indexing/put';
import * as selecting from '../ops/indexing/select';
import type { OpRecord } from '../ops/op';
import type { Sharing } from '../ops/overlap';
import { broadcastShapes, normalizeDim, ownDim, sameShape, shapeText } from '../shape';
import { extend, type Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { observer } from '../trace/observer';

declare module '../tensor' {
  interface Tensor {
    /**
     * What Python writes as x[…]: numbers (negative: from the end), slices ':', '1:3', '::2', '...', null for a
     * new dimension, lists, index tensors and bool masks, an argument a dimension:
     *
     *     x.at(0)   x.at(-1)   x.at(':', 2)   x.at('1:3')   x.at('...', 0)   x.at(null)
     *     x.at([0, 2])   x.at(index)   x.at(x.gt(0))   x.at(`${i}:${i + 8}`)
     *
     * Numbers, slices, '...' and null give views; lists, tensors and masks give copies. Gradients pass through.
     * Source: https://docs.pytorch.org/docs/stable/tensor_view.html
     * @throws IndexError for an index that is not there, too many, or a mask of another shape
     */
    at(...indices: Index[]): Tensor;
    /**
     * What Python writes as x[…] = value: the indices as in `at`, then the value, a number or a tensor that is
     * repeated to the place's shape. Changes this tensor and returns it.
     *
     *     x.put(0, 5)   x.put(':', -1, row)   x.put(mask, 0)
     */
    put(...indicesAndValue: [...indices: Index[], value: TensorLike]): this;
    /**
     * With `values` at the places that the index tensors name together, a tensor a dimension; `accumulate` adds them
     * there, and a place named twice gets both.
     * @throws IndexError for an index out of range, or that does not broadcast with the others; RuntimeError for
     *   values of another dtype
     */
    indexPut(indices: readonly Tensor[], values: Tensor, options?: { accumulate?: boolean }): Tensor;
    indexPut_(indices: readonly Tensor[], values: Tensor, options?: { accumulate?: boolean }): this;
    /**
     * The elements that `index` names along `dim`. Shape: the index's.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.gather.html
     */
    gather(dim: number, index: Tensor): Tensor;
    /** With `source` at the places that `index` names along `dim`. Shape: any; keeps it. */
    scatter(dim: number, index: Tensor, source: TensorLike): Tensor;
    scatter_(dim: number, index: Tensor, source: TensorLike): this;
    /** With `source` added there; an element named twice gets both. Shape: any; keeps it. */
    scatterAdd(dim: number, index: Tensor, source: Tensor): Tensor;
    scatterAdd_(dim: number, index: Tensor, source: Tensor): this;
    /**
     * With what `source` has taken together at the places that `index` names along `dim`: 'sum', 'prod', 'mean', 'amax'
     * or 'amin'; own elements count, too, unless `includeSelf` is false. Shapes: of this, and index's at most the source's.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.scatter_reduce.html
     * @throws RuntimeError for another word, and as `scatter`
     */
    scatterReduce(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: ScatterReduction,
      options?: { readonly includeSelf?: boolean },
    ): Tensor;
    scatterReduce_(
      dim: number,
      index: Tensor,
      source: Tensor,
      reduce: ScatterReduction,
      options?: { readonly includeSelf?: boolean },
    ): this;
    /** Elements of one dimension by a vector of indices. */
    indexSelect(dim: number, index: Tensor): Tensor;
    /** With alpha·source added at the indices of one dimension. */
    indexAdd(dim: number, index: Tensor, source: Tensor, options?: { alpha?: number }): Tensor;
    indexAdd_(dim: number, index: Tensor, source: Tensor, options?: { alpha?: number }): this;
    /** With one value at the indices of one dimension. */
    indexFill(dim: number, index: Tensor, value: TensorLike): Tensor;
    indexFill_(dim: number, index: Tensor, value: TensorLike): this;
    /** With the source at the indices of one dimension. */
    indexCopy(dim: number, index: Tensor, source: Tensor): Tensor;
    indexCopy_(dim: number, index: Tensor, source: Tensor): this;
    /** Elements of the flattened tensor. Shape: the index's. */
    take(index: Tensor): Tensor;
    /**
     * As `gather`, with broadcasting; without `dim` in the flattened tensor.
     * Shape: the index's, broadcast but for `dim`.
     */
    takeAlongDim(indices: Tensor, dim?: number | null): Tensor;
    /** The elements where a mask is true, as a vector. */
    maskedSelect(mask: Tensor): Counted<Tensor>;
    /** With a value where a mask is true. Shapes: broadcast together. */
    maskedFill(mask: Tensor, value: TensorLike): Tensor;
    maskedFill_(mask: Tensor, value: TensorLike): this;
    /** With the source's elements, in order, where a mask is true. Shapes: broadcast together. */
    maskedScatter(mask: Tensor, source: Tensor): Tensor;
    maskedScatter_(mask: Tensor, source: Tensor): this;
    /** The indices of the elements that are not 0: a row each, or (asTuple) a tensor a dimension. */
    nonzero(): Counted<Tensor>;
    nonzero(options: { asTuple: true }): Counted<Tensor[]>;
    /** The same as `nonzero()`. Shape: [how many, dimensions]. */
    argwhere(): Counted<Tensor>;
  }
}

/** A number goes into the attrs, a tensor to the inputs. */
function valued(value: number | Tensor, attrs: Attrs): [Tensor[], Attrs] {
  return typeof value === 'number' ? [[], { ...attrs, value }] : [[value], attrs];
}

/** The in-place form of an op: its result takes the elements' place. */
function inPlace<T extends Tensor>(
  op: string,
  target: T,
  record: OpRecord,
  others: readonly Tensor[],
  attrs: Attrs,
  sharing: Sharing = { apart: true },
): T {
  const result = record.forward([target, ...others], attrs);
  if (!sameShape(result.shape, target.shape)) {
    throw new RuntimeError(
      `output with shape ${shapeText(target.shape)} doesn't match the broadcast shape ${shapeText(result.shape)}`,
    );
  }
  rewrite(
    target,
    () => record,
    others,
    attrs,
    () => target.device.copy(result, target),
    sharing,
  );
  observer()?.mutate(op, target);
  return target;
}

extend({
  at(...indices) {
    return at(this, indices);
  },
  put(...args) {
    return put(this, args);
  },
  indexPut(indices, values, { accumulate = false } = {}) {
    return putAt(this, indices, values, accumulate);
  },
  indexPut_(indices, values, { accumulate = false } = {}) {
    return indexPut_(this, indices, values, accumulate);
  },
  gather(dim, index) {
    return apply(along.gather, [this, index], { dim });
  },
  scatter(dim, index, source) {
    const [others, attrs] = valued(source, { dim });
    return apply(along.scatter, [this, index, ...others], attrs);
  },
  scatter_(dim, index, source) {
    const [others, attrs] = valued(source, { dim });
    return inPlace('scatter_', this, along.scatter, [index, ...others], attrs);
  },
  scatterReduce(dim, index, source, reduce, { includeSelf = true } = {}) {
    checkReduction(reduce);
    return apply(scatterReduce, [this, index, source], { dim, reduce, includeSelf });
  },
  scatterReduce_(dim, index, source, reduce, { includeSelf = true } = {}) {
    checkReduction(reduce);
    return inPlace('scatterReduce_', this, scatterReduce, [index, source], { dim, reduce, includeSelf });
  },
  scatterAdd(dim, index, source) {
    return apply(along.scatterAdd, [this, index, source], { dim });
  },
  scatterAdd_(dim, index, source) {
    return inPlace('scatterAdd_', this, along.scatterAdd, [index, source], { dim });
  },
  indexSelect(dim, index) {
    return apply(selecting.indexSelect, [this, index], { dim });
  },
  indexAdd(dim, index, source, { alpha = 1 } = {}) {
    return apply(selecting.indexAdd, [this, index, source], alpha === 1 ? { dim } : { dim, alpha });
  },
  indexAdd_(dim, index, source, { alpha = 1 } = {}) {
    const attrs = alpha === 1 ? { dim } : { dim, alpha };
    return inPlace('indexAdd_', this, selecting.indexAdd, [index, source], attrs);
  },
  indexFill(dim, index, value) {
    const [others, attrs] = valued(value, { dim });
    return apply(selecting.indexFill, [this, index, ...others], attrs);
  },
  indexFill_(dim, index, value) {
    const [others, attrs] = valued(value, { dim });
    return inPlace('indexFill_', this, selecting.indexFill, [index, ...others], attrs, {
      repeats: true,
      apart: true,
    });
  },
  indexCopy(dim, index, source) {
    return apply(selecting.indexCopy, [this, index, source], { dim });
  },
  indexCopy_(dim, index, source) {
    return inPlace('indexCopy_', this, selecting.indexCopy, [index, source], { dim });
  },
  take(index) {
    return apply(selecting.take, [this, index]);
  },
  takeAlongDim(indices, dim = null) {
    if (indices.dtype.name !== 'int64') {
      throw new RuntimeError(
        `torch.take_along_dim(): dtype of indices should be Long but got ${indices.dtype.scalarName}`,
      );
    }
    if (dim === null) return this.reshape(-1).gather(0, indices.reshape(-1));
    return takeAlong(this, indices, dim);
  },
  maskedSelect(mask) {
    return masked.maskedSelect(this, mask);
  },
  maskedFill(mask, value) {
    const [others, attrs] = valued(value, {});
    return apply(masked.maskedFill, [this, mask, ...others], attrs);
  },
  maskedFill_(mask, value) {
    broadcastShapes(this.shape, mask.shape);
    const [others, attrs] = valued(value, {});
    return inPlace('maskedFill_', this, masked.maskedFill, [mask, ...others], attrs, { repeats: true });
  },
  maskedScatter(mask, source) {
    return masked.maskedScatter(this, mask, source);
  },
  maskedScatter_(mask, source) {
    const whole = mask.expand(this.shape);
    masked.checkScatter(this, mask, source);
    return inPlace('maskedScatter_', this, masked.maskedScatterRecord, [whole, source], {}, {});
  },
  nonzero(options?: { asTuple: true }) {
    const found = masked.nonzero(this.ndim === 0 && options?.asTuple ? this.reshape(1) : this);
    return after(found, (rows) => {
      observer()?.op('nonzero', [this], {}, rows);
      return (options?.asTuple ? rows.unbind(1) : rows) as Tensor & Tensor[];
    });
  },
  argwhere() {
    return this.nonzero();
  },
});

function takeAlong(x: Tensor, indices: Tensor, dim: number): Tensor {
  if (x.ndim !== indices.ndim) {
    throw new RuntimeError(
      `torch.take_along_dim(): input and indices should have the same number of dimensions, but got ${x.ndim} dimensions for input, and ${indices.ndim} dimensions for indices`,
    );
  }
  const d = ownDim(normalizeDim(dim, x.ndim), x.ndim);
  const others = (shape: readonly number[]): readonly number[] =>
    shape.map((size, i) => (i === d ? 1 : size));
  const shape = broadcastShapes(others(x.shape), others(indices.shape));
  const own = shape.map((size, i) => (i === d ? x.shape[i]! : size));
  const wanted = shape.map((size, i) => (i === d ? indices.shape[i]! : size));
  return x.expand(own).gather(dim, indices.expand(wanted));
}
