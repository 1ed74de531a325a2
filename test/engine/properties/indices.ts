/** @file Square brackets as a naive model has them: every kind of index, and the places that they name together. */

import fc from 'fast-check';
import { torch, type Tensor } from '../../../engine/index';
import type { Index } from '../../../engine/ops/indexing/at';
import { places, row } from './model';

/** One item between the brackets: what is written, and what it means. */
export type Item =
  | { kind: 'number'; at: number; isTensor: boolean }
  | { kind: 'slice'; text: string; at: number[] }
  | { kind: 'new' }
  | { kind: 'rest' }
  /** a list or a tensor of numbers, in up to three dimensions, or a mask over some dimensions: one list each of them */
  | { kind: 'several'; form: Form; shape: number[]; at: number[][] };

/** How it is written down: numbers (negative ones from the end) as a list or a tensor, or a mask of this shape. */
type Form =
  { list: number[] } | { tensor: number[]; isShort: boolean } | { mask: boolean[]; shape: number[] };

export interface Brackets {
  shape: number[];
  items: Item[];
}

/** Python's slice: the places that it takes of a dimension. */
function sliceOf(size: number, [from, to, step]: [number | null, number | null, number]): number[] {
  const bound = (x: number | null, other: number): number =>
    x === null ? other : Math.min(Math.max(x < 0 ? x + size : x, 0), size);
  const [start, end] = [bound(from, 0), bound(to, size)];
  return Array.from({ length: size }, (_, i) => start + i * step).filter((at) => at < end);
}

const negative = (at: number, size: number, isNegative: boolean): number => (isNegative ? at - size : at);

/** An item of a kind for dimensions of these sizes, made of numbers; all lists of one case have one length. */
function itemFor(kind: string, sizes: readonly number[], numbers: number[], length: number): Item {
  const size = sizes[0]!;
  const [a, b, c] = numbers as [number, number, number];
  if (kind === 'number' || kind === 'scalar') {
    return { kind: 'number', at: negative(a % size, size, b % 2 === 1), isTensor: kind === 'scalar' };
  }
  if (kind === 'slice') {
    const part = (x: number): number | null => (x % 3 === 0 ? null : (x % (2 * size + 3)) - size - 1);
    const [from, to, step] = [part(a), part(b), (c % 3) + 1] as [number | null, number | null, number];
    const text = `${from ?? ''}:${to ?? ''}${step === 1 ? '' : `:${step}`}`;
    return { kind, text, at: sliceOf(size, [from, to, step]) };
  }
  if (kind === 'mask') {
    // as many trues as the lists are long, over one dimension or two
    const rank = a % 2 === 0 ? 2 : 1;
    const shape = sizes.slice(0, rank);
    const all = places(shape);
    if (all.length >= length) {
      const order = all.map((_, i) => i).sort((i, j) => ((i * 7 + b) % 11) - ((j * 7 + b) % 11) || i - j);
      const yes = new Set(order.slice(0, length));
      const chosen = all.filter((_, i) => yes.has(i));
      const form = { mask: all.map((_, i) => yes.has(i)), shape };
      return {
        kind: 'several',
        form,
        shape: [length],
        at: shape.map((_, d) => chosen.map((place) => place[d]!)),
      };
    }
  }
  const shape = SHAPED[kind]?.(length) ?? [length];
  const at = places(shape).map((_, i) => (numbers[i % numbers.length]! + i * 5) % size);
  const signed = at.map((x, i) => negative(x, size, (a + i) % 3 === 0));
  const form = kind === 'list' ? { list: signed } : { tensor: signed, isShort: c % 2 === 1 };
  return { kind: 'several', form, shape, at: [at] };
}

/** Index tensors of more dimensions, which broadcast with each other and with lists. */
const SHAPED: Record<string, (length: number) => number[]> = {
  column: (length) => [length, 1],
  square: (length) => [length, length],
  cube: (length) => [2, 1, length],
};

export const KINDS = ['number', 'scalar', 'slice', 'list', 'tensor', ...Object.keys(SHAPED), 'mask'];

/** How many dimensions of the tensor an item stands for. */
const takenBy = (item: Item): number =>
  item.kind === 'number' || item.kind === 'slice' ? 1 : item.kind === 'several' ? item.at.length : 0;

const sizes = fc.integer({ min: 1, max: 4 });

/** Items with the sizes that they are for, new dimensions between them, and dimensions left out at '...' or the end. */
export const brackets = (kinds: readonly string[] = KINDS): fc.Arbitrary<Brackets> =>
  fc
    .record({
      length: fc.integer({ min: 1, max: 3 }),
      chosen: fc.array(
        fc.record({
          kind: fc.constantFrom(...kinds),
          sizes: fc.tuple(sizes, sizes),
          numbers: fc.array(fc.nat({ max: 40 }), { minLength: 3, maxLength: 3 }),
          isNewBefore: fc.boolean(),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      left: fc.array(sizes, { maxLength: 2 }),
      rest: fc.option(fc.nat({ max: 3 })),
    })
    .map(({ length, chosen, left, rest }) => {
      const items: Item[] = [];
      const shape: number[] = [];
      chosen.forEach(({ kind, sizes: own, numbers, isNewBefore }, k) => {
        if (k === rest) {
          items.push({ kind: 'rest' });
          shape.push(...left);
        }
        if (isNewBefore && numbers[0]! % 3 === 0) items.push({ kind: 'new' });
        const item = itemFor(kind, own, numbers, length);
        items.push(item);
        shape.push(...own.slice(0, takenBy(item)));
      });
      if (rest !== null && rest >= chosen.length) items.push({ kind: 'rest' });
      if (rest === null || rest >= chosen.length) shape.push(...left);
      return { shape, items };
    });

export const written = ({ items }: Brackets): Index[] =>
  items.map((item): Index => {
    if (item.kind === 'number') return item.isTensor ? torch.tensor(item.at) : item.at;
    if (item.kind === 'slice') return item.text as Index;
    if (item.kind === 'new') return null;
    if (item.kind === 'rest') return '...';
    const { form, shape } = item;
    if ('list' in form) return form.list;
    return 'mask' in form
      ? torch.tensor(form.mask).reshape(form.shape)
      : torch.tensor(form.tensor, { dtype: form.isShort ? torch.int32 : torch.int64 }).reshape(shape);
  });

/** What the brackets name: the result's shape, and for each of its places the number of the element. */
export function named({ shape, items }: Brackets): { shape: number[]; at: (place: number[]) => number } {
  const consumed = items.reduce((sum, item) => sum + takenBy(item), 0);
  const whole = (d: number): number[] => Array.from({ length: shape[d]! }, (_, i) => i);
  // every dimension of the view: the places of one of the tensor's (null: a new one), or looked up by lists
  type Dim =
    { from: number | null; at: number[] } | { from: number; looked: { shape: number[]; at: number[] } };
  const dims: Dim[] = [];
  const fixed = new Map<number, number>();
  let d = 0;
  for (const item of items) {
    if (item.kind === 'new') dims.push({ from: null, at: [0] });
    else if (item.kind === 'rest') {
      for (let k = consumed; k < shape.length; k++) dims.push({ from: d, at: whole(d++) });
    } else if (item.kind === 'number') {
      fixed.set(d, item.at < 0 ? item.at + shape[d]! : item.at);
      d++;
    } else if (item.kind === 'slice') dims.push({ from: d++, at: item.at });
    else for (const at of item.at) dims.push({ from: d++, looked: { shape: item.shape, at } });
  }
  while (d < shape.length) dims.push({ from: d, at: whole(d++) });
  const looked = dims.flatMap((dim, k) => ('looked' in dim ? [k] : []));
  const index = together(looked.map((k) => (dims[k] as { looked: { shape: number[] } }).looked.shape));
  const areNeighbours = looked.every((k, j) => j === 0 || k === looked[j - 1]! + 1);
  const before = areNeighbours && looked.length > 0 ? looked[0]! : 0;
  const kept = dims.filter((dim) => 'at' in dim) as { from: number | null; at: number[] }[];
  const sizes = kept.map(({ at }) => at.length);
  const out = [...sizes.slice(0, before), ...index, ...sizes.slice(before)];
  return {
    shape: out,
    at(place) {
      const among = place.slice(before, before + index.length);
      const others = [...place.slice(0, before), ...place.slice(before + index.length)];
      const source = shape.map((_, k) => fixed.get(k) ?? 0);
      kept.forEach(({ from, at }, k) => from !== null && (source[from] = at[others[k]!]!));
      for (const k of looked) {
        const dim = dims[k] as { from: number; looked: { shape: number[]; at: number[] } };
        const own = among.slice(index.length - dim.looked.shape.length);
        source[dim.from] =
          dim.looked.at[
            row(
              dim.looked.shape,
              own.map((i, e) => Math.min(i, dim.looked.shape[e]! - 1)),
            )
          ]!;
      }
      return row(shape, source);
    },
  };
}

function together(shapes: readonly number[][]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, d) =>
    Math.max(...shapes.map((shape) => shape[d - (rank - shape.length)] ?? 1)),
  );
}

/** Whether two places name one element: then nobody says which value it gets. */
export function meets(model: { shape: number[]; at: (place: number[]) => number }): boolean {
  const all = places(model.shape).map((place) => model.at(place));
  return new Set(all).size < all.length;
}

/** A value for the places: a tensor whose dimensions are the result's last, some of them 1. */
export function valueFor(
  shape: readonly number[],
  cut: number,
  ones: number,
): { value: Tensor; at: (place: number[]) => number } {
  const own = shape.slice(Math.min(cut, shape.length)).map((size, d) => ((ones >> d) & 1 ? 1 : size));
  const count = own.reduce((a, b) => a * b, 1);
  return {
    value: torch.arange(count).add(100).reshape(own),
    at: (place) =>
      100 +
      row(
        own,
        place.slice(shape.length - own.length).map((i, d) => Math.min(i, own[d]! - 1)),
      ),
  };
}
