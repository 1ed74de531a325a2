/** @file F: dropout that keeps mean and variance under SELU, and slopes drawn at random. */

import { apply } from '../autograd/apply';
import { notImplemented, RuntimeError } from '../errors';
import { created } from '../functions/creation';
import { mul } from '../ops/elementwise';
import type { OpRecord } from '../ops/op';
import { leakyRelu } from '../ops/pointwise/piecewise';
import { computedOn, drawnApart } from '../random/drawn-by';
import { defaultGenerator } from '../random/generator';
import { bernoulli } from '../random/fill';
import { checkTensors } from '../refusals';
import { contiguousStrides, numel, type Shape } from '../shape';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { checkUsedProbability } from './probability';

export interface AlphaOptions {
  /** false: the input as it is */
  readonly training?: boolean;
}

/** −α′: where SELU ends for numbers far below 0. */
const FLOOR = 1.7580993408473766;

function drop(x: Tensor, p: number, shape: Shape, training: boolean): Tensor {
  checkUsedProbability(p);
  if (p === 0 || !training || x.numel() === 0) return x;
  if (p === 1) return x.mul(0);
  if (!x.dtype.isFloatingPoint) {
    throw new RuntimeError(
      `result type Float can't be cast to the desired output type ${x.dtype.scalarName}`,
    );
  }
  const array = x.dtype.array(numel(shape));
  bernoulli(1 - p)(array, x.dtype, defaultGenerator, true);
  const scale = 1 / Math.sqrt((FLOOR * FLOOR * p + 1) * (1 - p));
  const [kept, shift] = unobserved(() => {
    const storage = x.device.upload(x.dtype, array);
    const mask = new Tensor({ storage, shape, strides: contiguousStrides(shape), offset: 0 });
    return [
      mask.mul(scale),
      mask
        .sub(1)
        .mul(FLOOR * scale)
        .add(FLOOR * scale * p),
    ];
  });
  return x.mul(created('dropoutMask', { p }, kept, {})).add(created('dropoutShift', { p }, shift, {}));
}

/**
 * Elements become SELU's floor with probability p; all are then scaled and shifted to the mean and variance of before.
 * Shape: any; keeps it. The draws are PyTorch's for the same seed.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.alpha_dropout.html
 */
export function alphaDropout(x: Tensor, p = 0.5, { training = false }: AlphaOptions = {}): Tensor {
  checkTensors('alphaDropout', { input: x }, 'python');
  return drop(x, p, x.shape, training);
}

/**
 * As `alphaDropout`, whole channels of x [N, C, …] at a time. Shape: keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.feature_alpha_dropout.html
 * @throws RuntimeError for fewer than two dimensions
 */
export function featureAlphaDropout(x: Tensor, p = 0.5, { training = false }: AlphaOptions = {}): Tensor {
  checkTensors('featureAlphaDropout', { input: x }, 'python');
  if (x.ndim < 2 && training && p > 0 && p < 1) {
    throw new RuntimeError('Feature dropout requires at least 2 dimensions in the input');
  }
  return drop(x, p, [...x.shape.slice(0, 2), ...x.shape.slice(2).map(() => 1)], training);
}

export interface RreluOptions {
  readonly lower?: number;
  readonly upper?: number;
  /** false: the slope is the mean of the two */
  readonly training?: boolean;
}

const NODE = 'RreluWithNoiseBackward0';
const MEAN: OpRecord = { ...leakyRelu, gradFn: () => NODE };
const SLOPED: OpRecord = { ...mul, gradFn: () => NODE, saves: { inputs: [0, 1], output: false } };

/**
 * x, and below 0 x times a slope: in training drawn evenly of [lower, upper) for each element, else the mean of the two.
 * Shape: any; keeps it. On the cpu the draws are PyTorch's; where x is on a GPU they are others.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.rrelu.html
 */
export function rrelu(
  x: Tensor,
  { lower = 1 / 8, upper = 1 / 3, training = false }: RreluOptions = {},
): Tensor {
  checkTensors('rrelu', { input: x }, 'python');
  if (!(lower <= upper)) {
    throw new RuntimeError('Lower bound should be less than or equal to the upper bound');
  }
  if (!training) return apply(MEAN, [x], { negativeSlope: (lower + upper) / 2 });
  if (!x.dtype.isFloatingPoint) notImplemented('rrelu_with_noise_out_cpu', x.dtype);
  const made = drawnApart([x], defaultGenerator, ([elements], stream) =>
    Array.from(elements as Float64Array, (value) =>
      value <= 0 ? stream.double() * (upper - lower) + lower : 1,
    ),
  );
  const slopes = made.tensor(x.shape, x.dtype, (values) => values);
  return apply(SLOPED, [x, created('rreluSlopes', { lower, upper, ...computedOn(made) }, slopes, {})]);
}
