/** @file F: dropout, and rows of a table. */

import { apply } from '../autograd/apply';
import { AssertionError, RuntimeError } from '../errors';
import { dropoutMask } from '../ops/normalization/dropout';
import { embedding as embeddingOp } from '../ops/normalization/embedding';
import type { Generator } from '../random/generator';
import { Tensor } from '../tensor';
import { checkTensors, mustBe } from '../refusals';
import { checkUsedProbability } from './probability';

export interface DropoutOptions {
  /** false: the input as it is */
  readonly training?: boolean;
  /** default: the one that `manualSeed` seeds */
  readonly generator?: Generator;
}

function drop(x: Tensor, p: number, shape: readonly number[], options: DropoutOptions): Tensor {
  checkUsedProbability(p);
  if (p === 0 || options.training === false || x.numel() === 0) return x;
  if (!x.dtype.isFloatingPoint) {
    throw new RuntimeError(
      `result type Float can't be cast to the desired output type ${x.dtype.scalarName}`,
    );
  }
  // everything is dropped, without a draw
  if (p === 1) return x.mul(0);
  return x.mul(dropoutMask(x, shape, p, options.generator));
}

/**
 * Zeroes elements with probability p and scales the rest by 1 / (1 − p). The mask is PyTorch's for the same seed.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout(x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor {
  checkTensors('dropout', { input: x }, 'python');
  return drop(x, p, x.shape, options);
}

/** Zeroes whole channels of x [N, C, …]. */
function channels(name: string, ranks: readonly number[]) {
  return (x: Tensor, p = 0.5, options: DropoutOptions = {}): Tensor => {
    checkTensors(name, { input: x }, 'python');
    checkUsedProbability(p);
    if (!ranks.includes(x.ndim)) {
      throw new RuntimeError(
        `${name}: Expected ${ranks[0]}D or ${ranks[1]}D input, but received a ${x.ndim}D input.`,
      );
    }
    const isSample = name === 'dropout1d' && x.ndim === ranks[0];
    const lead = isSample ? 1 : 2;
    return drop(x, p, [...x.shape.slice(0, lead), ...x.shape.slice(lead).map(() => 1)], options);
  };
}

/**
 * Zeroes whole channels of [N, C, L] with probability p, and scales the rest.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout1d.html
 */
export const dropout1d = channels('dropout1d', [2, 3]);
/**
 * Zeroes whole channels of [N, C, H, W] with probability p, and scales the rest.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 */
export const dropout2d = channels('dropout2d', [3, 4]);

/** Zeroes whole channels of x [N, C, …], of whatever rank. @throws RuntimeError for fewer than two dimensions */
export function channelsDropped(x: Tensor, p: number, options: DropoutOptions): Tensor {
  checkUsedProbability(p);
  if (x.ndim < 2 && options.training !== false && p > 0 && p < 1) {
    throw new RuntimeError('Feature dropout requires at least 2 dimensions in the input');
  }
  return drop(x, p, [...x.shape.slice(0, 2), ...x.shape.slice(2).map(() => 1)], options);
}

/** The rows that the indices name; that of `paddingIdx` gets no gradient, −1: every one gets its own. */
export function embeddingRows(indices: Tensor, weight: Tensor, paddingIdx: number): Tensor {
  return apply(embeddingOp, [weight, indices], { paddingIdx });
}

/**
 * The rows of `weight` [V, D] that the indices name.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding.html
 * @param options paddingIdx: the row that gets no gradient
 * @throws IndexError "index out of range in self"
 */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  options: { paddingIdx?: number | null } = {},
): Tensor {
  const isOdd = (indices as unknown) !== undefined && !(indices instanceof Tensor);
  // PyTorch's own function takes them the other way round
  if (isOdd && weight instanceof Tensor) mustBe('embedding', 'indices', 2, 'Tensor', indices);
  checkTensors('embedding', { input: indices, weight }, 'python');
  return embeddingRows(indices, weight, paddingRow(options.paddingIdx ?? null, weight));
}

/** The padding's row counted from the front; −1: there is none. */
function paddingRow(index: number | null, weight: Tensor): number {
  // PyTorch asks for the rows where the graph will need them
  const rows = weight.requiresGrad || index !== null ? weight.size(0) : -1;
  if (index === null) return -1;
  if (index >= rows || index < -rows) {
    throw new AssertionError('Padding_idx must be within num_embeddings');
  }
  return index < 0 ? index + rows : index;
}
