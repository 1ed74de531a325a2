/** @file Methods of the tensor: copies, casts, and moves between devices. */

import { apply } from '../autograd/apply';
import { deviceOf } from '../devices/registry';
import { bool, float32, float64, int32, int64, type DType } from '../dtype';
import * as viewOps from '../ops/view';
import { extend } from '../tensor';
import { goalOf, type Destination } from './destination';

declare module '../tensor' {
  interface Tensor {
    /** A copy with its own storage; gradients pass through. Shape: any; keeps it. */
    clone(): Tensor;
    /** The tensor itself, or a copy whose elements lie one after the other. Shape: any; keeps it. */
    contiguous(): Tensor;
    /**
     * The tensor as another dtype, on another device, or as another tensor is; itself when nothing changes.
     * float64 lives on the cpu alone: casting to it gives a cpu tensor.
     * Shape: any; keeps it.
     */
    to(target?: Destination, dtype?: DType | null): Tensor;
    /** As float32. Shape: any; keeps it. */
    float(): Tensor;
    /** As float64, which lives on the cpu. Shape: any; keeps it. */
    double(): Tensor;
    /** As int64. Shape: any; keeps it. */
    long(): Tensor;
    /** As int32. Shape: any; keeps it. */
    int(): Tensor;
    /** As bool: whether each element is not 0. */
    bool(): Tensor;
    /** On the cpu. Shape: any; keeps it. */
    cpu(): Tensor;
    /** On the GPU: 'cuda' is another name for 'webgpu' here. Shape: any; keeps it. */
    cuda(): Tensor;
    /** Whether the elements are on the GPU. */
    readonly isCuda: boolean;
    /** Whether the elements are on the cpu. */
    readonly isCpu: boolean;
  }
}

extend({
  clone() {
    return apply(viewOps.clone, [this]);
  },
  contiguous() {
    return this.isContiguous() ? this : this.clone();
  },
  to(target, wanted = null) {
    const goal = goalOf(target, wanted);
    const dtype = goal.dtype ?? this.dtype;
    let device = goal.device ?? this.device;
    if (!device.supports(dtype)) device = deviceOf('cpu');
    if (dtype === this.dtype && device === this.device) return this;
    return apply(viewOps.to, [this], { dtype: dtype.name, device: device.type });
  },
  float() {
    return this.to(float32);
  },
  double() {
    return this.to(float64);
  },
  long() {
    return this.to(int64);
  },
  int() {
    return this.to(int32);
  },
  bool() {
    return this.to(bool);
  },
  cpu() {
    return this.to('cpu');
  },
  cuda() {
    return this.to('cuda');
  },
  get isCuda() {
    return this.device.type === 'webgpu';
  },
  get isCpu() {
    return this.device.type === 'cpu';
  },
});
