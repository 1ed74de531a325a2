/** @file F: normalisation. */

import { apply } from '../autograd/apply';
import { noGrad } from '../autograd/mode';
import { IndexError, RuntimeError, ValueError } from '../errors';
import { checkLayer, checkOneType } from '../ops/normalization/layout';
import * as ops from '../ops/normalization/normalization';
import { requireFloat } from '../ops/pointwise/common';
import { isContiguous, numel, shapeText } from '../shape';
import { avgPool2d } from './pooling';
import { pad } from './vision';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { checkTensors } from '../refusals';

interface Affine {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
}

function affine({ weight, bias }: Affine) {
  return {
    tensors: [weight, bias].filter((t) => t !== null),
    attrs: { weight: weight !== null, bias: bias !== null },
  };
}

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

export interface BatchNormOptions {
  /** keeps the root from 0 */
  readonly eps?: number;
  /** normalise by the batch's own statistics, and collect them */
  readonly training?: boolean;
  /** how much of the new statistics goes into the running ones */
  readonly momentum?: number;
}

function checkChannels(name: string, given: Tensor | null | undefined, channels: number): void {
  if (!given || given.numel() === channels) return;
  throw new RuntimeError(`${name} should contain ${channels} elements not ${given.numel()}`);
}

function checkEnoughValues(x: Tensor): void {
  if (x.ndim === 0) throw new IndexError('tuple index out of range');
  if (numel(x.shape) / (x.shape[1] ?? 1) !== 1) return;
  throw new ValueError(
    `Expected more than 1 value per channel when training, got input size torch.Size(${shapeText(x.shape)})`,
  );
}

/**
 * Normalises each channel of x [N, C, …] over the batch; outside training by the running statistics; floating-point
 * alone.
 * In training these are updated in place (the variance with Bessel's correction).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html
 * @throws ValueError for one value a channel in training; RuntimeError for statistics or a weight of another size
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  options: BatchNormOptions = {},
): Tensor {
  checkTensors('batchNorm', { input: x }, 'python');
  const { training = false, momentum = 0.1, eps = 1e-5 } = options;
  if (training) checkEnoughValues(x);
  const channels = x.ndim > 1 ? x.shape[1]! : 0;
  if (!training && !runningMean) throw new RuntimeError('running_mean must be defined in evaluation mode');
  if (!training && !runningVar) throw new RuntimeError('running_var must be defined in evaluation mode');
  checkChannels('running_mean', runningMean, channels);
  checkChannels('running_var', runningVar, channels);
  checkChannels('weight', weight, channels);
  checkChannels('bias', bias, channels);
  if (x.numel() === 0) return ofNothing(x, weight, bias);
  requireFloat('batch_norm', x.dtype);
  checkOneType(x, [weight, bias, runningMean, runningVar]);
  const { tensors, attrs } = affine({ weight, bias });
  if (!training)
    return apply(ops.batchNormEval, [x, runningMean!, runningVar!, ...tensors], { eps, ...attrs });
  const output = apply(ops.batchNorm, [x, ...tensors], { eps, ...attrs });
  collect(x, runningMean, runningVar, momentum);
  return output;
}

/** Where there are no elements, PyTorch only lets the graph see what would have entered. */
function ofNothing(x: Tensor, weight: Tensor | null, bias: Tensor | null): Tensor {
  const scaled = weight ? x.clone().mul(weight.select(0, 0)) : x.clone();
  return bias ? scaled.add(bias.select(0, 0)) : scaled;
}

/** Moves the running statistics towards this batch's. */
function collect(x: Tensor, mean: Tensor | null, variance: Tensor | null, momentum: number): void {
  if (!mean && !variance) return;
  const dims = x.shape.map((_, d) => d).filter((d) => d !== 1);
  const count = x.numel() / x.shape[1]!;
  const keep = 1 - momentum;
  const [batchMean, batchVariance] = unobserved(() =>
    noGrad(() => {
      const source = x.device.type === 'cpu' ? x.detach().double() : x.detach();
      const own = source.mean(dims, { keepdim: true });
      const centred = source.sub(own);
      const spread = centred
        .mul(centred)
        .sum(dims)
        .div(count - 1);
      return [own.reshape(-1).mul(momentum), spread.mul(momentum)] as const;
    }),
  );
  noGrad(() => {
    mean?.copy_(unobserved(() => mean.detach().mul(keep).add(batchMean.to(mean.dtype))));
    variance?.copy_(unobserved(() => variance.detach().mul(keep).add(batchVariance.to(variance.dtype))));
  });
}

export interface InstanceNormOptions {
  readonly eps?: number;
  /** false: normalise by the running statistics */
  readonly useInputStats?: boolean;
  readonly momentum?: number;
}

/**
 * Normalises each channel of each sample of x [N, C, …]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html
 * @throws ValueError for one value a channel; RuntimeError for a weight of another size
 */
export function instanceNorm(
  x: Tensor,
  runningMean: Tensor | null = null,
  runningVar: Tensor | null = null,
  weight: Tensor | null = null,
  bias: Tensor | null = null,
  options: InstanceNormOptions = {},
): Tensor {
  checkTensors('instanceNorm', { input: x }, 'python');
  const { useInputStats = true } = options;
  if (useInputStats && numel(x.shape.slice(2)) === 1) {
    throw new ValueError(
      `Expected more than 1 spatial element when training, got input size torch.Size(${shapeText(x.shape)})`,
    );
  }
  const [samples, channels, ...rest] = x.shape as [number, number, ...number[]];
  const repeated = (t: Tensor | null): Tensor | null => (t ? t.repeat(samples) : null);
  const [mean, variance] = [repeated(runningMean), repeated(runningVar)];
  const output = batchNorm(
    x.contiguous().view(1, samples * channels, ...rest),
    mean,
    variance,
    repeated(weight),
    repeated(bias),
    {
      training: useInputStats,
      momentum: options.momentum ?? 0.1,
      eps: options.eps ?? 1e-5,
    },
  );
  if (useInputStats) {
    noGrad(() => {
      if (mean) runningMean!.copy_(mean.view(samples, channels).mean(0));
      if (variance) runningVar!.copy_(variance.view(samples, channels).mean(0));
    });
  }
  return output.view(x.shape);
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
