/** @file Ops that copy elements to other places: flipping, rolling, turning, repeating, triangles, diagonals. */

import { RuntimeError } from '../../errors';
import { contiguousStrides, normalizeDim, numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { positionsOf, type Look } from './geometry';
import { diagonalGeometry } from './views';

/** Elements seen by `from` in the input go to where `to` sees them in the output, which is dense. */
interface Move {
  readonly from: Look;
  readonly to: Look;
}

interface Plan {
  readonly shape: Shape;
  readonly moves: readonly Move[];
}

interface MoveParts {
  readonly name: string;
  readonly gradFn: string;
  readonly symbol?: string;
  readonly plan: (shape: Shape, strides: Shape, attrs: Attrs) => Plan;
  readonly backward: (gradient: Tensor, attrs: Attrs, input: Tensor) => Tensor;
}

/** An op whose output elements are input elements, or 0 where nothing moves to. */
function moveOp({ name, gradFn, symbol, plan, backward }: MoveParts): OpRecord {
  return {
    name,
    gradFn: () => `${gradFn}Backward0`,
    symbol: symbol ?? name,
    formula: (n) => `\\operatorname{${name}}(${operandTex(n, 0)})`,
    forward([x], attrs) {
      const { shape, moves } = plan(x!.shape, x!.strides, attrs);
      const out = Tensor.empty(shape, x!.dtype, x!.device);
      for (const { from, to } of moves) {
        if (numel(from.shape) === 0) continue;
        x!.device.copy(
          x!.look(from.shape, from.strides, x!.offset + from.offset),
          out.look(to.shape, to.strides, to.offset),
        );
      }
      return out;
    },
    saves: { inputs: [], output: false },
    backward: ({ inputs, attrs }, g) => [backward(g, attrs, inputs[0]!)],
    explain: {
      tex: () => '1',
      locals(_, i, { inputs, attrs }) {
        const { shape } = inputs[0]!;
        return plan(shape, contiguousStrides(shape), attrs).moves.flatMap(({ from, to }) => {
          const targets = positionsOf(to);
          return positionsOf(from).flatMap((at, j) => (at === i ? [{ at: targets[j]!, value: 1 }] : []));
        });
      },
    },
  };
}

const dense = (shape: Shape): Look => ({ shape, strides: contiguousStrides(shape), offset: 0 });
const listOf = (attrs: Attrs, key: string): Shape => attrs[key] as Shape;

/** A look from the other end of some dimensions. */
function reversed(look: Look, dims: readonly number[]): Look {
  return {
    shape: look.shape,
    strides: look.strides.map((step, d) => (dims.includes(d) ? -step : step)),
    offset: dims.reduce((at, d) => at + (look.shape[d]! - 1) * look.strides[d]!, look.offset),
  };
}

export const flip: OpRecord = moveOp({
  name: 'flip',
  gradFn: 'Flip',
  plan(shape, strides, attrs) {
    const dims = listOf(attrs, 'dims').map((dim) => normalizeDim(dim, shape.length));
    dims.forEach((d, i) => {
      if (dims.indexOf(d) < i) throw new RuntimeError(`dim ${d} appears multiple times in the list of dims`);
    });
    const own = { shape, strides, offset: 0 };
    return { shape, moves: [{ from: shape.length === 0 ? own : reversed(own, dims), to: dense(shape) }] };
  },
  backward: (g, attrs) => g.flip(listOf(attrs, 'dims')),
});

/** The two halves that a roll along `d` swaps, for each of the moves so far. */
function rolled(moves: readonly Move[], d: number, shift: number): Move[] {
  return moves.flatMap(({ from, to }) => {
    const size = from.shape[d]!;
    if (size === 0) return [];
    const by = ((shift % size) + size) % size;
    const piece = (look: Look, start: number, length: number): Look => ({
      ...look,
      shape: look.shape.with(d, length),
      offset: look.offset + start * look.strides[d]!,
    });
    return [
      { from: piece(from, 0, size - by), to: piece(to, by, size - by) },
      { from: piece(from, size - by, by), to: piece(to, 0, by) },
    ];
  });
}

/** Rolls dimensions; without any the flattened tensor, which must then be contiguous. */
export const roll: OpRecord = moveOp({
  name: 'roll',
  gradFn: 'Roll',
  plan(shape, strides, attrs) {
    if (listOf(attrs, 'dims').length === 0) {
      const flat = dense([numel(shape)]);
      return { shape, moves: rolled([{ from: flat, to: flat }], 0, listOf(attrs, 'shifts')[0]!) };
    }
    const dims = listOf(attrs, 'dims').map((dim) => normalizeDim(dim, shape.length));
    const total = new Map<number, number>();
    listOf(attrs, 'shifts').forEach((shift, i) => total.set(dims[i]!, (total.get(dims[i]!) ?? 0) + shift));
    let moves: Move[] = [{ from: { shape, strides, offset: 0 }, to: dense(shape) }];
    if (shape.length > 0) for (const [d, shift] of total) moves = rolled(moves, d, shift);
    return { shape, moves };
  },
  backward: (g, attrs) =>
    g.roll(
      listOf(attrs, 'shifts').map((shift) => -shift),
      listOf(attrs, 'dims'),
    ),
});

/** Quarter turns in the plane of two dimensions, from the first towards the second. */
export const rot90: OpRecord = moveOp({
  name: 'rot90',
  gradFn: 'Rot90',
  symbol: '↻',
  plan(shape, strides, attrs) {
    const [a, b] = listOf(attrs, 'dims').map((dim) => normalizeDim(dim, shape.length)) as [number, number];
    const turns = (((attrs['k'] as number) % 4) + 4) % 4;
    const own = { shape, strides, offset: 0 };
    const flipped = reversed(own, [[], [b], [a, b], [a]][turns]!);
    const swap = (list: Shape): Shape => (turns % 2 ? list.with(a, list[b]!).with(b, list[a]!) : list);
    const from = { ...flipped, shape: swap(shape), strides: swap(flipped.strides) };
    return { shape: from.shape, moves: [{ from, to: dense(from.shape) }] };
  },
  backward: (g, attrs) => g.rot90(-(attrs['k'] as number), listOf(attrs, 'dims')),
});

/** [r₀, s₀, r₁, s₁, …]: how often, and the own size, of every dimension. */
function repeatedShape(shape: Shape, repeats: Shape): number[] {
  const lead = repeats.length - shape.length;
  return repeats.flatMap((times, d) => [times, d < lead ? 1 : shape[d - lead]!]);
}

export const repeat: OpRecord = moveOp({
  name: 'repeat',
  gradFn: 'Repeat',
  plan(shape, strides, attrs) {
    const repeats = listOf(attrs, 'repeats');
    const lead = repeats.length - shape.length;
    const steps = repeats.flatMap((_, d) => [0, d < lead ? 0 : strides[d - lead]!]);
    const pairs = repeatedShape(shape, repeats);
    return {
      shape: repeats.map((times, d) => times * pairs[2 * d + 1]!),
      moves: [{ from: { shape: pairs, strides: steps, offset: 0 }, to: dense(pairs) }],
    };
  },
  backward(g, attrs, input) {
    const repeats = listOf(attrs, 'repeats');
    if (repeats.length === 0) return g;
    const pairs = g.reshape(repeatedShape(input.shape, repeats));
    return pairs.sum(repeats.map((_, d) => 2 * d)).reshape(input.shape);
  },
});

/** For each row of a matrix, from which column to which it is kept. */
function triangle(name: 'tril' | 'triu', gradFn: string, kept: (row: number, k: number) => [number, number]) {
  return moveOp({
    name,
    gradFn,
    symbol: name === 'tril' ? '◺' : '◹',
    plan(shape, strides, attrs) {
      if (shape.length < 2) throw new RuntimeError(`${name}: input tensor must have at least 2 dimensions`);
      const [rows, columns] = shape.slice(-2) as [number, number];
      const clamp = (column: number): number => Math.min(Math.max(column, 0), columns);
      const moves = Array.from({ length: rows }, (_, row): Move => {
        const [start, end] = kept(row, attrs['diagonal'] as number).map(clamp) as [number, number];
        const part = (look: Look): Look => ({
          shape: [...shape.slice(0, -2), Math.max(end - start, 0)],
          strides: look.strides.toSpliced(-2, 1),
          offset: row * look.strides.at(-2)! + start * look.strides.at(-1)!,
        });
        return { from: part({ shape, strides, offset: 0 }), to: part(dense(shape)) };
      });
      return { shape, moves };
    },
    backward: (g, attrs) => g[name](attrs['diagonal'] as number),
  });
}

export const tril: OpRecord = triangle('tril', 'Tril', (row, k) => [0, row + k + 1]);
export const triu: OpRecord = triangle('triu', 'Triu', (row, k) => [row + k, Infinity]);

/** Puts the last dimension on a diagonal of a new matrix. */
export const diagEmbed: OpRecord = moveOp({
  name: 'diagEmbed',
  gradFn: 'DiagEmbed',
  plan(shape, strides, attrs) {
    const rank = shape.length + 1;
    const [dim1, dim2] = [attrs['dim1'] as number, attrs['dim2'] as number];
    const [a, b] = [normalizeDim(dim1, rank), normalizeDim(dim2, rank)];
    if (a === b) throw new RuntimeError(`diagonal dimensions cannot be identical ${dim1}, ${dim2}`);
    const side = shape.at(-1)! + Math.abs(attrs['offset'] as number);
    const out = shape.slice(0, -1);
    for (const d of [a, b].sort((x, y) => x - y)) out.splice(d, 0, side);
    const to = diagonalGeometry(out, contiguousStrides(out), attrs);
    return { shape: out, moves: [{ from: { shape, strides, offset: 0 }, to }] };
  },
  backward: (g, attrs) =>
    g.diagonal(attrs['offset'] as number, attrs['dim1'] as number, attrs['dim2'] as number),
});

export const MOVES: readonly OpRecord[] = [flip, roll, rot90, repeat, tril, triu, diagEmbed];
