/** @file Products of integer matrices: one output an invocation. */

import type { WordClass } from '../words';
import { WIDE } from './integers';
import { M, N, prologue } from './matmul-words';
import { shader } from './wgsl';

/** Rows and columns of the output that one workgroup makes. */
export const INTEGER_TILE = { rows: 8, columns: 8 } as const;

/** The kernel, its matrices read from these bindings. */
export function integerShader(kind: Exclude<WordClass, 'f32' | 'bool'>, a: string, b: string): string {
  const wide = kind === 'i64';
  return shader({
    inputs: new Set([a, b].filter((name) => name !== 'out')).size,
    flag: wide,
    size: INTEGER_TILE.rows * INTEGER_TILE.columns,
    declarations: wide ? WIDE : '',
    body: `${prologue(`${INTEGER_TILE.rows}u`, `${INTEGER_TILE.columns}u`)}
  let row = (tile / tilesN) * 8u + lane / 8u;
  let column = (tile % tilesN) * 8u + lane % 8u;
  if (row >= ${M} || column >= ${N}) { return; }
  var sum = ${wide ? 'vec2(0u, 0u)' : '0u'};
  for (var k = kStart; k < kEnd; k++) {
    let x = ${a}[aBase + row * aRow + k * aK];
    let y = ${b}[bBase + k * bK + column * bColumn];
    sum = ${wide ? 'add_wide(sum, mul_wide(i32(x), i32(y)))' : 'sum + x * y'};
  }
  out[oBase + row * ${N} + column] = ${wide ? 'narrow(sum)' : kind === 'u8' ? 'sum & 0xffu' : 'sum'};`,
  });
}
