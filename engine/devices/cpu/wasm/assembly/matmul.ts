/** @file The product of matrices: blocks that fit the caches, packed so that they are read in order; tiles of 4 × 8. */

import { F32, madd } from './simd';

/** rows and columns of a tile: 8 vectors of sums stay in registers */
const ROWS: i32 = 4;
const COLUMNS: i32 = 8;
/** Depth, rows and columns of a block. The deeper, the fewer tiles; the flatter, the less the sums are rounded. */
const DEPTH: i32 = 256;
const GREAT_DEPTH: i32 = 384;
const BLOCK_ROWS: i32 = 64;
const BLOCK_COLUMNS: i32 = 512;
/** Products deeper than this go by the great depth: then sums are as exact as PyTorch's on an Intel machine. */
const DEEP: i32 = 768;

/**
 * c [m, n], whose rows lie `cRow` apart, from a [m, k] and b [k, n], whose elements lie `aRow`, `aColumn`, `bRow`,
 * `bColumn` apart. No element's sum depends on which other rows and columns are asked for.
 * @param work where the packed blocks go: (64 · 384 + 384 · 512 + 32) floats
 */
export function matmul(
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  n: i32,
  k: i32,
  aRow: usize,
  aColumn: usize,
  bRow: usize,
  bColumn: usize,
  cRow: i32,
  work: usize,
): void {
  const packedA = work;
  const packedB = packedA + ((BLOCK_ROWS * GREAT_DEPTH) as usize) * F32;
  const spare = packedB + ((GREAT_DEPTH * BLOCK_COLUMNS) as usize) * F32;
  const most = k > DEEP ? GREAT_DEPTH : DEPTH;
  for (let j = 0; j < n; j += BLOCK_COLUMNS) {
    const columns = min(BLOCK_COLUMNS, n - j);
    for (let p = 0; p < k; p += most) {
      const depth = min(most, k - p);
      pack(
        b + ((p as usize) * bRow + (j as usize) * bColumn) * F32,
        packedB,
        columns,
        depth,
        bColumn,
        bRow,
        COLUMNS,
      );
      for (let i = 0; i < m; i += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - i);
        pack(
          a + ((i as usize) * aRow + (p as usize) * aColumn) * F32,
          packedA,
          rows,
          depth,
          aRow,
          aColumn,
          ROWS,
        );
        block(
          packedA,
          packedB,
          c + ((i * cRow + j) as usize) * F32,
          rows,
          columns,
          depth,
          cRow,
          p > 0,
          spare,
        );
      }
    }
  }
}

/** Strips of `width` lines side by side: element after element of the depth, and beyond the last line zeros. */
function pack(
  from: usize,
  to: usize,
  lines: i32,
  depth: i32,
  lineStep: usize,
  depthStep: usize,
  width: i32,
): void {
  const size = ((depth * width) as usize) * F32;
  for (let line = 0; line < lines; line += width) {
    const start = from + (line as usize) * lineStep * F32;
    if (lines - line < width)
      packEdge(start, to, lines - line, depth, lineStep * F32, depthStep * F32, width);
    else if (lineStep === 1) packRows(start, to, depth, depthStep * F32, width);
    else if (depthStep === 1) {
      for (let q: usize = 0; q < (width as usize); q += 4) {
        packFour(start + q * lineStep * F32, to + q * F32, depth, lineStep * F32, width);
      }
    } else packEdge(start, to, width, depth, lineStep * F32, depthStep * F32, width);
    to += size;
  }
}

/** Any steps, and fewer lines than the strip is wide. */
function packEdge(
  from: usize,
  to: usize,
  present: i32,
  depth: i32,
  lineStep: usize,
  depthStep: usize,
  width: i32,
): void {
  for (let d = 0; d < depth; d++) {
    let source = from;
    for (let l = 0; l < width; l++) {
      store<f32>(to, l < present ? load<f32>(source) : 0.0);
      source += lineStep;
      to += F32;
    }
    from += depthStep;
  }
}

/** Lines lie side by side already. */
function packRows(from: usize, to: usize, depth: i32, step: usize, width: i32): void {
  for (let d = 0; d < depth; d++) {
    v128.store(to, v128.load(from));
    if (width > 4) v128.store(to, v128.load(from, 16), 16);
    from += step;
    to += (width as usize) * F32;
  }
}

/** Four lines whose depth lies in order, turned about. */
function packFour(from: usize, to: usize, depth: i32, step: usize, width: i32): void {
  const out = (width as usize) * F32;
  let d = 0;
  for (; d + 4 <= depth; d += 4) {
    const x = v128.load(from);
    const y = v128.load(from + step);
    const z = v128.load(from + step * 2);
    const w = v128.load(from + step * 3);
    const xy = v128.shuffle<i32>(x, y, 0, 4, 1, 5);
    const zw = v128.shuffle<i32>(z, w, 0, 4, 1, 5);
    const xyHigh = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
    const zwHigh = v128.shuffle<i32>(z, w, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(xy, zw, 0, 2));
    v128.store(to + out, v128.shuffle<i64>(xy, zw, 1, 3));
    v128.store(to + out * 2, v128.shuffle<i64>(xyHigh, zwHigh, 0, 2));
    v128.store(to + out * 3, v128.shuffle<i64>(xyHigh, zwHigh, 1, 3));
    from += 16;
    to += out * 4;
  }
  for (; d < depth; d++) {
    for (let l: usize = 0; l < 4; l++) store<f32>(to + l * F32, load<f32>(from + l * step));
    from += F32;
    to += out;
  }
}

/** Adds the product of a packed block of `a` and one of `b` to a block of c, or (`adds` false) writes it there. */
function block(
  a: usize,
  b: usize,
  c: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  cRow: i32,
  adds: bool,
  spare: usize,
): void {
  const step = (cRow as usize) * F32;
  for (let j = 0; j < columns; j += COLUMNS) {
    const right = b + ((j * depth) as usize) * F32;
    for (let i = 0; i < rows; i += ROWS) {
      const left = a + ((i * depth) as usize) * F32;
      const target = c + ((i * cRow + j) as usize) * F32;
      if (rows - i >= ROWS && columns - j >= COLUMNS) {
        tile(left, right, depth, target, step, adds);
      } else {
        tile(left, right, depth, spare, (COLUMNS as usize) * F32, false);
        edge(spare, target, step, min(ROWS, rows - i), min(COLUMNS, columns - j), adds);
      }
    }
  }
}

/** The part of a tile that lies inside of c. */
function edge(from: usize, to: usize, step: usize, rows: i32, columns: i32, adds: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = to + (j as usize) * F32;
      const value = load<f32>(from + (j as usize) * F32);
      store<f32>(at, adds ? load<f32>(at) + value : value);
    }
    from += (COLUMNS as usize) * F32;
    to += step;
  }
}

/** 4 rows of c by 8 columns; their sums stay in registers, named one by one: an array would not. */
function tile(a: usize, b: usize, depth: i32, c: usize, step: usize, adds: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let d = 0; d < depth; d++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    a += 16;
    b += 32;
  }
  put(c, c00, c01, adds);
  put(c + step, c10, c11, adds);
  put(c + step * 2, c20, c21, adds);
  put(c + step * 3, c30, c31, adds);
}

function put(at: usize, low: v128, high: v128, adds: bool): void {
  if (adds) {
    low = f32x4.add(low, v128.load(at));
    high = f32x4.add(high, v128.load(at, 16));
  }
  v128.store(at, low);
  v128.store(at, high, 16);
}
