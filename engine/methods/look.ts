/** @file Methods of the tensor: what it is, and how it lies in its storage. */

import type { DType } from '../dtype';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonType } from '../refusals';
import { isContiguous, numel, ownDim } from '../shape';
import { extend, Tensor } from '../tensor';
import { changing, observer } from '../trace/observer';

declare module '../tensor' {
  interface Tensor {
    /** How many dimensions there are. */
    readonly ndim: number;
    /** The shape, or the size of one dimension. */
    size(): readonly number[];
    size(dim: number): number;
    /** Number of elements. */
    numel(): number;
    /** Whether the elements lie one after the other in row-major order. */
    isContiguous(): boolean;
    /** How many dimensions there are; the same as `ndim`. */
    dim(): number;
    /** How many elements one step along each dimension (or this one) takes in the storage. */
    stride(): readonly number[];
    stride(dim: number): number;
    /** Where in the storage the first element is, in elements. */
    storageOffset(): number;
    /** Bytes of one element. */
    elementSize(): number;
    /** Bytes of all elements. */
    readonly nbytes: number;
    /** The same elements without history, sharing the storage: what changes here in place is unknown to the graph. */
    get data(): Tensor;
    /**
     * Looks at another tensor's elements from now on; the history stays, and the graph knows nothing of it.
     * @throws TypeError for what is no tensor, RuntimeError for integers where gradients are asked for
     */
    set data(other: Tensor);
    /**
     * The type by PyTorch's old name ('torch.FloatTensor'), or the tensor cast to a dtype.
     * Shape: any; a cast keeps it.
     */
    type(): string;
    type(dtype: DType): Tensor;
  }
}

extend({
  get ndim() {
    return this.shape.length;
  },
  size: function (this: Tensor, dim?: number) {
    return dim === undefined ? this.shape : this.shape[ownDim(dim, this.ndim)]!;
  } as { (): readonly number[]; (dim: number): number },
  numel() {
    return numel(this.shape);
  },
  isContiguous() {
    return isContiguous(this.shape, this.strides);
  },
  dim() {
    return this.ndim;
  },
  stride: function (this: Tensor, dim?: number) {
    return dim === undefined ? this.strides : this.strides[ownDim(dim, this.ndim)]!;
  } as { (): readonly number[]; (dim: number): number },
  storageOffset() {
    return this.offset;
  },
  elementSize() {
    return this.dtype.itemsize;
  },
  get nbytes() {
    return this.numel() * this.dtype.itemsize;
  },
  get data() {
    return this.detach();
  },
  set data(other) {
    if (!((other as unknown) instanceof Tensor)) {
      throw new ArgumentTypeError(`Variable data has to be a tensor, but got ${pythonType(other)}`);
    }
    if (this.requiresGrad && !other.dtype.isFloatingPoint) {
      throw new RuntimeError(
        'data set to a tensor that requires gradients must be floating point or complex dtype',
      );
    }
    changing(this);
    const { storage, shape, strides, offset } = other;
    Object.assign(this, { storage, shape, strides, offset });
    observer()?.mutate('set_data', this);
  },
  type: function (this: Tensor, target?: DType) {
    if (target === undefined) return `torch.${this.dtype.scalarName}Tensor`;
    return this.to(target);
  } as { (): string; (dtype: DType): Tensor },
});
