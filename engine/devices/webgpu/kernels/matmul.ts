/** @file Batched matrix products: which kernel takes which shape, and recording it. */

import type { WordClass } from '../words';
import type { PooledBuffer } from '../pool';
import type { Dispatch } from '../queue';
import { UnsupportedError } from '../errors';
import type { KernelContext } from './context';
import { packed } from './halves';
import { integerShader, INTEGER_TILE } from './matmul-integers';
import { registerShader, type Loads, type RegisterTile } from './matmul-registers';
import { SHARED_TILE, sharedShader } from './matmul-shared';
import { recordReduce, type Extent, type Source } from './record';
import { bind } from './wgsl';

/** What the choice of a kernel depends on beside the shape. */
export interface MatmulTraits {
  /** work is done by a CPU: loads are dear, barriers dearer, and a few invocations keep it busy */
  readonly software: boolean;
  /** whether workgroups are large enough for tiles in shared memory */
  readonly shared: boolean;
  /** whether what goes through shared memory is rounded to 16 bits first */
  readonly halves: boolean;
}

export interface MatmulSizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batches: number;
}

/** Outputs that one invocation may make: rows, columns. */
const TILES = [
  [8, 8],
  [4, 8],
  [8, 4],
  [4, 4],
  [1, 8],
  [8, 1],
  [1, 4],
  [4, 1],
  [1, 1],
] as const;
/** The same where every kernel is dear to compile. */
const SOFTWARE_TILES = [
  [8, 8],
  [4, 4],
  [1, 4],
  [4, 1],
  [1, 1],
] as const;

/** Multiplications that take an emulation less time than compiling the kernel of a large tile: 64 outputs, 70 ms. */
const LITTLE_WORK = 2 ** 20;
const SMALL_TILE = 16;
/** The same than compiling one that fits the shape. */
const NO_WORK = 2 ** 18;
/** From here on an emulation gains more by code that is written out and loads four at a time than it takes to compile. */
const MUCH_WORK = 2 ** 27;

/** A load costs as much as this many multiplications. */
const LOAD_COST = 6;
/** Splitting k leaves every part at least this long. */
const SHORTEST_SPLIT = 128;
const MOST_SPLITS = 64;

/** A tile, how many invocations a workgroup has, and how many of them stand side by side and one below the other. */
interface Placed extends RegisterTile {
  readonly size: number;
  readonly wide: number;
  readonly high: number;
}

/** The tile that costs least, edges included, and leaves the device enough invocations where it can. */
export function registerTile({ m, n, k, batches }: MatmulSizes, software: boolean): Placed {
  const wanted = software ? 32 : 2048;
  const work = m * n * k * batches;
  const most = software && work < LITTLE_WORK ? SMALL_TILE : Infinity;
  const fewest = software && work < NO_WORK ? SMALL_TILE : 1;
  let best: readonly [number, number] = [1, 1];
  let least = Infinity;
  for (const [rows, columns] of software ? SOFTWARE_TILES : TILES) {
    if (rows * columns > most || rows * columns < fewest) continue;
    const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
    const each = LOAD_COST * (rows + columns) + rows * columns;
    // too few invocations wait for one another
    const cost = tiles * each * Math.max(1, wanted / (tiles * batches));
    if (cost >= least) continue;
    least = cost;
    best = [rows, columns];
  }
  return placed(best, n, software);
}

function placed([rows, columns]: readonly [number, number], n: number, software: boolean): Placed {
  const size = software ? 16 : 64;
  const wide = Math.min(Math.sqrt(size), 2 ** Math.ceil(Math.log2(Math.ceil(n / columns))));
  return { rows, columns, size, wide, high: size / wide };
}

/** A tile that is used for many shapes where code is short, and whose sums are the same. */
const STAND_IN = [4, 4] as const;

function isLarge({ rows, columns }: RegisterTile): boolean {
  return rows * columns > STAND_IN[0] * STAND_IN[1];
}

/** In how many parts the products of one output are added up apart: more where outputs are few and sums long. */
export function splitsOf(sizes: MatmulSizes, tile: RegisterTile, software: boolean): number {
  const invocations = Math.ceil(sizes.m / tile.rows) * Math.ceil(sizes.n / tile.columns) * sizes.batches;
  const wanted = Math.ceil((software ? 32 : 2048) / invocations);
  return Math.max(1, Math.min(wanted, Math.floor(sizes.k / SHORTEST_SPLIT), MOST_SPLITS));
}

/** Whether words can be taken four at a time along the dimension of size `length` and stride `along`. */
function fourfold({ offset, strides }: Extent, along: number, across: number, length: number): boolean {
  return (
    strides[along] === 1 &&
    length % 4 === 0 &&
    [offset, strides[0] ?? 0, strides[across] ?? 0].every((step) => step % 4 === 0)
  );
}

/** Records [B, M, K] × [B, K, N] → contiguous [B, M, N]. Throws UnsupportedError for bool, as PyTorch. */
export function recordMatmul(
  context: KernelContext,
  kind: WordClass,
  traits: MatmulTraits,
  a: Source,
  b: Source,
  out: Source,
): void {
  if (kind === 'bool') throw new UnsupportedError('matmul is not implemented for Bool.');
  const [batches = 1, m = 1, n = 1] = out.view.shape;
  const sizes: MatmulSizes = { m, n, k: a.view.shape[2] ?? 1, batches };
  const bound = bind(out.entry, [a.entry, b.entry]);
  const [nameA = 'in0', nameB = 'in1'] = bound.names;
  const work = (
    form: string,
    code: () => string,
    tile: { readonly rows: number; readonly columns: number },
    splits: number,
    target: PooledBuffer,
    offset: number,
    wide = 0,
  ): Dispatch => ({
    key: `matmul.${form}/${nameA}/${nameB}`,
    code,
    out: target,
    inputs: bound.inputs,
    flag: kind === 'i64',
    params: [
      ...[m, n, sizes.k, batches, ...matrix(a.view), ...matrix(b.view), offset],
      ...[Math.ceil(sizes.k / splits), splits, wide],
    ],
    workgroups: batches * splits * Math.ceil(m / tile.rows) * Math.ceil(n / tile.columns),
  });
  const dispatch = (...args: Parameters<typeof work>): void => context.queue.dispatch(work(...args));
  if (kind !== 'f32') {
    const code = (): string => integerShader(kind, nameA, nameB);
    dispatch(kind, code, INTEGER_TILE, 1, out.entry, out.view.offset);
    return;
  }
  if (traits.shared && m >= SHARED_TILE.rows / 2 && n >= SHARED_TILE.columns / 2) {
    if (traits.halves) {
      recordHalves(context, a, b, out);
      return;
    }
    const along = [a.view.strides[1] === 1, b.view.strides[1] === 1] as const;
    const code = (): string => sharedShader(nameA, nameB, ...along, false);
    dispatch(`shared/${along.join()}`, code, SHARED_TILE, 1, out.entry, out.view.offset);
    return;
  }
  // a buffer that both are read from has one type
  const isShared = nameA === nameB || nameA === 'out' || nameB === 'out';
  const multiplications = m * n * sizes.k * batches;
  const short = traits.software && multiplications < MUCH_WORK;
  const isOne = short || isShared;
  const tiled = (tile: Placed, splits: number, target: PooledBuffer, offset: number): Dispatch => {
    const loads: Loads = {
      a: !isOne && tile.rows >= 4 && fourfold(a.view, 1, 2, m) ? 4 : 1,
      b: !isOne && tile.columns >= 4 && fourfold(b.view, 2, 1, n) ? 4 : 1,
    };
    const { size, wide, rows, columns } = tile;
    const form = `f32/${rows}x${columns}/${loads.a}${loads.b}${short ? 'short' : ''}`;
    const code = (): string => registerShader({ tile, loads, size, short }, nameA, nameB);
    const whole = { rows: rows * tile.high, columns: columns * wide };
    return work(form, code, whole, splits, target, offset, wide);
  };
  const tile = registerTile(sizes, traits.software);
  const splits = splitsOf(sizes, tile, traits.software);
  if (splits === 1 || isShared) {
    const best = tiled(tile, 1, out.entry, out.view.offset);
    const waits = short && isLarge(tile) && context.tiers?.isReady(best, multiplications) === false;
    const used = waits ? tiled(placed(STAND_IN, n, true), 1, out.entry, out.view.offset) : best;
    context.queue.dispatch(used);
    return;
  }
  const scratch = context.pool.take(splits * batches * m * n * 4);
  context.queue.dispatch(tiled(tile, splits, scratch, 0));
  const parts: Extent = {
    shape: [batches, m, n, splits],
    strides: [m * n, n, 1, batches * m * n],
    offset: 0,
  };
  recordReduce(context, 'sum', 'f32', { view: parts, entry: scratch }, out);
  context.pool.release(scratch);
}

/** The product of both rounded to 16 bits; sums have all of theirs. */
function recordHalves(context: KernelContext, a: Source, b: Source, out: Source): void {
  const [batches = 1, m = 1, n = 1] = out.view.shape;
  const k = a.view.shape[2] ?? 1;
  const left = packed(context, a);
  const right = packed(context, { view: transposed(b.view), entry: b.entry });
  context.queue.dispatch({
    key: 'matmul.halves',
    code: () => sharedShader('in0', 'in1', false, true, true),
    out: out.entry,
    inputs: [left.entry, right.entry],
    flag: false,
    params: [
      ...[m, n, k, batches, ...matrix(left.view), ...matrix(transposed(right.view)), out.view.offset],
      ...[k, 1],
    ],
    workgroups: batches * Math.ceil(m / SHARED_TILE.rows) * Math.ceil(n / SHARED_TILE.columns),
  });
  left.done();
  right.done();
}

function transposed({
  shape: [s = 1, r = 1, c = 1],
  strides: [s0 = 0, s1 = 0, s2 = 0],
  offset,
}: Extent): Extent {
  return { shape: [s, c, r], strides: [s0, s2, s1], offset };
}

function matrix({ offset, strides: [s0 = 0, s1 = 0, s2 = 0] }: Extent): number[] {
  return [offset, s0, s1, s2];
}
