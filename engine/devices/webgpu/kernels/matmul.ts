/** @file Batched matrix products: float32 in register tiles, integers one output an invocation. */

import { UnsupportedError } from '../errors';
import type { WordClass } from '../words';
import { WIDE } from './integers';
import { param, shader } from './wgsl';

/** Rows and columns of the output that one workgroup makes, and its invocations. */
export interface MatmulTile {
  readonly rows: number;
  readonly columns: number;
  readonly size: number;
}

/** The tile for a class. float32: 8 × 8 invocations of 4 × 4 each. Throws UnsupportedError for bool, as PyTorch. */
export function matmulTile(kind: WordClass): MatmulTile {
  if (kind === 'bool') throw new UnsupportedError('matmul is not implemented for Bool.');
  return kind === 'f32' ? { rows: 32, columns: 32, size: 64 } : { rows: 8, columns: 8, size: 64 };
}

export interface MatmulWords {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batches: number;
  /** offset, then strides of batch, row, column */
  readonly a: readonly [number, number, number, number];
  readonly b: readonly [number, number, number, number];
  readonly outOffset: number;
}

const [M, N, K, BATCHES, A, B, OUT] = [0, 1, 2, 3, 4, 8, 12];

/** The uniform words in the order the kernel expects. */
export function matmulParams(words: MatmulWords): number[] {
  return [words.m, words.n, words.k, words.batches, ...words.a, ...words.b, words.outOffset];
}

/** Products added up before they are added to the rest, so that long sums keep their digits. */
const BLOCK = 256;

/** The kernel, its matrices read from these bindings. */
export function matmulShader(kind: WordClass, a: string, b: string): string {
  const tile = matmulTile(kind);
  const start = `
  let tilesN = (${param(N)} + ${tile.columns - 1}u) / ${tile.columns}u;
  let tilesM = (${param(M)} + ${tile.rows - 1}u) / ${tile.rows}u;
  let batch = group / (tilesM * tilesN);
  if (batch >= ${param(BATCHES)}) { return; }
  let tile = group % (tilesM * tilesN);
  let aBase = ${param(A)} + batch * ${param(A + 1)};
  let bBase = ${param(B)} + batch * ${param(B + 1)};
  let oBase = ${param(OUT)} + batch * ${param(M)} * ${param(N)};`;
  const inputs = new Set([a, b].filter((name) => name !== 'out')).size;
  const flag = kind === 'i64';
  const size = tile.size;
  if (kind !== 'f32')
    return shader({
      inputs,
      flag,
      size,
      declarations: flag ? WIDE : '',
      body: `${start}
  let row = (tile / tilesN) * 8u + lane / 8u;
  let column = (tile % tilesN) * 8u + lane % 8u;
  if (row >= ${param(M)} || column >= ${param(N)}) { return; }
  var sum = ${flag ? 'vec2(0u, 0u)' : '0u'};
  for (var k = 0u; k < ${param(K)}; k++) {
    let x = ${a}[aBase + row * ${param(A + 2)} + k * ${param(A + 3)}];
    let y = ${b}[bBase + k * ${param(B + 2)} + column * ${param(B + 3)}];
    sum = ${flag ? 'add_wide(sum, mul_wide(i32(x), i32(y)))' : 'sum + x * y'};
  }
  out[oBase + row * ${param(N)} + column] = ${flag ? 'narrow(sum)' : kind === 'u8' ? 'sum & 0xffu' : 'sum'};`,
    });
  const rows = [0, 1, 2, 3];
  const row = (r: number): string => `min(row + ${r}u, ${param(M)} - 1u)`;
  const column = (c: number): string => `min(column + ${c}u, ${param(N)} - 1u)`;
  return shader({
    inputs,
    flag,
    size,
    declarations: `
fn store(base: u32, row: u32, column: u32, sum: vec4<f32>) {
  if (row >= ${param(M)}) { return; }
  let at = base + row * ${param(N)} + column;
  if (column < ${param(N)}) { out[at] = bitcast<u32>(sum.x); }
  if (column + 1u < ${param(N)}) { out[at + 1u] = bitcast<u32>(sum.y); }
  if (column + 2u < ${param(N)}) { out[at + 2u] = bitcast<u32>(sum.z); }
  if (column + 3u < ${param(N)}) { out[at + 3u] = bitcast<u32>(sum.w); }
}`,
    body: `${start}
  let row = (tile / tilesN) * 32u + (lane / 8u) * 4u;
  let column = (tile % tilesN) * 32u + (lane % 8u) * 4u;
  // beyond the edge the last row or column is read again, and not stored
  ${rows.map((r) => `let a${r} = aBase + ${row(r)} * ${param(A + 2)};`).join('\n  ')}
  ${rows.map((c) => `let b${c} = bBase + ${column(c)} * ${param(B + 3)};`).join('\n  ')}
  ${rows.map((r) => `var total${r} = vec4<f32>();`).join('\n  ')}
  var k = 0u;
  while (k < ${param(K)}) {
    let end = min(k + ${BLOCK}u, ${param(K)});
    ${rows.map((r) => `var sum${r} = vec4<f32>();`).join('\n    ')}
    for (; k < end; k++) {
      let ak = k * ${param(A + 3)};
      let bk = k * ${param(B + 2)};
      let y = bitcast<vec4<f32>>(vec4(${rows.map((c) => `${b}[b${c} + bk]`).join(', ')}));
      ${rows.map((r) => `sum${r} += bitcast<f32>(${a}[a${r} + ak]) * y;`).join('\n      ')}
    }
    ${rows.map((r) => `total${r} += sum${r};`).join('\n    ')}
  }
  ${rows.map((r) => `store(oBase, row + ${r}u, column, total${r});`).join('\n  ')}`,
  });
}
