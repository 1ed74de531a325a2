/** @file Sparse maps from places to places, built axis by axis: windows, padding, interpolation. */

import type { SparseMap } from '../../devices/network';
import type { Shape } from '../../shape';
import type { Attrs } from '../../trace/events';

/** Where one output place of one axis reads, and with which weight. */
export interface Entry {
  readonly from: number;
  readonly weight: number;
}

/** For every output place of an axis what it reads. */
export type Axis = readonly (readonly Entry[])[];

/** The map of a plane whose axes are independent: weights multiply. `sizes` are the input's. */
export function mapOfAxes(axes: readonly Axis[], sizes: Shape): SparseMap {
  let rows: (readonly Entry[])[] = [[{ from: 0, weight: 1 }]];
  axes.forEach((axis, d) => {
    rows = rows.flatMap((row) =>
      axis.map((places) =>
        row.flatMap((a) =>
          places.map((b) => ({ from: a.from * sizes[d]! + b.from, weight: a.weight * b.weight })),
        ),
      ),
    );
  });
  return mapOfRows(
    rows,
    sizes.reduce((n, size) => n * size, 1),
  );
}

export function mapOfRows(rows: readonly (readonly Entry[])[], columns: number): SparseMap {
  const count = rows.reduce((n, row) => n + row.length, 0);
  const start = new Int32Array(rows.length + 1);
  const column = new Int32Array(count);
  const weight = new Float64Array(count);
  let at = 0;
  rows.forEach((row, r) => {
    for (const entry of row) {
      column[at] = entry.from;
      weight[at++] = entry.weight;
    }
    start[r + 1] = at;
  });
  return { rows: rows.length, columns, start, column, weight };
}

export interface Windows {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly ceil: boolean;
}

/** How many windows fit; the last one must begin inside the input or its left padding. */
export function windowCount(w: Windows): number {
  const span = w.size + 2 * w.padding - w.dilation * (w.kernel - 1) - 1;
  const count = (w.ceil ? Math.ceil(span / w.stride) : Math.floor(span / w.stride)) + 1;
  return w.ceil && (count - 1) * w.stride >= w.size + w.padding ? count - 1 : count;
}

/** The places of each window that lie inside; `weigh` is given how many these are, and how many with padding. */
export function windows(w: Windows, weigh: (inside: number, padded: number) => number): Axis {
  return Array.from({ length: windowCount(w) }, (_, o) => {
    const begin = o * w.stride - w.padding;
    const places = Array.from({ length: w.kernel }, (_unused, k) => begin + k * w.dilation);
    const inside = places.filter((i) => i >= 0 && i < w.size);
    const padded = places.filter((i) => i < w.size + w.padding).length;
    return inside.map((from) => ({ from, weight: weigh(inside.length, padded) }));
  });
}

/** `out` windows that share an axis as evenly as they can. */
export function adaptiveWindows(size: number, out: number): Axis {
  return Array.from({ length: out }, (_, o) => {
    const begin = Math.floor((o * size) / out);
    const end = Math.ceil(((o + 1) * size) / out);
    return Array.from({ length: end - begin }, (_unused, i) => ({
      from: begin + i,
      weight: 1 / (end - begin),
    }));
  });
}

const KEPT = 64;
const made = new Map<string, SparseMap>();

/** The map of an op's attributes; the last few are kept, as a training loop asks for the same ones. */
export function cachedMap(op: string, attrs: Attrs, spatial: Shape, make: () => SparseMap): SparseMap {
  const key = JSON.stringify([op, attrs, spatial]);
  const found = made.get(key);
  if (found) return found;
  const map = make();
  made.set(key, map);
  if (made.size > KEPT) made.delete(made.keys().next().value!);
  return map;
}
