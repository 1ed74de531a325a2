/** @file Functions of `torch` that F has too: those that are the same, and those whose arguments PyTorch orders otherwise. */

import { alphaDropout as alpha, featureAlphaDropout as featureAlpha } from '../functional/alpha-dropout';
import * as normalization from '../functional/normalization';
import * as pooling from '../functional/pooling';
import { batchNormalised, instancesNormalised } from '../functional/running-norm';
import * as F from '../functional/sparse';
import { RuntimeError } from '../errors';
import { checkTensors, missing } from '../refusals';
import type { Tensor } from '../tensor';

export { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d } from '../functional/convolution';
export { adaptiveAvgPool1d } from '../functional/adaptive-pooling';
export { avgPool1d } from '../functional/pooling';
export { cosineSimilarity, pairwiseDistance } from '../functional/softmax';
export { pixelShuffle, pixelUnshuffle } from '../functional/vision';
export { bilinear } from '../functional/linear';

/** F's function where torch's own is written in C: it has other words for what is missing. */
function inC<T extends (...args: never[]) => unknown>(name: string, required: readonly string[], f: T): T {
  const call = (...args: unknown[]): unknown => {
    const absent = required.filter((_, i) => args[i] === undefined);
    if (absent.length > 0) missing(name, absent);
    return (f as unknown as (...given: unknown[]) => unknown)(...args);
  };
  return call as unknown as T;
}

/**
 * The largest of each window of x [N, C, L].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
 * @throws RuntimeError for windows that do not fit
 */
export const maxPool1d = inC('maxPool1d', ['input', 'kernel_size'], pooling.maxPool1d);
/**
 * The largest of each window of x [N, C, H, W].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
 * @throws RuntimeError for windows that do not fit
 */
export const maxPool2d = inC('maxPool2d', ['input', 'kernel_size'], pooling.maxPool2d);
/**
 * Normalises groups of channels of each sample of x [N, C, …]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html
 * @throws RuntimeError for channels that the groups do not divide, a weight of another size, or several dtypes
 */
export const groupNorm = inC('groupNorm', ['input', 'num_groups'], normalization.groupNorm);
/**
 * Normalises over the last dimensions, `normalizedShape`; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html
 * @throws RuntimeError for last dimensions, or a weight, of another shape, or several dtypes
 */
export const layerNorm = inC('layerNorm', ['input', 'normalized_shape'], normalization.layerNorm);
/**
 * Divides by the root of the mean square over the last dimensions; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rms_norm.html
 * @throws RuntimeError for last dimensions, or a weight, of another shape, or several dtypes
 */
export const rmsNorm = inC('rmsNorm', ['input', 'normalized_shape'], normalization.rmsNorm);

/** @throws TypeError for what is missing, RuntimeError for what is no probability: F has a ValueError for it */
function checkDropout(name: string, x: Tensor, p: number, train: boolean): void {
  checkTensors(name, { input: x }, 'c', { p, train });
  if (p >= 0 && p <= 1) return;
  throw new RuntimeError(`dropout probability has to be between 0 and 1, but got ${p}`);
}

/**
 * Zeroes elements with probability p and scales the rest by 1 / (1 − p), if `train`; floating-point alone, where
 * anything is dropped.
 * Shape: any; keeps it. The mask is PyTorch's for the same seed.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 * @throws RuntimeError for what is no probability
 */
export function dropout(x: Tensor, p: number, train: boolean): Tensor {
  checkDropout('dropout', x, p, train);
  return F.dropout(x, p, { training: train });
}

/**
 * As `dropout`, whole channels of x [N, C, …] at a time. Shape: keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 * @throws RuntimeError for what is no probability, or fewer than two dimensions
 */
export function featureDropout(x: Tensor, p: number, train: boolean): Tensor {
  checkDropout('featureDropout', x, p, train);
  return F.channelsDropped(x, p, { training: train });
}

/**
 * Elements become SELU's floor with probability p, if `train`; all are then scaled and shifted to mean and variance of
 * before. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.alpha_dropout.html
 * @throws RuntimeError for what is no probability
 */
export function alphaDropout(x: Tensor, p: number, train: boolean): Tensor {
  checkDropout('alphaDropout', x, p, train);
  return alpha(x, p, { training: train });
}

/**
 * As `alphaDropout`, whole channels of x [N, C, …] at a time. Shape: keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.feature_alpha_dropout.html
 * @throws RuntimeError for what is no probability, or fewer than two dimensions
 */
export function featureAlphaDropout(x: Tensor, p: number, train: boolean): Tensor {
  checkDropout('featureAlphaDropout', x, p, train);
  return featureAlpha(x, p, { training: train });
}

/**
 * The rows of `weight` [V, D] that the indices name: F.embedding, the other way round; indices are int64 or int32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 * @param paddingIdx the row that gets no gradient; −1: none
 * @throws RuntimeError for a weight that is no matrix; IndexError "index out of range in self"
 */
export function embedding(weight: Tensor, indices: Tensor, paddingIdx = -1): Tensor {
  checkTensors('embedding', { weight, indices });
  if (weight.ndim !== 2) throw new RuntimeError("'weight' must be 2-D");
  return F.embeddingRows(indices, weight, paddingIdx);
}

/**
 * Normalises each channel of x [N, C, …] over the batch, or by the running statistics: F.batchNorm with all its
 * arguments in a row, and without its check that a channel has several values. Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html
 * @throws RuntimeError for statistics or a weight of another size
 */
export function batchNorm(
  x: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  training: boolean,
  momentum: number,
  eps: number,
  cudnnEnabled: boolean,
): Tensor {
  const tensors = { weight, bias, running_mean: runningMean, running_var: runningVar };
  checkTensors('batchNorm', { input: x }, 'c', {
    ...tensors,
    training,
    momentum,
    eps,
    cudnn_enabled: cudnnEnabled,
  });
  return batchNormalised(x, { runningMean, runningVar, weight, bias }, { training, momentum, eps });
}

/**
 * Normalises each channel of each sample of x [N, C, …]: F.instanceNorm with all its arguments in a row, and without
 * its check that a channel has several values. Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html
 * @throws RuntimeError for statistics or a weight of another size
 */
export function instanceNorm(
  x: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  useInputStats: boolean,
  momentum: number,
  eps: number,
  cudnnEnabled: boolean,
): Tensor {
  const tensors = { weight, bias, running_mean: runningMean, running_var: runningVar };
  checkTensors('instanceNorm', { input: x }, 'c', {
    ...tensors,
    use_input_stats: useInputStats,
    momentum,
    eps,
    cudnn_enabled: cudnnEnabled,
  });
  return instancesNormalised(x, { runningMean, runningVar, weight, bias }, { useInputStats, momentum, eps });
}
