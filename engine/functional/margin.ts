/** @file F: losses that are 0 where a margin is kept. */

import { int64 } from '../dtype';
import { RuntimeError, ValueError } from '../errors';
import { arange } from '../functions/make';
import { insist } from '../ops/insist';
import { reduced } from '../ops/loss/common';
import { where } from '../ops/pointwise/where';
import { sameShape, shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
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
  const apart = where(target.eq(1), 0, input.rsub(margin).clampMin(0));
  return reduced(apart.add(where(target.eq(-1), 0, input)), reduction);
}

/**
 * max(0, −y (a − b) + margin).
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.margin_ranking_loss.html
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
 * max(0, d(anchor, positive) − d(anchor, negative) + margin), for rows [*, D]. Gives [*] before it is reduced.
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
 * Shape: broadcast together; 'none' keeps it, else one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.soft_margin_loss.html
 */
export function softMarginLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: LossOptions = {},
): Tensor {
  checkTensors('softMarginLoss', { input, target }, 'python');
  return reduced(target.neg().mul(input).exp().log1p(), reduction);
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
  return reduced((weight ? losses.mul(weight) : losses).mean(-1), reduction);
}

/**
 * The mean over the other classes of max(0, margin − x[y] + x[i])^p, for x [N, C] or [C] and targets [N] or [].
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
  if (p !== 1 && p !== 2) throw new ValueError('only p == 1 and p == 2 supported');
  const rows = input.ndim < 2 ? input.reshape(1, -1) : input;
  const classes = target.reshape(-1, 1);
  if (classes.shape[0] !== rows.shape[0]) {
    throw new RuntimeError(
      `inconsistent target size, expected [${rows.shape[0]}] but got ${shapeText(target.shape)}`,
    );
  }
  const gaps = rows.sub(rows.gather(1, classes)).add(margin).clampMin(0);
  const raised = p === 2 ? gaps.mul(gaps) : gaps;
  const weighted = weight ? raised.mul(weight.indexSelect(0, classes.reshape(-1)).unsqueeze(1)) : raised;
  // a class has no margin to itself
  const own = unobserved(() => classes.eq(arange(rows.shape[1]!, { device: rows.device.type })));
  const losses = where(own, 0, weighted).sum(1).div(rows.shape[1]!);
  return reduced(input.ndim < 2 ? losses.squeeze(0) : losses, reduction);
}

/**
 * For each row of classes, of every class named (before the first −1) and every one that is not:
 * max(0, 1 − (x[named] − x[other])), summed and divided by the number of classes.
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
  if (input.ndim > 2 || input.ndim === 0 || input.shape.at(-1) === 0) {
    throw new RuntimeError(
      `Expected non-empty vector or matrix with optional 0-dim batch size, but got: ${shapeText(input.shape)}`,
    );
  }
  if (!sameShape(input.shape, target.shape)) {
    throw new RuntimeError(
      `inconsistent target size: ${shapeText(target.shape)} for input of size: ${shapeText(input.shape)}`,
    );
  }
  if (target.dtype !== int64) {
    throw new RuntimeError(`expected scalar type Long but found ${target.dtype.scalarName}`);
  }
  const classes = input.shape.at(-1)!;
  const isClass = (x: number | bigint): boolean => x >= -1 && x < classes;
  insist(
    target,
    (x) => x.ge(-1).logicalAnd(x.lt(classes)),
    (elements) => (elements as BigInt64Array).every(isClass),
    () => new RuntimeError("argument #2 'target' is out of range"),
  );
  const rows = input.ndim < 2 ? input.unsqueeze(0) : input;
  // which places of the list count, which classes they name, and which pairs have a margin
  const [named, pairs] = unobserved(() => {
    const list = target.ndim < 2 ? target.unsqueeze(0) : target;
    const counts = list.lt(0).cumsum(1).eq(0);
    const at = list.clamp(0);
    const isNamed = rows.detach().mul(0).scatterAdd(1, at, counts.to(rows.dtype)).gt(0);
    return [at, counts.unsqueeze(2).logicalAnd(isNamed.logicalNot().unsqueeze(1))];
  });
  const gaps = rows.gather(1, named).unsqueeze(2).sub(rows.unsqueeze(1)).rsub(1).clampMin(0);
  const losses = where(pairs, gaps, 0).sum([1, 2]).div(classes);
  return reduced(input.ndim < 2 ? losses.squeeze(0) : losses, reduction);
}
