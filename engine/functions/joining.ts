/** @file Functions of `torch` that join tensors. */

import { apply } from '../autograd/apply';
import { cat as catOp, nonEmpty, stack as stackOp } from '../ops/joining/join';
import { checkList } from '../refusals';
import type { Tensor } from '../tensor';
import { atleast1d, atleast2d, atleast3d } from './reshaping';

/**
 * One after the other along a dimension; the other sizes must be the same. Dtypes promote.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cat.html
 * @throws ValueError for an empty list, RuntimeError when the sizes do not fit
 */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  checkList('cat', tensors);
  return apply(catOp, tensors, { dim });
}

/**
 * PyTorch's second name for `cat`.
 * Shape: the tensors', with their sizes along `dim` added.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.concat.html
 * @throws RuntimeError as `cat`
 */
export const concat = cat;

/**
 * NumPy's name for `cat`.
 * Shape: the tensors', with their sizes along `dim` added.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.concatenate.html
 * @throws RuntimeError as `cat`
 */
export const concatenate = cat;

/**
 * Tensors of one shape along a new dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.stack.html
 * @throws RuntimeError when a shape differs
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  checkList('stack', tensors);
  return apply(stackOp, tensors, { dim });
}

/**
 * Side by side: vectors end to end, everything else along dimension 1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.hstack.html
 * @throws RuntimeError for sizes that differ elsewhere
 */
export function hstack(tensors: readonly Tensor[]): Tensor {
  checkList('hstack', tensors);
  const parts = nonEmpty('hstack', tensors).map(atleast1d);
  return cat(parts, parts[0]!.ndim === 1 ? 0 : 1);
}

/**
 * One above the other: along dimension 0, vectors as rows.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.vstack.html
 * @throws RuntimeError for sizes that differ elsewhere
 */
export function vstack(tensors: readonly Tensor[]): Tensor {
  checkList('vstack', tensors);
  return cat(nonEmpty('vstack', tensors).map(atleast2d), 0);
}

/**
 * One behind the other: along dimension 2.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.dstack.html
 * @throws RuntimeError for sizes that differ elsewhere
 */
export function dstack(tensors: readonly Tensor[]): Tensor {
  checkList('dstack', tensors);
  return cat(nonEmpty('dstack', tensors).map(atleast3d), 2);
}

/**
 * Side by side, vectors as columns.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.column_stack.html
 * @throws RuntimeError for different numbers of rows
 */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  checkList('columnStack', tensors);
  const parts = nonEmpty('column_stack', tensors);
  return cat(
    parts.map((x) => (x.ndim <= 1 ? x.reshape(x.numel(), 1) : x)),
    1,
  );
}
