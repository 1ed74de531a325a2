/** @file Activation functions in place. */

import { RuntimeError } from '../errors';
import * as smooth from '../ops/pointwise/activation';
import { changeBy } from '../ops/pointwise/inplace';
import * as pieces from '../ops/pointwise/piecewise';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

/**
 * relu in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu_.html
 */
export function relu_(x: Tensor): Tensor {
  checkTensors('relu_', { input: x });
  return x.relu_();
}

/**
 * leakyRelu in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu_.html
 */
export function leakyRelu_(x: Tensor, { negativeSlope = 0.01 }: { negativeSlope?: number } = {}): Tensor {
  checkTensors('leakyRelu_', { input: x });
  return changeBy(pieces.leakyRelu, x, [], { negativeSlope }, () => 'LeakyReluBackward1');
}

/**
 * elu in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.elu_.html
 */
export function elu_(x: Tensor, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  checkTensors('elu_', { input: x });
  return changeBy(smooth.elu, x, [], { alpha }, () => 'EluBackward1');
}

/**
 * selu in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.selu_.html
 */
export function selu_(x: Tensor): Tensor {
  checkTensors('selu_', { input: x });
  return changeBy(smooth.selu, x, [], {}, () => 'EluBackward1');
}

/**
 * celu in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.celu_.html
 */
export function celu_(x: Tensor, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  checkTensors('celu_', { input: x });
  if (alpha === 0) throw new RuntimeError('ZeroDivisionError: alpha cannot be 0 for CELU');
  return changeBy(smooth.celu, x, [], { alpha }, () => 'CeluBackward1');
}

/**
 * hardtanh in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh_.html
 */
export function hardtanh_(
  x: Tensor,
  { minVal = -1, maxVal = 1 }: { minVal?: number; maxVal?: number } = {},
): Tensor {
  checkTensors('hardtanh_', { input: x });
  return changeBy(pieces.hardtanh, x, [], { minVal, maxVal });
}

/**
 * threshold in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.threshold_.html
 */
export function threshold_(x: Tensor, limit: number, value: number): Tensor {
  checkTensors('threshold_', { input: x });
  return changeBy(pieces.threshold, x, [], { threshold: limit, value }, () => 'ThresholdBackward1');
}
