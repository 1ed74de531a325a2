/** @file Kernels that networks need beside the primitives: convolution, sparse linear maps of planes, normalising. */

import type { StridedView } from './device';

/** A sparse matrix by rows: row r has the entries start[r] … start[r + 1] − 1. */
export interface SparseMap {
  readonly rows: number;
  readonly columns: number;
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly weight: Float64Array;
}

/** A convolution with its sizes; spatial lists are depth, height, width (1 where there is none). */
export interface ConvolutionGeometry {
  readonly batch: number;
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

/** Operands may have any strides; outputs are contiguous and zero-filled; sums are rounded once. */
export interface NetworkKernels {
  /**
   * Every plane of `x` (its trailing elements, `columns` of them) through the map; `transposed`: the other way.
   * Rows without entries leave `out` as it is.
   */
  planes(map: SparseMap, transposed: boolean, x: StridedView, out: StridedView): void;
  /** The largest element of each row's columns, plane by plane, and its place in the plane (int64). NaN wins. */
  planeMax(map: SparseMap, x: StridedView, out: StridedView, indices: StridedView): void;
  /** out[b, i] = x[b, indices[b, i]]; planes of `columns` elements in x. */
  planePick(columns: number, x: StridedView, indices: StridedView, out: StridedView): void;
  /**
   * out[b, indices[b, i]] += x[b, i]; planes of `columns` elements in out. Where the map is told, each index is one of its
   * row's columns.
   */
  planeScatter(
    columns: number,
    x: StridedView,
    indices: StridedView,
    out: StridedView,
    map: SparseMap | null,
  ): void;
  /** x [N, C, …] with weight [O, C / groups, …]. */
  convolve(geometry: ConvolutionGeometry, x: StridedView, weight: StridedView, out: StridedView): void;
  /** The gradient of `convolve` for x: a transposed convolution. */
  convolveInput(geometry: ConvolutionGeometry, g: StridedView, weight: StridedView, out: StridedView): void;
  /** The gradient of `convolve` for the weight. */
  convolveWeight(geometry: ConvolutionGeometry, x: StridedView, g: StridedView, out: StridedView): void;
  /**
   * (x − mean) / √(variance + eps) · weight + bias over groups of `size` elements that follow one another in the
   * views' order. All views have one shape.
   */
  standardize(
    size: number,
    eps: number,
    x: StridedView,
    weight: StridedView | null,
    bias: StridedView | null,
    out: StridedView,
  ): void;
  /** The gradient of `standardize` for x, where the device has a kernel for it. */
  standardizeInput?(
    size: number,
    eps: number,
    x: StridedView,
    weight: StridedView | null,
    g: StridedView,
    out: StridedView,
  ): void;
  /** Rows of `weight` [V, D] by int64 or int32 index. One that is not there is refused. */
  rows(weight: StridedView, indices: StridedView, out: StridedView): void;
  /** out[indices[i]] += g[i], except for the row `skip` (−1: none). */
  addRows(g: StridedView, indices: StridedView, skip: number, out: StridedView): void;
}
