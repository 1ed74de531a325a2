/** @file F: normalisation. */

import { apply } from '../autograd/apply';
import { RuntimeError, ValueError } from '../errors';
import { checkLayer, checkOneType } from '../ops/normalization/layout';
import * as ops from '../ops/normalization/normalization';
import { requireFloat } from '../ops/pointwise/common';
import { isContiguous, numel, shapeText } from '../shape';
import { affine } from './affine';
import { avgPool2d } from './pooling';
import { pad } from './vision';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

/**
 * Normalises over the last dimensions, `normalizedShape`; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html
 * @throws RuntimeError for last dimensions, or a weight, of another shape, or several dtypes
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  options: { eps?: number } = {},
): Tensor {
  checkTensors('layerNorm', { input: x }, 'python', { normalized_shape: normalizedShape });
  checkLayer(x.shape, weight?.shape ?? null, bias?.shape ?? null, normalizedShape);
  checkOneType(x, [weight, bias]);
  const { tensors, attrs } = affine({ weight, bias });
  return apply(ops.layerNorm, [x, ...tensors], { normalizedShape, eps: options.eps ?? 1e-5, ...attrs });
}

/**
 * Normalises groups of channels of each sample of x [N, C, …]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html
 * @throws RuntimeError for channels that the groups do not divide, a weight of another size, or several dtypes
 */
export function groupNorm(
  x: Tensor,
  numGroups: number,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  options: { eps?: number } = {},
): Tensor {
  checkTensors('groupNorm', { input: x }, 'python', { num_groups: numGroups });
  if (x.ndim < 2) {
    throw new RuntimeError(`Expected at least 2 dimensions for input tensor but received ${x.ndim}`);
  }
  const channels = x.shape[1]!;
  if (((x.shape[0]! * channels) / numGroups) * numel(x.shape.slice(2)) === 1) {
    throw new ValueError(
      `Expected more than 1 value per channel when training, got input size ${shapeText(x.shape)}`,
    );
  }
  if (channels % numGroups !== 0) {
    throw new RuntimeError(
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ${shapeText(x.shape)} and num_groups=${numGroups}`,
    );
  }
  for (const [name, t] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (!t || (t.ndim === 1 && t.shape[0] === channels)) continue;
    // (PyTorch names the weight's shape for the bias, too)
    throw new RuntimeError(
      `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${shapeText(weight?.shape ?? [0])} and input of shape ${shapeText(x.shape)}`,
    );
  }
  checkOneType(x, [weight, bias]);
  const { tensors, attrs } = affine({ weight, bias });
  return apply(ops.groupNorm, [x, ...tensors], { groups: numGroups, eps: options.eps ?? 1e-5, ...attrs });
}

/**
 * Divides by the root of the mean square over the last dimensions.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html
 * @param options eps: default the dtype's machine epsilon
 * @throws RuntimeError for last dimensions, or a weight, of another shape
 */
export function rmsNorm(
  x: Tensor,
  normalizedShape: readonly number[],
  weight: Tensor | null = null,
  options: { eps?: number | null } = {},
): Tensor {
  checkTensors('rmsNorm', { input: x }, 'python', { normalized_shape: normalizedShape });
  checkRms(x, normalizedShape, weight);
  requireFloat('rms_norm', x.dtype);
  const eps = options.eps ?? (x.dtype.name === 'float32' ? 2 ** -23 : 2 ** -52);
  const dims = normalizedShape.map((_, d) => -1 - d);
  const normal = x.mul(x.mul(x).mean(dims, { keepdim: true }).add(eps).pow(-0.5));
  const scaled = (weight ? normal.mul(weight) : normal).to(x.dtype);
  // PyTorch's product lies in memory as x does, and is put in order
  return isTurned(x) ? scaled.clone() : scaled;
}

/** Whether all elements are there, but their dimensions in another order. */
function isTurned(x: Tensor): boolean {
  if (x.isContiguous()) return false;
  const order = x.shape.map((_, d) => d).sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  return isContiguous(
    order.map((d) => x.shape[d]!),
    order.map((d) => x.strides[d]!),
  );
}

function checkRms(x: Tensor, own: readonly number[], weight: Tensor | null): void {
  if (own.length === 0) {
    throw new RuntimeError(
      'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []',
    );
  }
  if (weight && shapeText(weight.shape) !== shapeText(own)) {
    throw new RuntimeError(
      `Expected weight to be of same shape as normalized_shape, but got weight of shape ${shapeText(weight.shape)} and normalized_shape = ${shapeText(own)}`,
    );
  }
  if (x.ndim < own.length) {
    throw new ValueError(`Input tensor must have at least ${own.length} dimensions, but got ${x.ndim}`);
  }
  if (shapeText(x.shape.slice(-own.length)) === shapeText(own)) return;
  throw new RuntimeError(
    `Given normalized_shape=${shapeText(own)}, expected input with shape [*${own.join(', ')}], but got input of size${shapeText(x.shape)}`,
  );
}

export interface LocalResponseOptions {
  readonly alpha?: number;
  readonly beta?: number;
  readonly k?: number;
}

/**
 * x / (k + alpha · mean of the squares of `size` neighbouring channels)^beta, for x [N, C, …]; integers become
 * float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.local_response_norm.html
 * @throws ValueError for fewer than 3 dimensions
 */
export function localResponseNorm(x: Tensor, size: number, options: LocalResponseOptions = {}): Tensor {
  checkTensors('localResponseNorm', { input: x }, 'python', { size });
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options;
  if (x.ndim < 3) {
    // (the gap is in PyTorch's text)
    throw new ValueError(
      `Expected 3D or higher dimensionality ${' '.repeat(25)}input (got ${x.ndim} dimensions)`,
    );
  }
  if (x.numel() === 0) return x;
  const [samples, channels] = x.shape as [number, number];
  const squares = x.mul(x).reshape(samples, 1, channels, -1);
  const padded = pad(squares, [0, 0, Math.floor(size / 2), Math.floor((size - 1) / 2)]);
  const means = avgPool2d(padded, [size, 1], 1).reshape(x.shape);
  return x.div(means.mul(alpha).add(k).pow(beta));
}
