/** @file F: bags of rows of a table. */

import { apply } from '../autograd/apply';
import { AssertionError, RuntimeError, ValueError } from '../errors';
import { arrayNow } from '../ops/indexing/now';
import { embeddingBag as embeddingBagOp } from '../ops/normalization/embedding-bag';
import { shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

export interface EmbeddingBagOptions {
  /** what is made of a bag's rows; default 'mean' */
  readonly mode?: 'sum' | 'mean' | 'max';
  /** a factor for each index; mode 'sum' alone */
  readonly perSampleWeights?: Tensor | null;
  /** the last offset is where the last bag ends */
  readonly includeLastOffset?: boolean;
  /** an index that does not count */
  readonly paddingIdx?: number | null;
}

/**
 * The sum, mean or maximum of the rows of `weight` [V, D] that each bag names: indices [B, N], or [M] with the
 * places where the bags begin. Gives [B, D]; an empty bag gives zeros.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.embedding_bag.html
 * @throws ValueError for offsets that do not fit the indices' rank; IndexError for an index that is not there
 */
export function embeddingBag(
  indices: Tensor,
  weight: Tensor,
  offsets: Tensor | null = null,
  options: EmbeddingBagOptions = {},
): Tensor {
  checkTensors('embeddingBag', { input: indices, weight }, 'python');
  const { mode = 'mean', perSampleWeights = null } = options;
  if (mode !== 'sum' && mode !== 'mean' && mode !== 'max')
    throw new ValueError('mode has to be one of sum, mean or max');
  if (perSampleWeights && perSampleWeights.shape.join() !== indices.shape.join()) {
    throw new ValueError(
      `embedding_bag: If per_sample_weights (${shapeText(perSampleWeights.shape)}) is not None, then it must have the same shape as the input (${shapeText(indices.shape)})`,
    );
  }
  if (perSampleWeights && mode !== 'sum') {
    throw new RuntimeError(
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`,
    );
  }
  checkRanks(indices, offsets);
  if (offsets && !indices.device.insist) checkOffsets(indices, offsets);
  const inputs = [
    weight,
    indices,
    ...(offsets ? [offsets] : []),
    ...(perSampleWeights ? [perSampleWeights] : []),
  ];
  return apply(embeddingBagOp, inputs, {
    mode,
    paddingIdx: paddingOf(options.paddingIdx ?? null, weight.shape[0]!),
    includeLastOffset: options.includeLastOffset ?? false,
    offsets: offsets !== null,
    weighted: perSampleWeights !== null,
  });
}

/** Indices in two dimensions are bags of one length, in one they come with offsets. */
function checkRanks(indices: Tensor, offsets: Tensor | null): void {
  if (indices.ndim === 2) {
    if (offsets) {
      throw new ValueError(
        "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>",
      );
    }
    return;
  }
  if (indices.ndim !== 1) {
    throw new ValueError(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${indices.ndim}`);
  }
  if (!offsets) throw new ValueError('offsets has to be a 1D Tensor but got None');
  if (offsets.ndim !== 1) throw new ValueError('offsets has to be a 1D Tensor');
}

/** Where the values are known: they have to begin at 0 and stay among the indices. */
function checkOffsets(indices: Tensor, offsets: Tensor): void {
  const starts = Array.from(arrayNow(offsets, 'embeddingBag'), Number);
  if (starts.length > 0 && starts[0] !== 0) {
    throw new RuntimeError(
      `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${starts[0]}`,
    );
  }
  const last = starts.at(-1) ?? 0;
  if (last <= indices.numel()) return;
  throw new RuntimeError(
    `offsets[-1] can not be greater than input's length(${indices.numel()}), but got offsets[-1] of ${last}`,
  );
}

/** The padding's row counted from the front; −1: there is none. */
function paddingOf(index: number | null, rows: number): number {
  if (index === null) return -1;
  if (index >= rows || index < -rows)
    throw new AssertionError('padding_idx must be within the number of embeddings');
  return index < 0 ? index + rows : index;
}
