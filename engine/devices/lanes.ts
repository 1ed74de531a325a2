/** @file Kernels that walk along the last dimension of views of any strides: sorting, scanning, picking, searching. */

import type { StridedView } from './device';

/** Which one element of a lane: the first extreme, the lower median, the smallest of the most frequent. */
export type ChoiceKernel = 'argmax' | 'argmin' | 'argmedian' | 'argmode';
export type ScanKernel = 'sum' | 'prod' | 'logaddexp';

/**
 * A lane is one run along the last dimension. All views may have any strides; a lane may be empty.
 * NaN counts as the largest of all in an order, and wins as an extreme.
 */
export interface LaneKernels {
  /** `order` (int64, x's shape): the indices that sort each lane; equal elements keep their order. */
  sort(x: StridedView, order: StridedView, descending: boolean): void;
  /** `index` (int64, x's shape without its last dimension): where the chosen element is; lanes are not empty. */
  choose(kernel: ChoiceKernel, x: StridedView, index: StridedView): void;
  /** Running results along each lane, from its end where `reverse`; one dtype, floats accumulated in double. */
  scan(kernel: ScanKernel, x: StridedView, out: StridedView, reverse: boolean): void;
  /** `index` (int64): where the running extreme came from; of equal ones the latest. */
  scanExtreme(kernel: 'max' | 'min', x: StridedView, index: StridedView): void;
  /** y_i = a_i + c_i · y_(i−1), or y_(i+1) where `reverse`; the first has no predecessor. */
  recurrence(a: StridedView, c: StridedView, out: StridedView, reverse: boolean): void;
  /** out_i = x_(i−by), and `fill` where there is none. */
  shift(x: StridedView, out: StridedView, by: number, fill: number): void;
  /** out_j = x[index_j]; `index` (int64) and `out` have one shape, and as many lanes as x. */
  pick(x: StridedView, index: StridedView, out: StridedView): void;
  /** out[index_j] += source_j; the other way of `pick`, into zeros. */
  place(source: StridedView, index: StridedView, out: StridedView): void;
  /**
   * Where each element of `x` would go into the sorted lane of `sorted` (one dtype), which has one lane or as many as x:
   * before its equals, or after them where `right`.
   */
  search(sorted: StridedView, x: StridedView, out: StridedView, right: boolean): void;
}

/** Softmax and its logarithm along the last dimension; views of any strides, one floating-point dtype. */
export interface SoftmaxKernels {
  softmax(x: StridedView, out: StridedView, log: boolean): void;
  /** The gradient of `softmax` from its output and the output's gradient, where the device has a kernel for it. */
  softmaxInput?(output: StridedView, g: StridedView, out: StridedView, log: boolean): void;
}

/** Class indices with what a loss makes of them. */
export interface Targets {
  /** int64 or uint8, any strides */
  readonly target: StridedView;
  /** a factor for each class */
  readonly weight: StridedView | null;
  readonly ignoreIndex: number;
  /** whether the sum of the losses is divided by that of their weights */
  readonly mean: boolean;
}

/** The negative log-likelihood in one pass. An index that is out of bounds is refused. */
export interface LikelihoodKernels {
  /** x [N, C, S] with N · S targets; `out` has one element */
  forward(x: StridedView, targets: Targets, out: StridedView): void;
  /** The gradient for x from that of the loss. */
  input(g: StridedView, targets: Targets, out: StridedView): void;
}

/** What losses with class indices need. */
export interface ClassKernels {
  readonly likelihood?: LikelihoodKernels;
  /**
   * For targets (int64 or uint8, any strides): the class to look up (0 where ignored) and its weight (0 where ignored).
   * @throws IndexError "Target 5 is out of bounds."
   */
  classes(
    target: StridedView,
    weight: StridedView | null,
    count: number,
    ignoreIndex: number,
    index: StridedView,
    weights: StridedView,
  ): void;
}
