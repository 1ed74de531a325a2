/** @file Examples for reshaping, joining and indexing. */

import type { Attrs } from '../../../engine/trace/events';
import type { Example } from './example';

const on = (shape: number[], ...attrs: Attrs[]): Example[] =>
  attrs.map((each) => ({ shapes: [shape], attrs: each }));

/** x, an index of its own shape, and perhaps a source. */
const by = (shapes: number[][], index: number[], attrs: Attrs): Example => ({
  shapes,
  given: [null, index, null],
  attrs,
});

const masked = (shapes: number[][], mask: boolean[], attrs?: Attrs): Example => ({
  shapes,
  given: [null, mask, null],
  ...(attrs && { attrs }),
});

const reshaping: Record<string, Example[]> = {
  asStrided: on(
    [2, 3],
    { size: [2, 2], stride: [1, 2], offset: 1 },
    { size: [3, 2], stride: [1, 1], offset: 0 },
  ),
  asStridedScatter: on(
    [2, 3],
    { shape: [9], size: [2, 3], stride: [4, 1], offset: 1 },
    { shape: [4], size: [2, 3], stride: [1, 1], offset: 0 },
    { shape: [2], size: [2, 3], stride: [0, 0], offset: 1 },
  ),
  permute: on([2, 3, 4], { dims: [2, 0, 1] }, { dims: [-1, 1, 0] }),
  squeeze: on([1, 3, 1], { dim: null }, { dim: [0] }, { dim: [0, 2], several: true }, { dim: [1] }),
  unsqueeze: on([2, 3], { dim: 0 }, { dim: -1 }, { dim: 1 }),
  select: on([3, 4], { dim: 0, index: 1 }, { dim: -1, index: -1 }),
  unbind: on([3, 4], { dim: 1, index: 2 }),
  slice: on([5, 4], { dim: 0, start: 1, end: 5, step: 2 }, { dim: -1, start: -3, end: 3, step: 1 }),
  split: on([5, 2], { dim: 0, start: 2, end: 4, step: 1, sizes: false }),
  diagonal: on(
    [3, 4],
    { offset: 0, dim1: 0, dim2: 1 },
    { offset: -1, dim1: 0, dim2: 1 },
    { offset: 1, dim1: 1, dim2: 0 },
  ),
  diagonalCopy: on([3, 4], { offset: 1, dim1: 0, dim2: 1 }),
  unfoldDimension: on([5], { dimension: 0, size: 3, step: 1 }, { dimension: 0, size: 2, step: 2 }),
  alias: on([3], {}),
  flip: on([2, 3], { dims: [0] }, { dims: [0, 1] }),
  roll: on([2, 3], { shifts: [1], dims: [0] }, { shifts: [1, -1], dims: [0, 1] }, { shifts: [2], dims: [] }),
  rot90: on([2, 3], { k: 1, dims: [0, 1] }, { k: 2, dims: [0, 1] }, { k: -1, dims: [1, 0] }),
  repeat: on([2, 3], { repeats: [2, 1] }, { repeats: [2, 1, 3] }),
  tril: on([3, 4], { diagonal: 0 }, { diagonal: 1 }),
  triu: on([2, 3, 3], { diagonal: 0 }, { diagonal: -1 }),
  diagEmbed: on([2, 3], { offset: 0, dim1: -2, dim2: -1 }, { offset: 1, dim1: 0, dim2: 2 }),
  packPaddedSequence: on([3, 3, 2], { batchSizes: [3, 2, 2] }, { batchSizes: [3, 1] }),
  padPackedSequence: on([4, 2], { batchSizes: [3, 1], value: 1.5, length: 3, batch: 3 }),
  blockDiag: [{ shapes: [[2, 3], [2], []] }],
  cat: [
    {
      shapes: [
        [2, 3],
        [1, 3],
        [2, 3],
      ],
      attrs: { dim: 0 },
    },
    { shapes: [[2], [0], [3]], attrs: { dim: -1 } },
  ],
  stack: [
    {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      attrs: { dim: 1 },
    },
  ],
};

const indexing: Record<string, Example[]> = {
  gather: [
    by(
      [
        [3, 4],
        [2, 2],
      ],
      [0, 3, 3, 3],
      { dim: 1 },
    ),
    by(
      [
        [3, 4],
        [1, 4],
      ],
      [2, 0, 1, 0],
      { dim: 0 },
    ),
  ],
  scatter: [
    by(
      [
        [3, 4],
        [2, 2],
        [2, 2],
      ],
      [0, 3, 1, 2],
      { dim: 1 },
    ),
    by(
      [
        [3, 4],
        [2, 2],
      ],
      [0, 3, 1, 2],
      { dim: 1, value: 2 },
    ),
    by(
      [
        [3, 4],
        [1, 2],
        [2, 3],
      ],
      [0, 3],
      { dim: 1 },
    ),
  ],
  scatterReduce: (['sum', 'prod', 'mean', 'amax', 'amin'] as const).flatMap((reduce) =>
    [true, false].map((includeSelf) =>
      by(
        [
          [3, 4],
          [2, 3],
          [2, 3],
        ],
        [0, 3, 0, 2, 2, 2],
        { dim: 1, reduce, includeSelf },
      ),
    ),
  ),
  scatterAdd: [
    by(
      [
        [3, 4],
        [2, 3],
        [2, 3],
      ],
      [0, 3, 0, 2, 2, 2],
      { dim: 1 },
    ),
    by([[3], [2], [4]], [1, 1], { dim: 0 }),
  ],
  index: [
    { shapes: [[3, 4], [2]], given: [null, [2, 0]], attrs: { dims: [0] } },
    { shapes: [[3, 4], [2, 1], [2]], given: [null, [2, -3], [1, -1]], attrs: { dims: [0, 1] } },
    { shapes: [[2, 3, 2], [2], [2]], given: [null, [1, 1], [0, 0]], attrs: { dims: [0, 2] } },
    {
      shapes: [
        [2, 3, 2],
        [2, 2],
      ],
      given: [null, [1, 1, 0, 2]],
      attrs: { dims: [1] },
    },
  ],
  indexPut: [
    { shapes: [[3, 4], [2, 4], [2]], given: [null, null, [2, 0]], attrs: { dims: [0], accumulate: false } },
    {
      shapes: [[3, 4], [], [2], [2]],
      given: [null, null, [2, 0], [1, -1]],
      attrs: { dims: [0, 1], accumulate: false },
    },
    { shapes: [[3, 4], [4], [3]], given: [null, null, [2, 0, 2]], attrs: { dims: [0], accumulate: true } },
  ],
  indexSelect: [by([[3, 4], [3]], [0, 2, 0], { dim: 0 }), by([[3, 4], [2]], [3, 1], { dim: -1 })],
  indexAdd: [
    by([[3, 4], [2], [2, 4]], [0, 0], { dim: 0 }),
    by([[3, 4], [2], [3, 2]], [3, 1], { dim: 1, alpha: -0.5 }),
  ],
  indexFill: [by([[3, 4], [2]], [0, 2], { dim: 1, value: 3 }), by([[3, 4], [2], []], [0, 2], { dim: 1 })],
  indexCopy: [by([[3, 4], [2], [2, 4]], [2, 0], { dim: 0 })],
  take: [by([[2, 3], [4]], [0, 5, 5, -1], {})],
  maskedSelect: [{ shapes: [[2, 2], [2, 2], [3]], given: [null, [true, false, true, true], [0, 2, 3]] }],
  maskedFill: [
    masked([[2, 3], [3]], [true, false, true], { value: 5 }),
    masked([[3], [2, 3], []], [true, false, true, false, false, true]),
  ],
  maskedScatter: [masked([[2, 2], [2, 2], [3]], [true, false, true, false])],
};

export const shape: Record<string, Example[]> = { ...reshaping, ...indexing };
