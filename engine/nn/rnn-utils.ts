/** @file `nn.utils.rnn`: sequences of different lengths in one tensor, padded or packed. */

import { apply } from '../autograd/apply';
import { int64 } from '../dtype';
import { ArgumentTypeError, RuntimeError, ValueError } from '../errors';
import { stack } from '../functions/joining';
import { pad } from '../functional/vision';
import { arrayNow } from '../ops/indexing/now';
import { packPadded, padPacked } from '../ops/joining/packed';
import { pythonType } from '../refusals';
import { broadcastShapes } from '../shape';
import { Tensor } from '../tensor';
import { tensor } from '../torch';
import { unobserved } from '../trace/observer';
import { packedOf, planOf, type PackedSequence } from './packed';

export { PackedSequence } from './packed';

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

/**
 * The sequences of a padded tensor: [longest, N, …] (batchFirst: [N, longest, …]) → N of [Lᵢ, …].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpad_sequence.html
 */
export function unpadSequence(
  paddedSequences: Tensor,
  lengths: Tensor,
  { batchFirst = false }: { readonly batchFirst?: boolean } = {},
): Tensor[] {
  const all = (batchFirst ? paddedSequences : paddedSequences.transpose(0, 1)).unbind(0);
  const own = numbersOf(lengths);
  return all.map((x, i) => x.narrow(0, 0, own[i]!));
}

const numbersOf = (x: Tensor): number[] =>
  Array.from<number | bigint, number>(arrayNow(x, 'pack_padded_sequence'), Number);

const UNSORTED =
  '`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.';

/** @throws RuntimeError for lengths that are no list of whole numbers above 0, one a sequence */
function checkLengths(lengths: readonly number[], batch: number): void {
  if (lengths.length !== batch) {
    throw new RuntimeError(
      `Expected \`len(lengths)\` to be equal to batch_size, but got ${lengths.length} (batch_size=${batch})`,
    );
  }
  if (lengths.some((length) => length <= 0)) {
    throw new RuntimeError(
      "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0",
    );
  }
}

/** The lengths as numbers. @throws RuntimeError for another rank */
function lengthsOf(lengths: Tensor | readonly number[]): number[] {
  const rank = lengths instanceof Tensor ? lengths.ndim : Array.isArray(lengths[0]) ? 2 : 1;
  if (rank !== 1) {
    throw new RuntimeError(
      `'lengths' argument should be a 1D CPU int64 tensor, but got ${rank}D cpu Long tensor`,
    );
  }
  return lengths instanceof Tensor ? numbersOf(lengths).map(Math.trunc) : [...lengths];
}

/**
 * Packs a padded tensor [T, N, …] (batchFirst: [N, T, …]) so that a recurrent network computes no padding: rows
 * [all steps, …], step by step. Sequences that are not sorted by falling lengths are where `enforceSorted` is false.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_padded_sequence.html
 * @throws RuntimeError for lengths that are not sorted, not above 0, beyond T, or not one a sequence
 */
export function packPaddedSequence(
  x: Tensor,
  lengths: Tensor | readonly number[],
  {
    batchFirst = false,
    enforceSorted = true,
  }: { readonly batchFirst?: boolean; readonly enforceSorted?: boolean } = {},
): PackedSequence {
  if (!(x instanceof Tensor)) {
    throw new ArgumentTypeError(
      `pack_padded_sequence(): argument 'input' must be Tensor, not ${pythonType(x)}`,
    );
  }
  const given = lengthsOf(lengths);
  const order = given.map((_, i) => i).sort((a, b) => given[b]! - given[a]!);
  const batch = x.size(batchFirst ? 0 : 1);
  const sorted = enforceSorted ? given : order.map((i) => given[i]!);
  checkLengths(given, batch);
  if (sorted.some((length, i) => length > (sorted[i - 1] ?? length))) throw new RuntimeError(UNSORTED);
  const steps = x.size(batchFirst ? 1 : 0);
  if (sorted[0]! > steps) {
    throw new RuntimeError(
      `Expected every length to be at most ${steps}, the sequences' own, but got ${sorted[0]}`,
    );
  }
  const batchSizes = Array.from(
    { length: sorted[0]! },
    (_, t) => sorted.filter((length) => length > t).length,
  );
  const indices = (): Tensor => unobserved(() => tensor(order, { dtype: int64, device: x.device.type }));
  const ordered = enforceSorted ? x : x.indexSelect(batchFirst ? 0 : 1, indices());
  const data = apply(packPadded, [batchFirst ? ordered.transpose(0, 1) : ordered], { batchSizes });
  return packedOf(data, batchSizes, enforceSorted ? null : order);
}

/**
 * The padded tensor of packed sequences, [T, N, …] (batchFirst: [N, T, …]), and their lengths [N].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pad_packed_sequence.html
 * @throws ValueError for a `totalLength` below that of the longest sequence
 */
export function padPackedSequence(
  sequence: PackedSequence,
  {
    batchFirst = false,
    paddingValue = 0,
    totalLength = null,
  }: {
    readonly batchFirst?: boolean;
    readonly paddingValue?: number;
    /** at least so many steps */
    readonly totalLength?: number | null;
  } = {},
): [Tensor, Tensor] {
  const { sizes: batchSizes, back } = planOf(sequence);
  if (totalLength !== null && totalLength < batchSizes.length) {
    throw new ValueError(
      `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${totalLength} and max sequence length being ${batchSizes.length}`,
    );
  }
  const batch = batchSizes[0]!;
  const length = totalLength ?? batchSizes.length;
  const padded = apply(padPacked, [sequence.data], { batchSizes, value: paddingValue, length, batch });
  const lengths = Array.from({ length: batch }, (_, i) => batchSizes.filter((size) => size > i).length);
  const turned = batchFirst ? padded.transpose(0, 1) : padded;
  const own = tensor(back ? back.map((i) => lengths[i]!) : lengths, { dtype: int64, device: 'cpu' });
  const { unsortedIndices } = sequence;
  return [unsortedIndices ? turned.indexSelect(batchFirst ? 0 : 1, unsortedIndices) : turned, own];
}

/**
 * Packs sequences [Lᵢ, …].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.pack_sequence.html
 * @throws RuntimeError for sequences that are not sorted by falling lengths, unless `enforceSorted` is false
 */
export function packSequence(
  sequences: readonly Tensor[],
  { enforceSorted = true }: { readonly enforceSorted?: boolean } = {},
): PackedSequence {
  const lengths = sequences.map((x) => x.size(0));
  return packPaddedSequence(padSequence(sequences), lengths, { enforceSorted });
}

/**
 * The sequences that were packed: N of [Lᵢ, …].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.unpack_sequence.html
 */
export function unpackSequence(packedSequences: PackedSequence): Tensor[] {
  const [padded] = padPackedSequence(packedSequences, { batchFirst: true });
  const { sizes, back } = planOf(packedSequences);
  const lengths = Array.from({ length: sizes[0]! }, (_, i) => sizes.filter((size) => size > i).length);
  return padded.unbind(0).map((x, i) => x.narrow(0, 0, lengths[back?.[i] ?? i]!));
}
