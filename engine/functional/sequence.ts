/** @file F: the loss of sequences whose labels have no known place in time. */

import { apply } from '../autograd/apply';
import { int64 } from '../dtype';
import { notImplemented, RuntimeError } from '../errors';
import { where } from '../ops/pointwise/where';
import { checkReduction, type Reduction } from '../ops/loss/common';
import { ctcLoss as ctcRecord } from '../ops/loss/ctc';
import { contiguousStrides } from '../shape';
import { Tensor } from '../tensor';
import { inside } from '../ops/reduction/lanes';
import { checkTensors } from '../refusals';

export interface CtcOptions {
  /** the class that stands for no label */
  readonly blank?: number;
  /** 'mean': each loss divided by its target's length, and these averaged; 'sum'; or 'none': one loss a sample */
  readonly reduction?: Reduction;
  /** losses of targets that do not fit into the time count as 0, and give no gradient */
  readonly zeroInfinity?: boolean;
}

type Lengths = Tensor | readonly number[] | number;

function lengthsOf(name: string, lengths: Lengths, like: Tensor): Tensor {
  if (lengths instanceof Tensor) {
    if (lengths.dtype.isFloatingPoint) throw new RuntimeError(`${name} must be integral`);
    return lengths.reshape(-1).long();
  }
  const values = BigInt64Array.from(typeof lengths === 'number' ? [lengths] : lengths, BigInt);
  const shape = [values.length];
  const storage = like.device.upload(int64, values);
  return new Tensor({ storage, shape, strides: contiguousStrides(shape), offset: 0 });
}

function checkRank(x: Tensor, targets: Tensor): void {
  const where = '(while checking arguments for ctc_loss_allocate_outputs)';
  if (x.ndim !== 3) {
    throw new RuntimeError(
      `Expected 3-dimensional tensor, but got ${x.ndim}-dimensional tensor for argument #1 'log_probs' ${where}`,
    );
  }
  if (targets.ndim !== 1 && targets.ndim !== 2) {
    throw new RuntimeError(
      `Expected 1 to 2 dimensions, but got ${targets.ndim}-dimensional tensor for argument #2 'targets' ${where}`,
    );
  }
  if (!x.dtype.isFloatingPoint) notImplemented('ctc_loss_cpu', x.dtype);
}

/**
 * Minus the log-probability of target sequences, summed over all ways to spread them over time. logProbs [T, N, C] (or
 * [T, C] for one sample) from `logSoftmax`, targets [N, S] or one after the other in one dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.ctc_loss.html
 * @throws RuntimeError for lengths that do not fit, and a blank that is no class
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  { blank = 0, reduction = 'mean', zeroInfinity = false }: CtcOptions = {},
): Tensor {
  checkTensors('ctcLoss', { log_probs: logProbs, targets }, 'python', {
    input_lengths: inputLengths,
    target_lengths: targetLengths,
  });
  checkReduction(reduction);
  const isOne = logProbs.ndim === 2 && targets.ndim === 1;
  const x = isOne ? logProbs.unsqueeze(1) : logProbs;
  const [times, lengths] = inside(() => [
    lengthsOf('input_lengths', inputLengths, x),
    lengthsOf('target_lengths', targetLengths, x),
  ]) as [Tensor, Tensor];
  const [batch, classes] = [x.ndim === 3 ? x.shape[1]! : 1, x.shape.at(-1)!];
  if (!(blank >= 0 && blank < classes)) throw new RuntimeError('blank must be in label range');
  if (times.numel() !== batch) throw new RuntimeError('input_lengths must be of size batch_size');
  if (lengths.numel() !== batch) throw new RuntimeError('target_lengths must be of size batch_size');
  checkRank(x, targets);
  const labels = inside(() => targets.long());
  const all = apply(ctcRecord, [x, labels, times, lengths], { blank, zeroInfinity });
  const losses = zeroInfinity ? where(all.eq(Infinity), 0, all) : all;
  if (reduction === 'none') return isOne ? losses.squeeze(0) : losses;
  if (reduction === 'sum') return losses.sum();
  return losses.div(inside(() => lengths.to(losses.dtype).clamp(1))).mean();
}
