/** @file F: losses of several classes. */

import { apply } from '../autograd/apply';
import { int64, uint8 } from '../dtype';
import { RuntimeError, ValueError } from '../errors';
import { divCount } from '../ops/loss/index';
import { checkReduction, type Reduction } from '../ops/loss/common';
import { nllLoss as nllRecord } from '../ops/loss/nll';
import { pickFirst } from '../ops/reduction/lanes';
import { requireFloat } from '../ops/pointwise/common';
import { where } from '../ops/pointwise/where';
import { numel, ownDim, sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { checkTensors, mustBe } from '../refusals';

export interface ClassLossOptions {
  /** 'mean' (by weight), 'sum', or 'none': one loss a target */
  readonly reduction?: Reduction;
  /** one weight a class */
  readonly weight?: Tensor;
  /** targets that do not count */
  readonly ignoreIndex?: number;
}

export interface CrossEntropyOptions extends ClassLossOptions {
  /** how much of the target's probability is spread evenly over all classes, 0 to 1 */
  readonly labelSmoothing?: number;
}

/** The dimension of the classes. */
const classDim = (x: Tensor): number => (x.ndim === 1 ? 0 : 1);

function checkShapes(x: Tensor, target: Tensor, weight: Tensor | undefined): void {
  if (x.ndim === 0) throw new ValueError(`Expected 1 or more dimensions (got ${x.ndim})`);
  if (x.ndim !== 1 && x.shape[0] !== (target.shape[0] ?? 0)) {
    throw new ValueError(
      `Expected input batch_size (${x.shape[0]}) to match target batch_size (${target.shape[0] ?? 0}).`,
    );
  }
  if (x.ndim <= 2 && target.ndim > 1) {
    throw new RuntimeError('0D or 1D target tensor expected, multi-target not supported');
  }
  const expected = [...x.shape.slice(0, x.ndim === 1 ? 0 : 1), ...x.shape.slice(2)];
  if (x.ndim > 2 && !sameShape(target.shape, expected)) {
    throw wrongTarget(x, target, expected);
  }
  checkFolded(x, target);
  if (x.ndim === 1 && target.numel() !== 1) {
    throw new ValueError(`For 1D input, 1D target must have size 1, but got target size: ${target.numel()}`);
  }
  if (target.dtype !== int64 && target.dtype !== uint8) {
    throw new RuntimeError(`expected target dtype to be Long or Byte, but got ${target.dtype.scalarName}`);
  }
  const count = x.shape[classDim(x)]!;
  if (weight && (weight.ndim !== 1 || weight.numel() !== count)) {
    throw new RuntimeError(
      `weight tensor should be defined either for all ${count} classes or no classes but got weight tensor of shape: ${shapeText(weight.shape)}`,
    );
  }
  if (weight && weight.dtype !== x.dtype) {
    throw new RuntimeError(`expected scalar type ${x.dtype.scalarName} but found ${weight.dtype.scalarName}`);
  }
}

/** More dimensions than pictures have go as pictures of one row: what is said about them. */
function checkFolded(x: Tensor, target: Tensor): void {
  if (x.ndim < 3 || x.ndim === 4 || x.numel() > 0 || target.numel() === 0) return;
  const folded = [target.shape[0]!, 1, numel(target.shape.slice(1))];
  throw new RuntimeError(
    `size mismatch (got input: ${shapeText([...x.shape.slice(0, 2), 0, 0])} , target: ${shapeText(folded)}`,
  );
}

/** PyTorch has a sentence of its own for pictures. */
function wrongTarget(x: Tensor, target: Tensor, expected: readonly number[]): RuntimeError {
  if (x.ndim !== 4) {
    return new RuntimeError(`Expected target size ${shapeText(expected)}, got ${shapeText(target.shape)}`);
  }
  if (target.ndim !== 3) {
    return new RuntimeError(
      `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.ndim}`,
    );
  }
  return new RuntimeError(
    `size mismatch (got input: ${shapeText(x.shape)} , target: ${shapeText(target.shape)}`,
  );
}

/** How PyTorch computes more dimensions than two, which shows in the node's name. */
function nodeName(rank: number, reduction: Reduction): string {
  if (rank <= 2) return 'NllLossBackward0';
  return rank !== 4 && reduction === 'none' ? 'ViewBackward0' : 'NllLoss2DBackward0';
}

/**
 * The negative log-likelihood: minus the log-probability of the target class. Input [C], [N, C] or [N, C, …],
 * target of class indices without the C.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
 * @throws ValueError for a batch of another size; IndexError "Target 5 is out of bounds."; RuntimeError for integers
 */
export function nllLoss(input: Tensor, target: Tensor, options: ClassLossOptions = {}): Tensor {
  checkTensors('nllLoss', { input, target }, 'python');
  const { reduction = 'mean', weight, ignoreIndex = -100 } = options;
  checkReduction(reduction);
  checkShapes(input, target, weight);
  requireFloat(input.ndim > 2 ? 'nll_loss2d_forward_out_frame' : 'nll_loss_out_frame', input.dtype);
  const inputs = weight ? [input, target, weight] : [input, target];
  return apply(nllRecord, inputs, { reduction, ignoreIndex, gradFn: nodeName(input.ndim, reduction) });
}

/**
 * Cross-entropy of logits: log-softmax and negative log-likelihood in one, which does not overflow where a
 * hand-made one does; floating-point alone. The target are class indices, or probabilities of the input's shape.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
 * @throws ValueError for a batch of another size; IndexError "Target 5 is out of bounds."
 */
export function crossEntropy(input: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  checkTensors('crossEntropy', { input, ...((target as unknown) === undefined && { target }) }, 'python');
  if (!(target instanceof Tensor)) mustBe('crossEntropyLoss', 'target', 2, 'Tensor', target);
  const { reduction = 'mean', weight, ignoreIndex = -100, labelSmoothing = 0 } = options;
  checkReduction(reduction);
  const isProbable = sameShape(input.shape, target.shape);
  if (isProbable) {
    if (!target.dtype.isFloatingPoint) {
      throw new RuntimeError(
        `Expected floating point type for target with class probabilities, got ${target.dtype.scalarName}`,
      );
    }
    if (ignoreIndex >= 0) {
      throw new RuntimeError('ignore_index is not supported for floating point target');
    }
    if (weight && (weight.ndim !== 1 || weight.numel() !== input.shape[classDim(input)])) {
      throw new RuntimeError(
        `cross_entropy: weight tensor should be defined either for all ${input.shape[classDim(input)]} classes or no classes but got weight tensor of shape: ${shapeText(weight.shape)}`,
      );
    }
  }
  if (labelSmoothing < 0 || labelSmoothing > 1) {
    throw new RuntimeError(`label_smoothing must be between 0.0 and 1.0. Got: ${labelSmoothing}`);
  }
  const logs = input.logSoftmax(isProbable ? ownDim(classDim(input), input.ndim) : classDim(input));
  if (isProbable) return ofProbabilities(logs, target, reduction, weight, labelSmoothing);
  const loss = nllLoss(logs, target, options);
  if (labelSmoothing === 0) return loss;
  const spread = ofAllClasses(logs, target, reduction, weight, ignoreIndex);
  const count = input.shape[classDim(input)]!;
  return loss.mul(1 - labelSmoothing).add(spread.mul(labelSmoothing / count));
}

/** One weight a class, shaped to meet the classes of x. */
function weightLike(weight: Tensor, x: Tensor): Tensor {
  return weight.reshape(x.shape.map((_, d) => (d === classDim(x) ? -1 : 1)));
}

function ofProbabilities(
  logs: Tensor,
  target: Tensor,
  reduction: Reduction,
  weight: Tensor | undefined,
  labelSmoothing: number,
): Tensor {
  const count = logs.shape[classDim(logs)]!;
  const goal = labelSmoothing > 0 ? target.mul(1 - labelSmoothing).add(labelSmoothing / count) : target;
  const products = weight ? logs.mul(goal).mul(weightLike(weight, logs)) : logs.mul(goal);
  if (reduction === 'none') return products.sum(classDim(logs)).neg();
  if (reduction === 'mean' && logs.numel() === 0) return products.sum().fill_(NaN).neg();
  const total = products.sum().neg();
  return reduction === 'sum' ? total : apply(divCount, [total], { other: logs.numel() / count });
}

/** The part of label smoothing: every class counts alike. */
function ofAllClasses(
  logs: Tensor,
  target: Tensor,
  reduction: Reduction,
  weight: Tensor | undefined,
  ignoreIndex: number,
): Tensor {
  const ignored = target.eq(ignoreIndex);
  const each = (weight ? logs.mul(weightLike(weight, logs)) : logs).sum(classDim(logs)).neg();
  const losses = where(ignored, 0, each);
  if (reduction === 'none') return losses;
  const total = losses.sum();
  if (reduction === 'sum') return total;
  if (!weight) return total.div(ignored.eq(0).sum());
  const labels = where(ignored, 0, target).reshape([-1]);
  const weights = apply(pickFirst, [weight, labels.long()], { dim: 0 }).reshape(target.shape);
  return total.div(where(ignored, 0, weights).sum());
}
