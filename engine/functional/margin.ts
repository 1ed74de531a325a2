/** @file F: losses that are 0 where a margin is kept. */

import { apply } from '../autograd/apply';
import { isGradEnabled } from '../autograd/mode';
import { int64, type DType } from '../dtype';
import { RuntimeError, ValueError } from '../errors';
import { refuseBools } from '../ops/elementwise';
import { checkReduction, reduced } from '../ops/loss/common';
import {
  multilabelMarginLoss as multilabelMarginRecord,
  multiMarginLoss as multiMarginRecord,
  softMarginLoss as softMarginRecord,
} from '../ops/loss/margin';
import { requireFloat } from '../ops/pointwise/common';
import { where } from '../ops/pointwise/where';
import { sameShape, shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { logsigmoid } from './activation';
import { pairwiseDistance } from './softmax';
import type { LossOptions } from './loss';
import { checkTensors } from '../refusals';

const sizeText = (x: Tensor): string => `torch.Size([${x.shape.join(', ')}])`;

export type MarginOptions = LossOptions & { readonly margin?: number };

/**
 * x where the target is 1, max(0, margin − x) where it is −1.
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.hinge_embedding_loss.html
 */
export function hingeEmbeddingLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 1 }: MarginOptions = {},
): Tensor {
  checkTensors('hingeEmbeddingLoss', { input, target }, 'python');
  // (the margin is a tensor of the input's dtype)
  refuseBools([input, input]);
  const own = input.dtype.isFloatingPoint ? margin : Math.trunc(margin);
  const apart = where(target.eq(1), 0, input.rsub(own).clampMin(0));
  return reduced(apart.add(where(target.eq(-1), 0, input)), reduction);
}

/**
 * max(0, −y (a − b) + margin).
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.margin_ranking_loss.html
 * @throws RuntimeError for different numbers of dimensions
 */
export function marginRankingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 0 }: MarginOptions = {},
): Tensor {
  checkTensors('marginRankingLoss', { input1: a, input2: b, target }, 'python');
  if (a.ndim !== b.ndim || a.ndim !== target.ndim) {
    throw new RuntimeError(
      `margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ${sizeText(a)}, input2: ${sizeText(b)}, target: ${sizeText(target)} `,
    );
  }
  return reduced(target.neg().mul(a.sub(b)).add(margin).clampMin(0), reduction);
}

/** What PyTorch adds to squared lengths here. */
const LENGTH_EPSILON = 1e-12;

/**
 * 1 − cos where the target is 1, max(0, cos − margin) where it is −1.
 * Shapes: [N, D], [N, D], [N] → [N] with 'none', else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_embedding_loss.html
 * @throws RuntimeError for a target that does not fit the inputs
 */
export function cosineEmbeddingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  { reduction = 'mean', margin = 0 }: MarginOptions = {},
): Tensor {
  checkTensors('cosineEmbeddingLoss', { input1: a, input2: b, target }, 'python');
  if (target.ndim > 1) throw new RuntimeError('0D or 1D target tensor expected, multi-target not supported');
  if (a.ndim !== target.ndim + 1 || b.ndim !== target.ndim + 1) {
    const expected = target.ndim === 1 ? '2D' : '1D';
    throw new RuntimeError(
      `${target.ndim}D target tensor expects ${expected} input tensors, but found inputs with sizes [${a.shape.join(', ')}] and [${b.shape.join(', ')}].`,
    );
  }
  const length = (x: Tensor): Tensor => x.mul(x).sum(target.ndim).add(LENGTH_EPSILON);
  const cosine = a
    .mul(b)
    .sum(target.ndim)
    .div(length(a).mul(length(b)).sqrt());
  const near = where(target.ne(1), 0, cosine.rsub(1));
  const far = where(target.ne(-1), 0, cosine.sub(margin).clampMin(0));
  return reduced(near.add(far), reduction);
}

export interface TripletOptions extends MarginOptions {
  /** which norm the distances have; default 2 */
  readonly p?: number;
  readonly eps?: number;
  /** take the positive's distance to the negative where that is the smaller one */
  readonly swap?: boolean;
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin), for rows [*, D]; integers become float32, bools are
 * refused. Gives [*] before it is reduced.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_loss.html
 * @throws ValueError for a margin that is not above 0; RuntimeError when the ranks differ
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  { reduction = 'mean', margin = 1, p = 2, eps = 1e-6, swap = false }: TripletOptions = {},
): Tensor {
  checkTensors('tripletMarginLoss', { anchor, positive, negative }, 'python');
  if (margin <= 0) throw new ValueError(`margin must be greater than 0, got ${margin}`);
  if (anchor.ndim !== positive.ndim || anchor.ndim !== negative.ndim) {
    throw new RuntimeError(
      `The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor ${anchor.ndim}D, positive ${positive.ndim}D, and negative ${negative.ndim}D inputs`,
    );
  }
  const distance = (a: Tensor, b: Tensor): Tensor => pairwiseDistance(a, b, { p, eps });
  const near = distance(anchor, positive);
  const away = distance(anchor, negative);
  const far = swap ? away.minimum(distance(positive, negative)) : away;
  return reduced(near.sub(far).add(margin).clampMin(0), reduction);
}

/**
 * ln(1 + e^(−y x)) for targets of 1 and −1.
 * Shape: the target is broadcast to the input; 'none' keeps the input's, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.soft_margin_loss.html
 * @throws RuntimeError for integers, and for a target that wants a gradient
 */
export function softMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: LossOptions = {},
): Tensor {
  checkTensors('softMarginLoss', { input, target }, 'python');
  checkReduction(reduction);
  if (target.requiresGrad && isGradEnabled()) {
    throw new RuntimeError(
      "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input cannot have requires_grad True.",
    );
  }
  return apply(softMarginRecord, [input, target], { reduction });
}

/**
 * The binary cross-entropy of logits [*, C], a class each, averaged over the classes.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_soft_margin_loss.html
 */
export function multilabelSoftMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', weight }: LossOptions & { readonly weight?: Tensor } = {},
): Tensor {
  checkTensors('multilabelSoftMarginLoss', { input, target }, 'python');
  const yes = target.mul(logsigmoid(input));
  const no = target.rsub(1).mul(logsigmoid(input.neg()));
  const losses = yes.add(no).neg();
  const classes = input.size(-1);
  return reduced((weight ? losses.mul(weight) : losses).sum(input.ndim - 1).div(classes), reduction);
}

/** PyTorch takes a row of classes, several, and a number for a row of one. */
function checkRows(input: Tensor): void {
  if (input.ndim < 2 ? input.numel() > 0 : input.ndim === 2 && input.shape[1] !== 0) return;
  throw new RuntimeError(
    `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${shapeText(input.shape)}`,
  );
}

/** @throws RuntimeError "expected scalar type Long but found Int" */
function requireType(x: Tensor, dtype: DType): void {
  if (x.dtype === dtype) return;
  throw new RuntimeError(`expected scalar type ${dtype.scalarName} but found ${x.dtype.scalarName}`);
}

/**
 * The mean over the other classes of max(0, margin − x[y] + x[i])^p, for x [N, C] or [C] and targets [N] or [];
 * floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multi_margin_loss.html
 * @throws ValueError for a p other than 1 and 2; RuntimeError when the target does not fit
 */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  options: MarginOptions & { readonly p?: number; readonly weight?: Tensor } = {},
): Tensor {
  checkTensors('multiMarginLoss', { input, target }, 'python');
  const { reduction = 'mean', margin = 1, p = 1, weight } = options;
  checkReduction(reduction);
  if (p !== 1 && p !== 2) throw new ValueError('only p == 1 and p == 2 supported');
  if (weight && weight.ndim !== 1) throw new ValueError('weight must be one-dimensional');
  checkRows(input);
  const [rows, classes] = input.ndim < 2 ? [1, input.numel()] : (input.shape as [number, number]);
  if (target.ndim > 1 || target.numel() !== rows) {
    throw new RuntimeError(
      `multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target size [${rows}], but got ${shapeText(target.shape)}. Input has shape ${shapeText(input.shape)}.`,
    );
  }
  if (weight && weight.numel() !== classes) {
    throw new RuntimeError(
      `inconsistent weight size, expected ${classes} but got ${shapeText(weight.shape)}`,
    );
  }
  requireFloat('multi_margin_loss_cpu_kernel', input.dtype);
  requireType(target, int64);
  if (weight) requireType(weight, input.dtype);
  return apply(multiMarginRecord, weight ? [input, target, weight] : [input, target], {
    reduction,
    margin,
    p,
  });
}

/**
 * For each row of classes, of every class named (before the first −1) and every one that is not:
 * max(0, 1 − (x[named] − x[other])), summed and divided by the number of classes; floating-point alone.
 * Shapes: x and targets [N, C] or [C]; [N] or one number with 'none', else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_margin_loss.html
 * @throws RuntimeError when the target does not fit, or names a class that there is not
 */
export function multilabelMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: LossOptions = {},
): Tensor {
  checkTensors('multilabelMarginLoss', { input, target }, 'python');
  checkReduction(reduction);
  checkRows(input);
  if (
    input.ndim < 2
      ? target.ndim > 1 || target.numel() !== input.numel()
      : !sameShape(input.shape, target.shape)
  ) {
    throw new RuntimeError(
      `inconsistent target size: ${shapeText(target.shape)} for input of size: ${shapeText(input.shape)}`,
    );
  }
  requireType(target, int64);
  requireFloat('multilabel_margin_loss_forward_out_frame', input.dtype);
  return apply(multilabelMarginRecord, [input, target], { reduction });
}
