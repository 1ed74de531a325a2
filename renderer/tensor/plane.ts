/** @file Planes: a tensor of any rank laid out in rows and columns. Pure index arithmetic. */

/** Which dimensions run down, which run across (outermost first), and where the others stand. */
export interface Plane {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** an index for each dimension; those of rows and columns do not count */
  readonly at: readonly number[];
}

/** The last two dimensions as rows and columns; a vector is one row. `slice` is where the first of the others stands. */
export function defaultPlane(shape: readonly number[], slice = 0): Plane {
  const rank = shape.length;
  const at = shape.map((size, d) => (d === 0 && rank > 2 ? Math.max(0, Math.min(size - 1, slice)) : 0));
  return { rows: rank >= 2 ? [rank - 2] : [], columns: rank >= 1 ? [rank - 1] : [], at };
}

/** Pictures beside one another: rows are the last dimension but one, all others run across. A matrix is one picture. */
export function picturesPlane(shape: readonly number[], slice: number | null = null): Plane {
  const rank = shape.length;
  if (rank <= 2) return defaultPlane(shape);
  const leading = shape.map((_, d) => d).slice(slice === null ? 0 : 1, -2);
  return { rows: [rank - 2], columns: [...leading, rank - 1], at: defaultPlane(shape, slice ?? 0).at };
}

/** How many elements lie along some dimensions together. */
export function extent(shape: readonly number[], dims: readonly number[]): number {
  return dims.reduce((product, d) => product * (shape[d] ?? 1), 1);
}

/** Rows and columns of a plane. */
export function planeSize(
  shape: readonly number[],
  plane: Plane,
): { readonly rows: number; readonly columns: number } {
  return { rows: extent(shape, plane.rows), columns: extent(shape, plane.columns) };
}

/** The index in each of `dims` of the `i`-th place along them, written into `index`. */
function unravel(shape: readonly number[], dims: readonly number[], i: number, index: number[]): void {
  let rest = i;
  for (const d of [...dims].reverse()) {
    const size = shape[d] ?? 1;
    index[d] = size === 0 ? 0 : rest % size;
    rest = size === 0 ? 0 : Math.floor(rest / size);
  }
}

/** The full index of a place in the plane: what to write between the brackets. */
export function indexAt(shape: readonly number[], plane: Plane, row: number, column: number): number[] {
  const index = shape.map((_, d) => plane.at[d] ?? 0);
  unravel(shape, plane.rows, row, index);
  unravel(shape, plane.columns, column, index);
  return index;
}

/** How far from the first element the places `from…to` along some dimensions lie. */
export function offsetsAlong(
  shape: readonly number[],
  strides: readonly number[],
  dims: readonly number[],
  from: number,
  to: number,
): Int32Array {
  const out = new Int32Array(Math.max(0, to - from));
  const index: number[] = [];
  for (let i = 0; i < out.length; i++) {
    unravel(shape, dims, from + i, index);
    out[i] = dims.reduce((sum, d) => sum + (index[d] ?? 0) * (strides[d] ?? 0), 0);
  }
  return out;
}

/** Where the element that is `at`-th row by row stands in a plane that shows all dimensions, or its own slice. */
export function placeOf(
  shape: readonly number[],
  plane: Plane,
  at: number,
): { readonly row: number; readonly column: number } {
  const index: number[] = [];
  unravel(
    shape,
    shape.map((_, d) => d),
    at,
    index,
  );
  const along = (dims: readonly number[]): number =>
    dims.reduce((place, d) => place * (shape[d] ?? 1) + (index[d] ?? 0), 0);
  return { row: along(plane.rows), column: along(plane.columns) };
}

/** The plane with dimension `d` as its rows; what was there changes places with it. */
export function asRows(plane: Plane, d: number): Plane {
  const { rows, columns } = plane;
  return { ...plane, rows: [d], columns: columns.includes(d) ? rows : columns };
}

/** The plane with dimension `d` as its columns. */
export function asColumns(plane: Plane, d: number): Plane {
  const { rows, columns } = plane;
  return { ...plane, columns: [d], rows: rows.includes(d) ? columns : rows };
}

/** The plane with its slice at `index` of dimension `d`. */
export function standAt(plane: Plane, d: number, index: number): Plane {
  return { ...plane, at: plane.at.map((x, k) => (k === d ? index : x)) };
}
