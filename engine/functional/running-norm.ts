/** @file F: normalisation with running statistics, over the batch or each sample by itself. */

import { apply } from '../autograd/apply';
import { noGrad } from '../autograd/mode';
import { IndexError, RuntimeError, ValueError } from '../errors';
import { checkOneType } from '../ops/normalization/layout';
import * as ops from '../ops/normalization/normalization';
import { requireFloat } from '../ops/pointwise/common';
import { checkTensors } from '../refusals';
import { numel, shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { affine } from './affine';

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
  if (options.training) checkEnoughValues(x);
  return batchNormalised(x, { runningMean, runningVar, weight, bias }, options);
}

/** What a batch norm is given beside its input. */
export interface BatchNormTensors {
  readonly runningMean: Tensor | null;
  readonly runningVar: Tensor | null;
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
}

/** `batchNorm` of however many values: the check is F's alone. */
export function batchNormalised(
  x: Tensor,
  { runningMean, runningVar, weight, bias }: BatchNormTensors,
  { training = false, momentum = 0.1, eps = 1e-5 }: BatchNormOptions = {},
): Tensor {
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
  if ((options.useInputStats ?? true) && numel(x.shape.slice(2)) === 1) {
    throw new ValueError(
      `Expected more than 1 spatial element when training, got input size torch.Size(${shapeText(x.shape)})`,
    );
  }
  return instancesNormalised(x, { runningMean, runningVar, weight, bias }, options);
}

/** `instanceNorm` of however many values: the check is F's alone. */
export function instancesNormalised(
  x: Tensor,
  { runningMean, runningVar, weight, bias }: BatchNormTensors,
  { useInputStats = true, momentum = 0.1, eps = 1e-5 }: InstanceNormOptions = {},
): Tensor {
  if (!useInputStats && !(runningMean && runningVar)) {
    throw new RuntimeError(
      'Expected running_mean and running_var to be defined when use_input_stats is false',
    );
  }
  const [samples, channels, ...rest] = x.shape as [number, number, ...number[]];
  const repeated = (t: Tensor | null): Tensor | null => (t ? t.repeat(samples) : null);
  const [mean, variance] = [repeated(runningMean), repeated(runningVar)];
  const output = batchNormalised(
    x.contiguous().view(1, samples * channels, ...rest),
    { runningMean: mean, runningVar: variance, weight: repeated(weight), bias: repeated(bias) },
    { training: useInputStats, momentum, eps },
  );
  if (useInputStats) {
    noGrad(() => {
      if (mean) runningMean!.copy_(mean.view(samples, channels).mean(0));
      if (variance) runningVar!.copy_(variance.view(samples, channels).mean(0));
    });
  }
  return output.view(x.shape);
}
