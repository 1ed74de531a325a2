/** @file What the kernels of matrix products share: their uniform words, and how a workgroup finds its place. */

import { param } from './wgsl';

/**
 * The uniform words: sizes; offset and strides of batch, row, column; the output; how k is split; how many invocations of
 * a workgroup stand side by side.
 */
const WORDS = { m: 0, n: 1, k: 2, batches: 3, a: 4, b: 8, out: 12, chunk: 13, splits: 14, wide: 15 } as const;

export const M = param(WORDS.m);
export const N = param(WORDS.n);
export const WIDE = param(WORDS.wide);

/**
 * What every kernel starts with: the workgroup's batch, tile and part of k, and where its matrices begin.
 * @param rows outputs of a workgroup, as WGSL
 */
export function prologue(rows: string, columns: string): string {
  return `
  let tilesN = (${N} + ${columns} - 1u) / (${columns});
  let tilesM = (${M} + ${rows} - 1u) / (${rows});
  let tile = group % (tilesM * tilesN);
  let part = group / (tilesM * tilesN);
  let batch = part / ${param(WORDS.splits)};
  let split = part % ${param(WORDS.splits)};
  if (batch >= ${param(WORDS.batches)}) { return; }
  let kStart = split * ${param(WORDS.chunk)};
  let kEnd = min(kStart + ${param(WORDS.chunk)}, ${param(WORDS.k)});
  let aBase = ${param(WORDS.a)} + batch * ${param(WORDS.a + 1)};
  let bBase = ${param(WORDS.b)} + batch * ${param(WORDS.b + 1)};
  let aRow = ${param(WORDS.a + 2)};
  let aK = ${param(WORDS.a + 3)};
  let bK = ${param(WORDS.b + 2)};
  let bColumn = ${param(WORDS.b + 3)};
  let oBase = ${param(WORDS.out)} + (split * ${param(WORDS.batches)} + batch) * ${M} * ${N};`;
}
