/** @file F: pooling. */

import { apply } from '../autograd/apply';
import { float32, float64, int64 } from '../dtype';
import { RuntimeError } from '../errors';
import { perDimension, type Sizes } from '../ops/arguments';
import * as average from '../ops/pooling/average';
import * as maximum from '../ops/pooling/maximum';
import { requireFloat } from '../ops/pointwise/common';
import { isSampleOrBatch, ownDim, shapeText } from '../shape';
import type { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { checkTensors } from '../refusals';
import { checkRank, row, stepOf } from './row';

export interface MaxPoolOptions {
  readonly padding?: Sizes;
  readonly dilation?: Sizes;
  /** also windows that begin inside but end outside */
  readonly ceilMode?: boolean;
  readonly returnIndices?: boolean;
}

export interface AvgPoolOptions {
  readonly padding?: Sizes;
  readonly ceilMode?: boolean;
  /** whether the padding's zeros count in the mean (default true) */
  readonly countIncludePad?: boolean;
}

export interface AvgPool2dOptions extends AvgPoolOptions {
  /** what to divide by instead of the window's size */
  readonly divisorOverride?: number;
}

const WORDS = ['', 'a single int', 'a tuple of two ints'];

function list(op: string, name: string, value: Sizes, dims: number): number[] {
  const found = perDimension(value, dims);
  if (found) return found;
  const orOmitted = name === 'stride' ? ' either be omitted,' : ' either be';
  throw new RuntimeError(`${op}: ${name} must${orOmitted} a single int, or ${WORDS[dims]}`);
}

function windowAttrs(op: string, kernelSize: Sizes, stride: Sizes | null, options: MaxPoolOptions): Attrs {
  const kernel = list(op, 'kernel_size', kernelSize, 2);
  return {
    kernelSize: kernel,
    stride: stride === null ? kernel : list(op, 'stride', stride, 2),
    padding: list(op, 'padding', options.padding ?? 0, 2),
    dilation: list(op, 'dilation', options.dilation ?? 1, 2),
    ceilMode: options.ceilMode ?? false,
  };
}

/**
 * The largest element of each window of x [N, C, L]; with `returnIndices` also where it was; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
 * @throws RuntimeError for other dimensions, or padding of more than half a window
 */
export function maxPool1d(
  x: Tensor,
  kernelSize: Sizes,
  stride?: Sizes | null,
  options?: MaxPoolOptions & { returnIndices?: false },
): Tensor;
export function maxPool1d(
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null,
  options: MaxPoolOptions & { returnIndices: true },
): [Tensor, Tensor];
export function maxPool1d(
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: MaxPoolOptions = {},
): Tensor | [Tensor, Tensor] {
  checkTensors('_maxPool1d', { input: x }, 'python', { kernel_size: kernelSize });
  if (!isSampleOrBatch(x.shape, 2)) {
    throw new RuntimeError(
      `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${shapeText(x.shape)}`,
    );
  }
  const sizes = {
    kernelSize: row('max_pool1d', 'kernel_size', kernelSize, 1),
    stride: row('max_pool1d', 'stride', stepOf(stride, kernelSize), 1),
    padding: row('max_pool1d', 'padding', options.padding ?? 0, 0),
    dilation: row('max_pool1d', 'dilation', options.dilation ?? 1, 1),
  };
  const [kernel, step, padding, dilation] = Object.values(sizes).map(([, size]) => size!);
  checkRow(x, kernel!, step!, padding!, dilation!, options.ceilMode ?? false);
  // (with the places it goes by way of two dimensions, which take whole numbers)
  if (!options.returnIndices) requireFloat('max_pool1d_impl', x.dtype);
  const output = apply(maximum.maxPool2d, [x.unsqueeze(-2)], {
    ...sizes,
    ceilMode: options.ceilMode ?? false,
  });
  const values = output.squeeze(-2);
  return options.returnIndices ? [values, maximum.placesOf(output).squeeze(-2)] : values;
}

function checkRow(
  x: Tensor,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  isCeil: boolean,
): void {
  const name = 'max_pool1d()';
  if (kernel <= 0) throw new RuntimeError(`${name} kernel_size must be greater than zero, but got ${kernel}`);
  if (stride <= 0) throw new RuntimeError(`${name} stride must be greater than zero, but got ${stride}`);
  if (padding < 0) throw new RuntimeError(`${name} padding must be non-negative, but got ${padding}`);
  if (padding > kernel / 2) {
    throw new RuntimeError(
      `${name} padding should be at most half of kernel size, but got padding=${padding} and kernel_size=${kernel}`,
    );
  }
  if (dilation <= 0)
    throw new RuntimeError(`${name} dilation must be greater than zero, but got ${dilation}`);
  const span = x.shape.at(-1)! + 2 * padding - dilation * (kernel - 1) - 1;
  const size = (isCeil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
  if (size <= 0) throw new RuntimeError(`${name} Invalid computed output size: ${size}`);
}

/**
 * The largest element of each window of x [N, C, H, W]; with `returnIndices` also where it was in its plane.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
 * @throws RuntimeError where the windows do not fit
 */
export function maxPool2d(
  x: Tensor,
  kernelSize: Sizes,
  stride?: Sizes | null,
  options?: MaxPoolOptions & { returnIndices?: false },
): Tensor;
export function maxPool2d(
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null,
  options: MaxPoolOptions & { returnIndices: true },
): [Tensor, Tensor];
export function maxPool2d(
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: MaxPoolOptions = {},
): Tensor | [Tensor, Tensor] {
  checkTensors('_maxPool2d', { input: x }, 'python', { kernel_size: kernelSize });
  const values = apply(maximum.maxPool2d, [x], windowAttrs('max_pool2d', kernelSize, stride, options));
  return options.returnIndices ? [values, maximum.placesOf(values)] : values;
}

/**
 * The mean of each window of x [N, C, H, W].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html
 * @throws RuntimeError for other dimensions, or padding of more than half a window
 */
export function avgPool2d(
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: AvgPool2dOptions = {},
): Tensor {
  checkTensors('avgPool2d', { input: x }, 'c', { kernel_size: kernelSize });
  if (options.divisorOverride === 0) throw new RuntimeError('divisor must be not zero');
  ownDim(-3, x.ndim);
  return averages(x, {
    ...windowAttrs('avg_pool2d', kernelSize, stride, {
      padding: options.padding ?? 0,
      ceilMode: options.ceilMode ?? false,
    }),
    countIncludePad: options.countIncludePad ?? true,
    divisorOverride: options.divisorOverride ?? null,
  });
}

/** Means; those of int64 are cut off to whole numbers, and PyTorch has none of the other whole numbers. */
function averages(x: Tensor, attrs: Attrs): Tensor {
  if (x.dtype !== int64) return apply(average.avgPool2d, [x], attrs);
  const wide = x.to(x.device.supports(float64) ? float64 : float32);
  return apply(average.avgPool2d, [wide], attrs).trunc().to(int64);
}

/**
 * The mean of each window of x [N, C, L].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html
 * @throws RuntimeError for other dimensions, or padding of more than half a window
 */
export function avgPool1d(
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: AvgPoolOptions = {},
): Tensor {
  checkTensors('avgPool1d', { input: x }, 'c', { kernel_size: kernelSize });
  checkRank('avg_pool1d', x);
  return averages(x.unsqueeze(-2), {
    kernelSize: row('avg_pool1d', 'kernel_size', kernelSize, 1),
    stride: row('avg_pool1d', 'stride', stepOf(stride, kernelSize), 1),
    padding: row('avg_pool1d', 'padding', options.padding ?? 0, 0),
    dilation: [1, 1],
    ceilMode: options.ceilMode ?? false,
    countIncludePad: options.countIncludePad ?? true,
    divisorOverride: null,
  }).squeeze(-2);
}

/**
 * The p-norm of each window of x [N, C, H, W]; integers become float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.lp_pool2d.html
 * @throws RuntimeError for other dimensions
 */
export function lpPool2d(
  x: Tensor,
  normType: number,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: { ceilMode?: boolean } = {},
): Tensor {
  checkTensors('lpPool2d', { input: x }, 'python');
  const [height, width] = list('lp_pool2d', 'kernel_size', kernelSize, 2) as [number, number];
  const means = avgPool2d(x.pow(normType), kernelSize, stride, options);
  return means
    .sign()
    .mul(means.abs().relu())
    .mul(height * width)
    .pow(1 / normType);
}
