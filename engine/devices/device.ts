/** @file What a device is: the few primitives that every op is made of. The cpu and webgpu devices implement it. */

import type { DataArray, DType } from '../dtype';
import type { AttentionKernels } from './attention';
import type { IndexingKernels } from './indexing';
import type { ClassKernels, LaneKernels, SoftmaxKernels } from './lanes';
import type { NetworkKernels } from './network';
import type { OptimizerKernels } from './optimizers';
import type { PointwiseKernels } from './pointwise';
import type { Question, Statistics } from './statistics';

export type DeviceType = 'cpu' | 'webgpu';

/** A run of elements of one type that tensors look into. Each device has its own kind. */
export interface Storage {
  readonly device: Device;
  readonly dtype: DType;
  /** elements, not bytes */
  readonly length: number;
}

/** A strided look into a storage; strides and offset are in elements. */
export interface StridedView {
  readonly storage: Storage;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Bytes on a device. `held` are free buffers kept for later; `peak` is the most that ever was in use. */
export interface MemoryStats {
  readonly allocated: number;
  readonly inUse: number;
  readonly held: number;
  readonly peak: number;
}

export type UnaryKernel = 'neg' | 'exp' | 'log' | 'tanh' | 'sigmoid' | 'relu' | 'sqrt' | 'abs' | 'reciprocal';
export type BinaryKernel = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum';
export type CompareKernel = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
export type ReduceKernel = 'sum' | 'prod' | 'max' | 'min';

/** An operand of an elementwise kernel: a view broadcast to the output's shape (stride 0), or one number. */
export type Operand = StridedView | number;

/**
 * The primitives. Outputs are given by the caller, contiguous unless said otherwise, and never overlap
 * an input, except that `out` may be the very same view as an input of the same dtype (in-place forms).
 * Calls return at once; on a GPU they are queued, in order. All shapes may have zero elements.
 */
export interface Device {
  readonly type: DeviceType;
  /** its type, as PyTorch prints a device */
  toString(): string;
  /** what to call it before a person: the adapter's name, or "CPU" */
  readonly label: string;
  /** whether the work is done by software emulation */
  readonly software: boolean;

  /** Whether tensors of this type can live here (float64 lives on cpu alone). */
  supports(dtype: DType): boolean;

  /**
   * New storage of `length` elements: zeros, or anything where `isCleared` is false and the caller writes them all.
   * The tensor's shape is for messages.
   */
  empty(dtype: DType, length: number, shape?: readonly number[], isCleared?: boolean): Storage;
  /** New storage with these elements; `values` is `dtype.array` kind. */
  upload(dtype: DType, values: DataArray): Storage;
  /**
   * New storage whose elements are still on their way. What is asked of the device afterwards waits its turn until
   * they are there. If they fail to come, reading rejects with the reason.
   */
  arrive(dtype: DType, length: number, elements: Promise<DataArray>): Storage;
  /**
   * Where values cannot be looked at at once: has the next read reject with the error if an element of `holds`
   * (bool) is false. A device whose values can be read at once has no need of it.
   */
  insist?(holds: StridedView, error: () => Error): void;
  /**
   * Does work whose storages nobody looks at afterwards but those of `kept`, so that the memory of the others is free
   * without waiting for the garbage collector; null: it cannot be told who looks at what.
   */
  scoped?<T>(work: () => T, kept: () => Iterable<Storage> | null): T;
  /** Gives a storage's memory back. Nothing may use it or a view of it afterwards. */
  release?(storage: Storage): void;
  /** What the learner calls a tensor, for messages. */
  named?(view: StridedView, name: string): void;
  /** The memory of a device that has its own. */
  memoryStats?(): MemoryStats;
  /** Gives the memory of free buffers back to the system. */
  trim?(): void;
  /** Sets every element of `out` (any strides). */
  fill(out: StridedView, value: number | bigint): void;
  /** Copies element by element into `out` (both of any strides, same shape), converting the dtype as PyTorch's `to` does. */
  copy(source: StridedView, out: StridedView): void;

  /** `x` and `out` have one shape and dtype. */
  unary(kernel: UnaryKernel, x: StridedView, out: StridedView): void;
  /** Operands have `out`'s shape and dtype. `alpha` multiplies `b` (add and sub only; one rounding, as a fused multiply-add). */
  binary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView, alpha?: number): void;
  /** Operands have `out`'s shape and one common dtype; `out` is bool. At most one operand is a number. */
  compare(kernel: CompareKernel, a: Operand, b: Operand, out: StridedView): void;
  /** `condition` is bool; `a`, `b` have `out`'s dtype. */
  where(condition: StridedView, a: Operand, b: Operand, out: StridedView): void;
  /**
   * Reduces the trailing `x.shape.length - out.shape.length` dimensions of `x` (any strides).
   * One dtype; of no elements: sum 0, prod 1; max and min are not called with none. NaN wins in max and min.
   */
  reduce(kernel: ReduceKernel, x: StridedView, out: StridedView): void;
  /** [B, M, K] × [B, K, N] → [B, M, N] contiguous; `a` and `b` of any strides (a batch stride may be 0). */
  matmul(a: StridedView, b: StridedView, out: StridedView): void;

  /** further elementwise kernels; a device may lack them */
  readonly pointwise?: PointwiseKernels;
  /** kernels along one dimension; a device may lack some */
  readonly lanes?: Partial<LaneKernels>;
  readonly softmax?: SoftmaxKernels;
  readonly classes?: ClassKernels;

  /** looking up by index and putting there; a device may lack them */
  readonly indexing?: IndexingKernels;

  /** convolution, pooling, normalising; a device may lack some */
  readonly network?: Partial<NetworkKernels>;

  /** attention without its weights in memory */
  readonly attention?: AttentionKernels;

  /** updates of parameters in one pass; a device may lack them */
  readonly optimizers?: OptimizerKernels;

  /**
   * The elements as they are now, in the view's order. On the cpu at once; on a GPU when it gets there:
   * the copy is queued at the call, so later writes do not change it, and waiting reads share one transfer.
   */
  read(view: StridedView): DataArray | Promise<DataArray>;
  /**
   * What can be said of all elements of a float32 view without reading them, where that spares something: extremes and
   * counts are exact, sums and the borders of bins are rounded.
   */
  statistics?(view: StridedView, question: Question): Promise<Statistics>;
  /** Sends the reads asked for so far on their way, without waiting for more to travel with them. */
  hasten?(): void;
  /** The same as `read` where they are at hand and nothing has gone wrong that a read must tell of; null otherwise. */
  readNow?(view: StridedView): DataArray | null;
}

/** The elements as they are now, at once where they are at hand: for who only shows them. */
export function readSoon(view: StridedView): DataArray | Promise<DataArray> {
  const { device } = view.storage;
  return device.readNow?.(view) ?? device.read(view);
}
