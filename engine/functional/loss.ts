/** @file F: the losses. */

import { apply } from '../autograd/apply';
import { notImplemented, RuntimeError, ValueError } from '../errors';
import { broadcastShapes, sameShape } from '../shape';
import {
  binaryCrossEntropy as bceRecord,
  binaryCrossEntropyWithLogits as logitsRecord,
} from '../ops/loss/binary';
import { refuseBools } from '../ops/elementwise';
import { insist } from '../ops/insist';
import { checkReduction, reduced, type Reduction } from '../ops/loss/common';
import {
  huberLoss as huberRecord,
  mseLoss as mseRecord,
  smoothL1Loss as smoothRecord,
} from '../ops/loss/regression';
import { requireFloat } from '../ops/pointwise/common';
import { where } from '../ops/pointwise/where';
import { Tensor } from '../tensor';
import { raised } from './raised';
import { checkTensors } from '../refusals';

export * from './margin';
export { crossEntropy, nllLoss, type ClassLossOptions, type CrossEntropyOptions } from './classification';

export interface LossOptions {
  /** 'mean' of all, their 'sum', or 'none': one loss an element */
  readonly reduction?: Reduction;
}

/** Both, repeated to the shape they take together. */
function together(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (sameShape(a.shape, b.shape)) return [a, b];
  const shape = broadcastShapes(a.shape, b.shape);
  return [a.expand(shape), b.expand(shape)];
}

/**
 * The squared distance (x − y)²; floating-point alone.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html
 */
export function mseLoss(input: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  checkTensors('mseLoss', { input, target }, 'python');
  checkReduction(reduction);
  return apply(mseRecord, together(input, target), { reduction });
}

/**
 * The distance |x − y|; floating-point alone.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html
 */
export function l1Loss(input: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  checkTensors('l1Loss', { input, target }, 'python');
  const [x, y] = together(input, target);
  return reduced(x.sub(y).abs(), reduction);
}

/**
 * Squared below `beta`, straight above; floating-point alone.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
 */
export function smoothL1Loss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', beta = 1 }: LossOptions & { readonly beta?: number } = {},
): Tensor {
  checkTensors('smoothL1Loss', { input, target }, 'python');
  checkReduction(reduction);
  if (beta === 0) return l1Loss(input, target, { reduction });
  if (beta < 0) throw new RuntimeError('smooth_l1_loss does not support negative values for beta.');
  return apply(smoothRecord, together(input, target), { reduction, beta });
}

/**
 * Half the square below `delta`, straight above; floating-point alone.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html
 */
export function huberLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', delta = 1 }: LossOptions & { readonly delta?: number } = {},
): Tensor {
  checkTensors('huberLoss', { input, target }, 'python');
  checkReduction(reduction);
  if (delta <= 0) throw new RuntimeError('huber_loss does not support non-positive values for delta.');
  return apply(huberRecord, together(input, target), { reduction, delta });
}

const sizeText = (x: Tensor): string => `torch.Size([${x.shape.join(', ')}])`;

/**
 * Cross-entropy of probabilities of two classes; logarithms are bounded at −100; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
 * @throws ValueError for another shape of the target; RuntimeError for what is no probability
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', weight }: LossOptions & { readonly weight?: Tensor } = {},
): Tensor {
  checkTensors('binaryCrossEntropy', { input, target }, 'python');
  checkReduction(reduction);
  if (!sameShape(input.shape, target.shape)) {
    throw new ValueError(
      `Using a target size (${sizeText(target)}) that is different to the input size (${sizeText(input)}) is deprecated. Please ensure they have the same size.`,
    );
  }
  if (target.dtype !== input.dtype) {
    throw new RuntimeError(`Found dtype ${target.dtype.scalarName} but expected ${input.dtype.scalarName}`);
  }
  requireFloat('binary_cross_entropy', input.dtype);
  return apply(bceRecord, weight ? [input, target, weight] : [input, target], { reduction });
}

/**
 * Cross-entropy of logits of two classes: a sigmoid and binaryCrossEntropy in one, which does not overflow;
 * floating-point alone.
 * `posWeight` multiplies the loss of positive targets.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html
 * @throws ValueError for another shape of the target
 */
export function binaryCrossEntropyWithLogits(
  input: Tensor,
  target: Tensor,
  options: LossOptions & { readonly weight?: Tensor; readonly posWeight?: Tensor } = {},
): Tensor {
  checkTensors('binaryCrossEntropyWithLogits', { input, target }, 'python');
  const { reduction = 'mean', weight, posWeight } = options;
  checkReduction(reduction);
  if (!sameShape(input.shape, target.shape)) {
    throw new ValueError(
      `Target size (${sizeText(target)}) must be the same as input size (${sizeText(input)})`,
    );
  }
  checkTypes(input, target);
  const inputs = [input, target, ...(weight ? [weight] : []), ...(posWeight ? [posWeight] : [])];
  return apply(logitsRecord, inputs, {
    reduction,
    ...(weight && { weighted: true }),
    ...(posWeight && { posWeighted: true }),
  });
}

/** What PyTorch's parts of this loss say to types that they cannot take. */
function checkTypes(input: Tensor, target: Tensor): void {
  if (!input.dtype.isFloatingPoint) notImplemented('log_sigmoid_cpu', input.dtype);
  if (target.dtype.isFloatingPoint) return;
  // (the target is taken from a 1 of its own dtype)
  refuseBools([target, target]);
  throw new RuntimeError(
    `result type Float can't be cast to the desired output type ${target.dtype.scalarName}`,
  );
}

/**
 * The Kullback–Leibler divergence of log-probabilities from a target of probabilities (or their logarithms).
 * 'batchmean' divides by the batch alone.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html
 * @throws RuntimeError for integers
 */
export function klDiv(
  input: Tensor,
  target: Tensor,
  options: { readonly reduction?: Reduction | 'batchmean'; readonly logTarget?: boolean } = {},
): Tensor {
  checkTensors('klDiv', { input, target }, 'python');
  const { reduction = 'mean', logTarget = false } = options;
  if (!input.dtype.isFloatingPoint || !target.dtype.isFloatingPoint) {
    throw new RuntimeError('kl_div: Integral inputs not supported.');
  }
  const losses = logTarget ? target.exp().mul(target.sub(input)) : timesOwnLog(target).sub(target.mul(input));
  if (reduction !== 'batchmean') return reduced(losses, reduction);
  return input.ndim === 0 ? losses.sum() : losses.sum().div(input.shape[0]!);
}

/** y ln y, and 0 where y is 0. */
function timesOwnLog(y: Tensor): Tensor {
  return where(y.eq(0), 0, y.mul(y.log()));
}

export interface PoissonOptions extends LossOptions {
  /** whether the input is the logarithm of the rate */
  readonly logInput?: boolean;
  /** adds Stirling's approximation of ln target! */
  readonly full?: boolean;
  readonly eps?: number;
}

/**
 * What is unlikely about counts, by the rate (or its logarithm) that is given for each; integers become float32, bools
 * are refused.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.poisson_nll_loss.html
 */
export function poissonNllLoss(input: Tensor, target: Tensor, options: PoissonOptions = {}): Tensor {
  checkTensors('poissonNllLoss', { input, target }, 'python');
  const { logInput = true, full = false, eps = 1e-8, reduction = 'mean' } = options;
  const losses = logInput ? input.exp().sub(target.mul(input)) : input.sub(target.mul(input.add(eps).log()));
  if (!full) return reduced(losses, reduction);
  const stirling = target
    .mul(target.log())
    .sub(target)
    .add(
      target
        .mul(2 * Math.PI)
        .log()
        .mul(0.5),
    );
  return reduced(losses.add(where(target.le(1), 0, stirling)), reduction);
}

export interface GaussianOptions extends LossOptions {
  /** adds the constant ½ ln 2π */
  readonly full?: boolean;
  /** the least variance */
  readonly eps?: number;
}

/**
 * ½ (ln var + (x − y)² / var); floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gaussian_nll_loss.html
 * @throws ValueError for a variance of another shape
 */
export function gaussianNllLoss(
  input: Tensor,
  target: Tensor,
  variance: Tensor | number,
  { full = false, eps = 1e-6, reduction = 'mean' }: GaussianOptions = {},
): Tensor {
  checkTensors('gaussianNllLoss', { input, target }, 'python', { var: variance });
  if (typeof variance === 'number' && variance < 0) throw new ValueError('var has negative entry/entries');
  const given =
    typeof variance === 'number' ? Tensor.full(input.shape, variance, input.dtype, input.device) : variance;
  checkNotNegative(given);
  if (!given.dtype.isFloatingPoint) {
    throw new RuntimeError(`result type Float can't be cast to the desired output type ${given.dtype.cName}`);
  }
  const spread = raised(fitted(given, input), eps);
  checkReductionWord(reduction);
  const gap = input.sub(target);
  const losses = spread.log().add(gap.pow(2).div(spread)).mul(0.5);
  return reduced(full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
}

function checkNotNegative(variance: Tensor): void {
  insist(
    variance,
    (x) => x.lt(0).logicalNot(),
    (elements) => !(elements as Float64Array).some((value) => value < 0),
    () => new ValueError('var has negative entry/entries'),
  );
}

/** A variance of each element, or of each row. */
function fitted(variance: Tensor, input: Tensor): Tensor {
  if (sameShape(variance.shape, input.shape)) return variance;
  if (sameShape(variance.shape, input.shape.slice(0, -1))) return variance.reshape([...variance.shape, 1]);
  const others = variance.shape.filter((size, d) => size !== input.shape[d]);
  if (variance.ndim === input.ndim && others.reduce((sum, size) => sum + size, 0) === 1) return variance;
  throw new ValueError('var is of incorrect size');
}

function checkReductionWord(reduction: string): void {
  if (reduction !== 'none' && reduction !== 'mean' && reduction !== 'sum') {
    throw new ValueError(`${reduction} is not valid`);
  }
}
