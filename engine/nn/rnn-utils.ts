/** @file `nn.utils.rnn`: sequences of different lengths in one tensor. */

import { RuntimeError } from '../errors';
import { stack } from '../functions/joining';
import { pad } from '../functional/vision';
import { broadcastShapes } from '../shape';
import type { Tensor } from '../tensor';

/**
 * Sequences [Lᵢ, …] side by side in one tensor [longest, N, …] (batchFirst: [N, longest, …]), filled up at their ends.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_sequence.html
 * @throws RuntimeError when there are none
 */
export function padSequence(
  sequences: readonly Tensor[],
  {
    batchFirst = false,
    paddingValue = 0,
  }: { readonly batchFirst?: boolean; readonly paddingValue?: number } = {},
): Tensor {
  if (sequences.length === 0) throw new RuntimeError('received an empty list of sequences');
  // what follows the first size has to be the same
  const first = sequences[0]!;
  for (const x of sequences) broadcastShapes([1, ...first.shape.slice(1)], [1, ...x.shape.slice(1)]);
  const longest = Math.max(...sequences.map((x) => x.shape[0]!));
  const filled = sequences.map((x) => {
    const behind = [...Array<number>(2 * x.ndim - 1).fill(0), longest - x.shape[0]!];
    return x.shape[0] === longest ? x : pad(x, behind, 'constant', paddingValue);
  });
  return stack(filled, batchFirst ? 0 : 1);
}
