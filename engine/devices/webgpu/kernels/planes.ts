/** @file Sparse maps of planes: pooling, padding, resizing, unfolding; and elements of planes by index. */

import { float32, int32 } from '../../../dtype';
import type { StridedView } from '../../device';
import type { NetworkKernels, SparseMap } from '../../network';
import { numel } from '../layout';
import { classOf, type WordClass } from '../words';
import { accumulate } from './accumulate';
import type { KernelContext } from './context';
import { keyFunction } from './sorting';
import { flat, recordViews, scratch } from './views';

/** A map in GPU memory; the storages keep it there. */
interface Uploaded {
  readonly start: StridedView;
  readonly column: StridedView;
  readonly weight: StridedView;
}

/** A map with rows and columns changed for each other. */
function transpose({ rows, columns, start, column, weight }: SparseMap): SparseMap {
  const begin = new Int32Array(columns + 1);
  for (const c of column) begin[c + 1]!++;
  for (let c = 0; c < columns; c++) begin[c + 1]! += begin[c]!;
  const next = begin.slice();
  const row = new Int32Array(column.length);
  const factor = new Float64Array(column.length);
  for (let r = 0; r < rows; r++) {
    for (let e = start[r]!; e < start[r + 1]!; e++) {
      const at = next[column[e]!]!++;
      row[at] = r;
      factor[at] = weight[e]!;
    }
  }
  return { rows: columns, columns: rows, start: begin, column: row, weight: factor };
}

/** How the terms of a class are added up. */
function sumOf(kind: WordClass): { type: string; zero: string; term: string; word: string } {
  if (kind === 'f32') {
    const term = 'bitcast<f32>(w) * bitcast<f32>(factor)';
    return { type: 'f32', zero: '0.0', term, word: 'bitcast<u32>(sum)' };
  }
  // integers are moved, and only then averaged
  const term = 'select(u32(i32(f32(i32(w)) * bitcast<f32>(factor))), w, factor == 0x3f800000u)';
  return { type: 'u32', zero: '0u', term, word: kind === 'u8' ? 'sum & 0xffu' : 'sum' };
}

type PlaneKernels = Pick<NetworkKernels, 'planes' | 'planeMax' | 'planePick' | 'planeScatter'>;

export function planeKernels(context: KernelContext): PlaneKernels {
  const uploads = new WeakMap<SparseMap, Map<boolean, Uploaded>>();

  /** The map, or its transpose, on the device. */
  function uploaded(map: SparseMap, transposed: boolean): Uploaded {
    const both = uploads.get(map) ?? new Map<boolean, Uploaded>();
    uploads.set(map, both);
    const found = both.get(transposed);
    if (found) return found;
    const { start, column, weight } = transposed ? transpose(map) : map;
    const made = {
      start: context.upload(int32, start),
      column: context.upload(int32, column),
      weight: context.upload(float32, Float32Array.from(weight)),
    };
    both.set(transposed, made);
    return made;
  }

  const part = (view: StridedView) => flat(context.source(view));

  function planes(map: SparseMap, transposed: boolean, x: StridedView, out: StridedView): void {
    if (map.column.length === 0 || numel(x.shape) === 0) return;
    const { start, column, weight } = uploaded(map, transposed);
    const [rows, columns] = transposed ? [map.columns, map.rows] : [map.rows, map.columns];
    const kind = classOf(x.storage.dtype);
    const sum = sumOf(kind);
    recordViews(context, {
      name: `planes.${kind}`,
      out: flat(context.partly(out)),
      inputs: [part(x), part(start), part(column), part(weight)],
      numbers: [rows, columns],
      count: numel(out.shape),
      body: `
  let base = i / number0() * number1();
  let row = i % number0();
  let end = word2(row + 1u);
  // a row without entries leaves what is there
  if (word2(row) == end) { return; }
  var sum: ${sum.type} = ${sum.zero};
  for (var e = word2(row); e < end; e++) {
    let w = word1(at1(base + word3(e)));
    let factor = word4(e);
    sum += ${sum.term};
  }
  out[at0(i)] = ${sum.word};`,
    });
  }

  function planeMax(map: SparseMap, x: StridedView, out: StridedView, indices: StridedView): void {
    if (map.column.length === 0) return;
    const { start, column } = uploaded(map, false);
    const kind = classOf(x.storage.dtype);
    // which element it is, and then the element
    for (const [what, target] of [
      ['place', indices],
      ['value', out],
    ] as const)
      recordViews(context, {
        name: `planeMax.${what}.${kind}`,
        out: flat(context.target(target)),
        inputs: [part(x), part(start), part(column)],
        numbers: [map.rows, map.columns],
        declarations: keyFunction(kind),
        count: numel(target.shape),
        body: `
  let base = i / number0() * number1();
  let row = i % number0();
  var place = word3(word2(row));
  var best = word1(at1(base + place));
  for (var e = word2(row) + 1u; e < word2(row + 1u); e++) {
    let w = word1(at1(base + word3(e)));
    // of several that are not numbers the last one
    if (key(w) > key(best)${kind === 'f32' ? ' || is_nan(w)' : ''}) {
      best = w;
      place = word3(e);
    }
  }
  out[at0(i)] = ${what === 'place' ? 'place' : 'best'};`,
      });
  }

  /** How many listed elements a plane has. */
  const listed = (columns: number, indices: StridedView, planesOf: StridedView): number =>
    numel(indices.shape) / (numel(planesOf.shape) / columns);

  function planePick(columns: number, x: StridedView, indices: StridedView, out: StridedView): void {
    const count = numel(indices.shape);
    if (count === 0) return;
    recordViews(context, {
      name: 'planePick',
      out: flat(context.target(out)),
      inputs: [part(x), part(indices)],
      numbers: [listed(columns, indices, x), columns],
      count,
      body: 'out[at0(i)] = word1(at1(i / number0() * number1() + word2(at2(i))));',
    });
  }

  /** Every element of a plane asks the windows that it lies in whether it was their choice. */
  function gatherChosen(map: SparseMap, x: StridedView, indices: StridedView, out: StridedView): void {
    const { start, column } = uploaded(map, true);
    recordViews(context, {
      name: 'planeScatter.windows',
      out: flat(context.target(out)),
      inputs: [part(x), part(indices), part(start), part(column)],
      numbers: [map.rows, map.columns],
      count: numel(out.shape),
      body: `
  let base = i / number1() * number0();
  let own = i % number1();
  let end = word3(own + 1u);
  var sum = 0.0;
  for (var e = word3(own); e < end; e++) {
    let at = base + word4(e);
    if (word2(at2(at)) == own) { sum += bitcast<f32>(word1(at1(at))); }
  }
  out[at0(i)] = bitcast<u32>(sum);`,
    });
  }

  function planeScatter(
    columns: number,
    x: StridedView,
    indices: StridedView,
    out: StridedView,
    map: SparseMap | null,
  ): void {
    const count = numel(indices.shape);
    if (count === 0) return;
    if (map && classOf(x.storage.dtype) === 'f32') {
      gatherChosen(map, x, indices, out);
      return;
    }
    const places = scratch(context, [count]);
    recordViews(context, {
      name: 'places.plane',
      out: flat(places),
      inputs: [part(indices)],
      numbers: [listed(columns, indices, out), columns, out.offset],
      count,
      body: 'out[at0(i)] = number2() + i / number0() * number1() + word1(at1(i));',
    });
    const target = context.partly(out);
    accumulate(context, { out, target, places, count, source: x, rest: null, mode: 'add' });
    places.done();
  }

  return { planes, planeMax, planePick, planeScatter };
}
