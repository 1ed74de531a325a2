/** @file F: pooling with as many windows as are asked for. */

import { apply } from '../autograd/apply';
import { RuntimeError, ValueError } from '../errors';
import type { Sizes } from '../ops/arguments';
import * as average from '../ops/pooling/average';
import * as maximum from '../ops/pooling/maximum';
import { checkTensors } from '../refusals';
import { shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { checkRank, row } from './row';

/** An output size; null keeps the input's. */
export type AdaptiveSize = number | readonly (number | null)[];

function adaptiveSizes(x: Tensor, size: AdaptiveSize): number[] {
  if (typeof size === 'number') return [size, size];
  if (x.ndim <= size.length) throw new ValueError(`Input dimension should be at least ${size.length + 1}`);
  return size.map((n, d) => n ?? x.shape.at(d - size.length)!);
}

/**
 * Means of windows that share x [N, C, H, W] so that `outputSize` comes out; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html
 * @throws RuntimeError for other dimensions
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  checkTensors('adaptiveAvgPool2d', { input: x }, 'python');
  const sizes = adaptiveSizes(x, outputSize);
  if (sizes.length !== 2) throw new RuntimeError('adaptive_avg_pool2d: output_size must be 2');
  if (sizes.some((n) => n < 0)) {
    throw new RuntimeError(
      `adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {${sizes.join(', ')}}`,
    );
  }
  // one window is all: PyTorch takes the plain mean
  if (sizes.every((n) => n === 1)) return x.mean([-1, -2], { keepdim: true });
  return apply(average.adaptiveAvgPool2d, [x], { outputSize: sizes });
}

/**
 * Means, of as many windows of [N, C, L] as are asked for; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html
 * @throws RuntimeError for other dimensions
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: Sizes): Tensor {
  checkTensors('adaptiveAvgPool1d', { input: x }, 'c', { output_size: outputSize });
  checkRank('adaptive_avg_pool1d', x);
  return adaptiveAvgPool2d(x.unsqueeze(-2), row('adaptive_avg_pool1d', 'output_size', outputSize, 1)).squeeze(
    -2,
  );
}

/**
 * The largest elements of windows that share x [N, C, H, W] so that `outputSize` comes out; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
 * @throws RuntimeError for other dimensions, or an empty input
 */
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: { returnIndices: true },
): [Tensor, Tensor];
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  options?: { returnIndices?: false },
): Tensor;
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: { returnIndices?: boolean } = {},
): Tensor | [Tensor, Tensor] {
  checkTensors('adaptiveMaxPool2d', { input: x });
  const sizes = adaptiveSizes(x, outputSize);
  const odd = sizes.find((n) => n < 0);
  if (odd !== undefined) {
    const made = [...x.shape.slice(0, -2), ...sizes];
    throw new RuntimeError(`Trying to create tensor with negative dimension ${odd}: ${shapeText(made)}`);
  }
  const values = apply(maximum.adaptiveMaxPool2d, [x], { outputSize: sizes });
  return options.returnIndices ? [values, maximum.placesOf(values)] : values;
}

/**
 * The largest, of as many windows of [N, C, L] as are asked for; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
 * @throws RuntimeError for other dimensions, or an empty input
 */
export function adaptiveMaxPool1d(x: Tensor, outputSize: Sizes): Tensor {
  checkTensors('adaptiveMaxPool1d', { input: x });
  checkRank('adaptive_max_pool1d', x);
  maximum.checkAdaptive('adaptive_max_pool1d', x, 2);
  return adaptiveMaxPool2d(x.unsqueeze(-2), row('adaptive_max_pool1d', 'output_size', outputSize, 1)).squeeze(
    -2,
  );
}
