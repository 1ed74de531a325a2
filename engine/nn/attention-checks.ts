/** @file What attention in several heads says to shapes that do not fit: PyTorch's words, in its order. */

import { AssertionError, RuntimeError } from '../errors';
import { sameShape, shapeText, tupleText } from '../shape';
import type { Tensor } from '../tensor';

interface Given {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly keyPaddingMask: Tensor | null;
  readonly attnMask: Tensor | null;
}

const sizeText = (x: Tensor): string => `torch.Size(${shapeText(x.shape)})`;

function insist(holds: boolean, message: () => string): void {
  if (!holds) throw new AssertionError(message());
}

/** How many dimensions each has, for a query of two or three. */
function checkRanks({ query, key, value, keyPaddingMask, attnMask }: Given, numHeads: number): void {
  const rank = query.ndim;
  insist(
    rank === 2 || rank === 3,
    () => `query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`,
  );
  const batched = rank === 3 ? 'batched (3-D)' : 'unbatched (2-D)';
  insist(
    key.ndim === rank && value.ndim === rank,
    () =>
      `For ${batched} \`query\`, expected \`key\` and \`value\` to be ${rank}-D but found ${key.ndim}-D and ${value.ndim}-D tensors respectively`,
  );
  insist(
    !keyPaddingMask || keyPaddingMask.ndim === rank - 1,
    () =>
      `For ${batched} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${rank - 1}-D but found ${keyPaddingMask!.ndim}-D tensor instead`,
  );
  if (!attnMask) return;
  insist(
    attnMask.ndim === 2 || attnMask.ndim === 3,
    () =>
      `For ${batched} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${attnMask.ndim}-D tensor instead`,
  );
  if (rank === 3 || attnMask.ndim === 2) return;
  const expected = [numHeads, query.shape[0]!, key.shape[0]!];
  insist(
    sameShape(attnMask.shape, expected),
    () => `Expected \`attn_mask\` shape to be ${tupleText(expected)} but got ${sizeText(attnMask)}`,
  );
}

function checkTypes({ keyPaddingMask, attnMask }: Given): void {
  for (const [name, mask] of Object.entries({ key_padding_mask: keyPaddingMask, attn_mask: attnMask })) {
    insist(
      !mask || mask.dtype.name === 'bool' || mask.dtype.isFloatingPoint,
      () => `only bool and floating types of ${name} are supported`,
    );
  }
}

/** @throws AssertionError, RuntimeError */
export function checkRanksAndTypes(given: Given, numHeads: number): void {
  checkRanks(given, numHeads);
  checkTypes(given);
}

/**
 * The same inputs, sequence first and with their batch.
 * @throws AssertionError, RuntimeError
 */
export function checkAttention(given: Given, embedDim: number, numHeads: number): void {
  const { query, key, value, keyPaddingMask, attnMask } = given;
  const [length, batch, width] = query.shape as [number, number, number];
  const source = key.shape[0]!;
  insist(width === embedDim, () => `was expecting embedding dimension of ${embedDim}, but got ${width}`);
  insist(
    sameShape(key.shape, value.shape),
    () => `key shape ${sizeText(key)} does not match value shape ${sizeText(value)}`,
  );
  if (attnMask) {
    const expected = attnMask.ndim === 2 ? [length, source] : [batch * numHeads, length, source];
    if (!sameShape(attnMask.shape, expected)) {
      throw new RuntimeError(
        `The shape of the ${attnMask.ndim}D attn_mask is ${sizeText(attnMask)}, but should be ${tupleText(expected)}.`,
      );
    }
  }
  if (!keyPaddingMask) return;
  [batch, source].forEach((size, d) =>
    insist(
      keyPaddingMask.shape[d] === size,
      () => `Expected key_padded_mask.shape[${d}] to be ${size}, but got ${keyPaddingMask.shape[d]}`,
    ),
  );
}
