/** @file Activation functions: what torch.nn.functional has of them. */

import { apply } from '../autograd/apply';
import { RuntimeError, ValueError } from '../errors';
import * as smooth from '../ops/pointwise/activation';
import { glu as gluOf } from '../ops/pointwise/glu';
import * as pieces from '../ops/pointwise/piecewise';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

/**
 * x where it is positive, else 0; not for bools.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
 */
export function relu(x: Tensor): Tensor {
  checkTensors('relu', { input: x }, 'python');
  return x.relu();
}

/**
 * 1 / (1 + e^−x); integers become float32.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.sigmoid.html
 */
export function sigmoid(x: Tensor): Tensor {
  checkTensors('sigmoid', { input: x }, 'python');
  return x.sigmoid();
}

/**
 * The hyperbolic tangent; integers become float32.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanh.html
 */
export function tanh(x: Tensor): Tensor {
  checkTensors('tanh', { input: x }, 'python');
  return x.tanh();
}

/**
 * x above 0, negativeSlope·x below; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html
 */
export function leakyRelu(x: Tensor, { negativeSlope = 0.01 }: { negativeSlope?: number } = {}): Tensor {
  checkTensors('leakyRelu', { input: x }, 'python');
  return apply(pieces.leakyRelu, [x], { negativeSlope });
}

/**
 * x above 0, alpha·(e^x − 1) below; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.elu.html
 */
export function elu(x: Tensor, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  checkTensors('elu', { input: x }, 'python');
  return apply(smooth.elu, [x], { alpha });
}

/**
 * elu scaled so that activations keep mean 0 and variance 1; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.selu.html
 */
export function selu(x: Tensor): Tensor {
  checkTensors('selu', { input: x }, 'python');
  return apply(smooth.selu, [x]);
}

/**
 * x above 0, alpha·(e^(x/alpha) − 1) below; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.celu.html
 * @throws RuntimeError for an alpha of 0
 */
export function celu(x: Tensor, { alpha = 1 }: { alpha?: number } = {}): Tensor {
  checkTensors('celu', { input: x }, 'python');
  if (alpha === 0) throw new RuntimeError('ZeroDivisionError: alpha cannot be 0 for CELU');
  return apply(smooth.celu, [x], { alpha });
}

/**
 * x·Φ(x), or its approximation with tanh; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
 */
export function gelu(x: Tensor, { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {}): Tensor {
  checkTensors('gelu', { input: x });
  if (approximate === 'none') return apply(smooth.gelu, [x]);
  if (approximate === 'tanh') return apply(smooth.geluTanh, [x]);
  throw new RuntimeError('approximate argument must be either none or tanh.');
}

/**
 * x·σ(x), also called swish; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.silu.html
 */
export function silu(x: Tensor): Tensor {
  checkTensors('silu', { input: x }, 'python');
  return apply(smooth.silu, [x]);
}

/**
 * x·tanh(softplus(x)); floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mish.html
 */
export function mish(x: Tensor): Tensor {
  checkTensors('mish', { input: x }, 'python');
  return apply(smooth.mish, [x]);
}

/**
 * ln(1 + e^(beta·x))/beta; the line itself where beta·x > threshold; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
 */
export function softplus(
  x: Tensor,
  { beta = 1, threshold = 20 }: { beta?: number; threshold?: number } = {},
): Tensor {
  checkTensors('softplus', { input: x });
  return apply(smooth.softplus, [x], { beta, threshold });
}

/**
 * x/(1 + |x|); integers become float32, bools are refused.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html
 */
export function softsign(x: Tensor): Tensor {
  checkTensors('softsign', { input: x }, 'python');
  return x.div(x.abs().add(1));
}

/**
 * ln σ(x); floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html
 */
export function logsigmoid(x: Tensor): Tensor {
  checkTensors('logsigmoid', { input: x });
  return apply(smooth.logsigmoid, [x]);
}

/**
 * x, held between two limits; neither for bools nor for uint8.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html
 * @throws ValueError when the lower one is the larger
 */
export function hardtanh(
  x: Tensor,
  { minVal = -1, maxVal = 1 }: { minVal?: number; maxVal?: number } = {},
): Tensor {
  checkTensors('hardtanh', { input: x }, 'python');
  if (minVal > maxVal) throw new ValueError('min_val cannot be greater than max_val');
  return apply(pieces.hardtanh, [x], { minVal, maxVal });
}

/**
 * x, held between 0 and 6; not for bools.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
 */
export function relu6(x: Tensor): Tensor {
  checkTensors('relu6', { input: x }, 'python');
  return apply(pieces.relu6, [x], { minVal: 0, maxVal: 6 });
}

/**
 * σ in three straight pieces; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html
 */
export function hardsigmoid(x: Tensor): Tensor {
  checkTensors('hardsigmoid', { input: x }, 'python');
  return apply(pieces.hardsigmoid, [x]);
}

/**
 * x·hardsigmoid(x); floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html
 */
export function hardswish(x: Tensor): Tensor {
  checkTensors('hardswish', { input: x }, 'python');
  return apply(pieces.hardswish, [x]);
}

/**
 * `value` instead of what does not pass the threshold; not for bools.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.threshold.html
 */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  checkTensors('_threshold', { input: x }, 'python', { threshold: limit, value });
  return apply(pieces.threshold, [x], { threshold: limit, value });
}

/**
 * x − tanh(x); integers become float32, bools are refused.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.tanhshrink.html
 */
export function tanhshrink(x: Tensor): Tensor {
  checkTensors('tanhshrink', { input: x }, 'python');
  return x.sub(x.tanh());
}

/**
 * x moved towards 0 by lambd; 0 where that would pass it; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html
 * @throws RuntimeError for a negative lambd
 */
export function softshrink(x: Tensor, { lambd = 0.5 }: { lambd?: number } = {}): Tensor {
  checkTensors('softshrink', { input: x });
  if (lambd < 0) {
    const largest = x.dtype.name === 'float64' ? '1.79769e+308' : '3.40282e+38';
    throw new RuntimeError(
      `lambda must be in range [0, ${largest}] for input dtype ${x.dtype.scalarName}, but found ${lambd}`,
    );
  }
  return apply(pieces.softshrink, [x], { lambda: lambd });
}

/**
 * Elements within ±lambd become 0; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html
 */
export function hardshrink(x: Tensor, { lambd = 0.5 }: { lambd?: number } = {}): Tensor {
  checkTensors('hardshrink', { input: x });
  return x.hardshrink({ lambd });
}

/**
 * Elements below 0 times the weight: one number, or one for each channel (dimension 1); floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html
 * @throws RuntimeError for a weight that is neither one number nor one a channel, or of another dtype
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  checkTensors('prelu', { input: x, weight });
  return x.prelu(weight);
}

/**
 * The first half of a dimension times σ of the second; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.glu.html
 * @throws RuntimeError when the dimension has no two halves
 */
export function glu(x: Tensor, { dim = -1 }: { dim?: number } = {}): Tensor {
  checkTensors('glu', { input: x }, 'python');
  return gluOf(x, dim);
}
