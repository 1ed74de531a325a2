/** @file Factorisations in doubles: LU, Cholesky, QR, symmetric eigenvalues, singular values. */

import { LinAlgError } from '../../errors';
import { identity, matrix, multiplied, transposed, type Matrix } from './host';

/** P A = L U, both in one matrix. */
export interface LU {
  readonly lu: Matrix;
  readonly order: readonly number[];
  /** of the permutation */
  readonly sign: number;
  /** the first zero of the diagonal, counted from 1; 0: none */
  readonly zeroAt: number;
}

export function luOf(a: Matrix): LU {
  const n = a.rows;
  const data = Float64Array.from(a.data);
  const order = Array.from({ length: n }, (_, i) => i);
  let [sign, zeroAt] = [1, 0];
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(data[i * n + k]!) > Math.abs(data[pivot * n + k]!)) pivot = i;
    }
    if (pivot !== k) {
      for (let j = 0; j < n; j++) {
        [data[k * n + j], data[pivot * n + j]] = [data[pivot * n + j]!, data[k * n + j]!];
      }
      [order[k], order[pivot]] = [order[pivot]!, order[k]!];
      sign = -sign;
    }
    const diagonal = data[k * n + k]!;
    if (diagonal === 0) {
      zeroAt ||= k + 1;
      continue;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = (data[i * n + k]! /= diagonal);
      for (let j = k + 1; j < n; j++) data[i * n + j]! -= factor * data[k * n + j]!;
    }
  }
  return { lu: matrix(n, n, data), order, sign, zeroAt };
}

/** A⁻¹ B. */
export function luSolve({ lu, order }: LU, b: Matrix): Matrix {
  const [n, columns] = [lu.rows, b.columns];
  const out = matrix(n, columns);
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let value = b.data[order[i]! * columns + c]!;
      for (let k = 0; k < i; k++) value -= lu.data[i * n + k]! * out.data[k * columns + c]!;
      out.data[i * columns + c] = value;
    }
    for (let i = n - 1; i >= 0; i--) {
      let value = out.data[i * columns + c]!;
      for (let k = i + 1; k < n; k++) value -= lu.data[i * n + k]! * out.data[k * columns + c]!;
      out.data[i * columns + c] = value / lu.data[i * n + i]!;
    }
  }
  return out;
}

export function inverseOf(a: Matrix): Matrix {
  return luSolve(luOf(a), identity(a.rows));
}

export function determinant(a: Matrix): number {
  const { lu, sign } = luOf(a);
  let product = sign;
  for (let i = 0; i < a.rows; i++) product *= lu.data[i * a.rows + i]!;
  return product;
}

/** The matrix of cofactors: det(A)·A⁻ᵀ, also where A is singular. */
export function cofactors(a: Matrix): Matrix {
  const n = a.rows;
  const out = matrix(n, n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      const minor = Array.from(a.data).filter((_, i) => Math.floor(i / n) !== r && i % n !== c);
      const value = determinant(matrix(n - 1, n - 1, Float64Array.from(minor)));
      out.data[r * n + c] = (r + c) % 2 ? -value : value;
    }
  }
  return out;
}

/** L with A = L Lᵀ, from A's lower triangle; or the order of the first leading minor that is not positive. */
export function choleskyOf(a: Matrix): Matrix | number {
  const n = a.rows;
  const out = matrix(n, n);
  const { data } = out;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let value = a.data[i * n + j]!;
      for (let k = 0; k < j; k++) value -= data[i * n + k]! * data[j * n + k]!;
      if (i === j && !(value > 0)) return j + 1;
      data[i * n + j] = i === j ? Math.sqrt(value) : value / data[j * n + j]!;
    }
  }
  return out;
}

/** Householder's A = Q R with all of Q; R's diagonal has LAPACK's signs. */
export function qrOf(a: Matrix): { q: Matrix; r: Matrix } {
  const [m, n] = [a.rows, a.columns];
  const r = Float64Array.from(a.data);
  const q = identity(m);
  for (let k = 0; k < Math.min(m - 1, n); k++) {
    let tail = 0;
    for (let i = k + 1; i < m; i++) tail += r[i * n + k]! ** 2;
    const head = r[k * n + k]!;
    // a column that is finished already is left as it is
    if (tail === 0) continue;
    const beta = -Math.sign(head || 1) * Math.sqrt(head * head + tail);
    const v = new Float64Array(m);
    v[k] = 1;
    for (let i = k + 1; i < m; i++) v[i] = r[i * n + k]! / (head - beta);
    const tau = (beta - head) / beta;
    for (let j = k; j < n; j++) {
      let sum = 0;
      for (let i = k; i < m; i++) sum += v[i]! * r[i * n + j]!;
      for (let i = k; i < m; i++) r[i * n + j]! -= tau * sum * v[i]!;
    }
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let j = k; j < m; j++) sum += q.data[i * m + j]! * v[j]!;
      for (let j = k; j < m; j++) q.data[i * m + j]! -= tau * sum * v[j]!;
    }
    for (let i = k + 1; i < m; i++) r[i * n + k] = 0;
  }
  return { q, r: matrix(m, n, r) };
}

const SWEEPS = 60;

/** Eigenvalues, rising, and eigenvectors as columns of a symmetric matrix, by Jacobi's rotations. */
export function eighOf(a: Matrix): { values: Float64Array; vectors: Matrix } {
  const n = a.rows;
  const s = Float64Array.from(a.data);
  const v = identity(n).data;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n * n; i++) {
      all += s[i]! ** 2;
      if (Math.floor(i / n) !== i % n) off += s[i]! ** 2;
    }
    if (off <= 1e-34 * all) break;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = s[p * n + q]!;
        if (apq === 0) continue;
        const theta = (s[q * n + q]! - s[p * n + p]!) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(s, n, p, q, c, t * c, true);
        rotate(s, n, p, q, c, t * c, false);
        rotate(v, n, p, q, c, t * c, false);
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => s[i * n + i]! - s[j * n + j]!);
  const vectors = matrix(n, n);
  order.forEach((from, to) => {
    // a vector's sign is free: the last component is made positive
    const sign = v[(n - 1) * n + from]! < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) vectors.data[i * n + to] = sign * v[i * n + from]!;
  });
  return { values: Float64Array.from(order, (i) => s[i * n + i]!), vectors };
}

/** Turns two rows (or columns) of a square matrix. */
function rotate(
  data: Float64Array,
  n: number,
  p: number,
  q: number,
  c: number,
  s: number,
  rows: boolean,
): void {
  for (let i = 0; i < n; i++) {
    const [at, to] = rows ? [p * n + i, q * n + i] : [i * n + p, i * n + q];
    const [x, y] = [data[at]!, data[to]!];
    data[at] = c * x - s * y;
    data[to] = s * x + c * y;
  }
}

export interface SVD {
  /** all of U [m, m] */
  readonly u: Matrix;
  /** falling */
  readonly s: Float64Array;
  /** all of Vᵀ [n, n] */
  readonly vh: Matrix;
}

/** Singular values by rotating columns until they are orthogonal (Hestenes). */
export function svdOf(a: Matrix): SVD {
  if (!a.data.every(Number.isFinite)) {
    throw new LinAlgError(
      'linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.',
    );
  }
  if (a.rows < a.columns) {
    const { u, s, vh } = svdOf(transposed(a));
    return { u: transposed(vh), s, vh: transposed(u) };
  }
  const [m, n] = [a.rows, a.columns];
  // columns as rows, so that they are contiguous
  const w = transposed(a).data;
  const v = identity(n).data;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        let [alpha, beta, gamma] = [0, 0, 0];
        for (let i = 0; i < m; i++) {
          alpha += w[p * m + i]! ** 2;
          beta += w[q * m + i]! ** 2;
          gamma += w[p * m + i]! * w[q * m + i]!;
        }
        if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta) || gamma === 0) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        turnRows(w, m, p, q, c, c * t);
        turnRows(v, n, p, q, c, c * t);
      }
    }
    if (!turned) break;
  }
  const norms = Array.from({ length: n }, (_, p) => Math.hypot(...w.subarray(p * m, (p + 1) * m)));
  const order = norms.map((_, p) => p).sort((p, q) => norms[q]! - norms[p]!);
  const s = Float64Array.from(order, (p) => norms[p]!);
  const columns = matrix(m, n);
  const vh = matrix(n, n);
  order.forEach((p, to) => {
    for (let i = 0; i < m; i++) columns.data[i * n + to] = norms[p] ? w[p * m + i]! / norms[p]! : 0;
    vh.data.set(v.subarray(p * n, (p + 1) * n), to * n);
  });
  return { u: completed(columns, s), s, vh };
}

function turnRows(data: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < size; i++) {
    const [x, y] = [data[p * size + i]!, data[q * size + i]!];
    data[p * size + i] = c * x - s * y;
    data[q * size + i] = s * x + c * y;
  }
}

/** Orthonormal columns, and others that make a basis of the whole space of them. */
function completed(columns: Matrix, s: Float64Array): Matrix {
  const m = columns.rows;
  const basis: Float64Array[] = [];
  for (let j = 0; j < columns.columns; j++) {
    if (s[j] === 0) break;
    basis.push(Float64Array.from({ length: m }, (_, i) => columns.data[i * columns.columns + j]!));
  }
  for (let axis = 0; basis.length < m; axis++) {
    const next = new Float64Array(m);
    next[axis] = 1;
    // twice, for what rounding leaves
    for (const vector of [...basis, ...basis]) {
      const along = vector.reduce((sum, x, i) => sum + x * next[i]!, 0);
      vector.forEach((x, i) => (next[i]! -= along * x));
    }
    const size = Math.hypot(...next);
    if (size > 1e-8) basis.push(next.map((x) => x / size));
  }
  const out = matrix(m, m);
  basis.forEach((vector, j) => vector.forEach((x, i) => (out.data[i * m + j] = x)));
  return out;
}

/** V S⁺ Uᵀ: singular values up to `rcond` times the largest count as 0. */
export function pinvOf(a: Matrix, rcond: number): Matrix {
  const { u, s, vh } = svdOf(a);
  const scaled = matrix(a.columns, a.rows);
  s.forEach((value, i) => {
    if (value > rcond * s[0]!) scaled.data[i * a.rows + i] = 1 / value;
  });
  return multiplied(multiplied(transposed(vh), scaled), transposed(u));
}
