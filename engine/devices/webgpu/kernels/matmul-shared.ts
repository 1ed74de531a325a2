/** @file Products of float matrices through shared memory: a workgroup's tiles of both are read once for all of it. */

import { UNPACK } from './halves';
import { M, N, prologue } from './matmul-words';
import { shader } from './wgsl';

/** Rows and columns of the output that one workgroup makes: 16 × 16 invocations of 4 × 4 each. */
export const SHARED_TILE = { rows: 64, columns: 64, size: 256 } as const;
/** Products taken in one go. */
const DEPTH = 16;
/** Bytes of shared memory. */
export const SHARED_BYTES = (SHARED_TILE.rows + SHARED_TILE.columns) * DEPTH * 4;

const FOUR = [0, 1, 2, 3] as const;

/**
 * The kernel, its matrices read from these bindings.
 * @param aAcross whether rows of `a` follow one another in memory (else columns do): neighbours read neighbours
 * @param bAcross the same of `b`
 * @param halves whether both are packed along k; see halves.ts
 */
export function sharedShader(
  a: string,
  b: string,
  aAcross: boolean,
  bAcross: boolean,
  halves: boolean,
): string {
  const element = (name: string, rest: string, step: string): string =>
    halves
      ? `unpacked(${name}[${rest} + ((k + deep) >> 1u) * ${step}], k + deep)`
      : `bitcast<f32>(${name}[${rest} + (k + deep) * ${step}])`;
  // element e of 1024: its place across (row of a, column of b) and its depth
  const across = (fast: boolean): string => (fast ? 'e % 64u' : `e / ${DEPTH}u`);
  const depth = (fast: boolean): string => (fast ? 'e / 64u' : `e % ${DEPTH}u`);
  return shader({
    inputs: new Set([a, b].filter((name) => name !== 'out')).size,
    flag: false,
    size: SHARED_TILE.size,
    declarations: `${halves ? UNPACK : ''}
var<workgroup> left: array<array<vec4<f32>, 16>, ${DEPTH}>;
var<workgroup> right: array<array<vec4<f32>, 16>, ${DEPTH}>;
fn store(base: u32, row: u32, column: u32, sum: vec4<f32>) {
  if (row >= ${M}) { return; }
  let at = base + row * ${N} + column;
  if (column < ${N}) { out[at] = bitcast<u32>(sum.x); }
  if (column + 1u < ${N}) { out[at + 1u] = bitcast<u32>(sum.y); }
  if (column + 2u < ${N}) { out[at + 2u] = bitcast<u32>(sum.z); }
  if (column + 3u < ${N}) { out[at + 3u] = bitcast<u32>(sum.w); }
}`,
    body: `${prologue(`${SHARED_TILE.rows}u`, `${SHARED_TILE.columns}u`)}
  let firstRow = (tile / tilesN) * ${SHARED_TILE.rows}u;
  let firstColumn = (tile % tilesN) * ${SHARED_TILE.columns}u;
  let y = lane / 16u;
  let x = lane % 16u;
  ${FOUR.map((r) => `var total${r} = vec4<f32>();`).join('\n  ')}
  for (var k = kStart; k < kEnd; k += ${DEPTH}u) {
    for (var i = 0u; i < 4u; i++) {
      let e = i * ${SHARED_TILE.size}u + lane;
      {
        let across = ${across(aAcross)};
        let deep = ${depth(aAcross)};
        let row = firstRow + across;
        var value = 0.0;
        if ((row < ${M}) & (k + deep < kEnd)) { value = ${element(a, 'aBase + row * aRow', 'aK')}; }
        left[deep][across / 4u][across % 4u] = value;
      }
      {
        let across = ${across(!bAcross)};
        let deep = ${depth(!bAcross)};
        let column = firstColumn + across;
        var value = 0.0;
        if ((column < ${N}) & (k + deep < kEnd)) { value = ${element(b, 'bBase + column * bColumn', 'bK')}; }
        right[deep][across / 4u][across % 4u] = value;
      }
    }
    workgroupBarrier();
    ${FOUR.map((r) => `var sum${r} = vec4<f32>();`).join('\n    ')}
    for (var d = 0u; d < ${DEPTH}u; d++) {
      let p = left[d][y];
      let q = right[d][x];
      ${FOUR.map((r) => `sum${r} += p.${'xyzw'[r]} * q;`).join('\n      ')}
    }
    ${FOUR.map((r) => `total${r} += sum${r};`).join('\n    ')}
    workgroupBarrier();
  }
  ${FOUR.map((r) => `store(oBase, firstRow + 4u * y + ${r}u, firstColumn + 4u * x, total${r});`).join('\n  ')}`,
  });
}
