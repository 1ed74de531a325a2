/** @file The namespace `torch.linalg`. */

import { apply } from '../autograd/apply';
import { int64 } from '../dtype';
import { RuntimeError } from '../errors';
import { multiDot } from '../ops/matrix/compose';
import { cross as crossOp } from '../ops/matrix/small';
import { eighOf, qrOf, svdOf } from '../ops/linalg/factor';
import { checkFloat, checkMatrix, matrix, nothing, onMatrices, type Matrix } from '../ops/linalg/host';
import * as ops from '../ops/linalg/linalg';
import { broadcastShapes, type Shape } from '../shape';
import type { Tensor } from '../tensor';
import { matrixNorm, norm, vectorNorm } from './norms';
import { checkTensors, mustBe } from '../refusals';

export { matrixNorm, norm, vectorNorm };

const EPS = { float32: 2 ** -23, float64: 2 ** -52 } as const;
const epsOf = (x: Tensor): number => EPS[x.dtype.name as keyof typeof EPS];
const batchOf = (x: Tensor): Shape => x.shape.slice(0, -2);

/** The first rows and columns of a matrix. */
function corner(a: Matrix, rows: number, columns: number): Matrix {
  const data = Float64Array.from(
    { length: rows * columns },
    (_, i) => a.data[Math.floor(i / columns) * a.columns + (i % columns)]!,
  );
  return matrix(rows, columns, data);
}

/**
 * The inverse of square matrices; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.inv.html
 * @throws LinAlgError where one is singular
 */
export function inv(a: Tensor): Tensor {
  checkTensors('linalg_inv', { A: a });
  return apply(ops.inv, [a]);
}

/**
 * X with A X = B, for B of vectors or of matrices; batches broadcast; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.solve.html
 * @throws LinAlgError for a singular A; RuntimeError for sizes that do not fit, or several dtypes
 */
export function solve(a: Tensor, b: Tensor): Tensor {
  checkTensors('linalg_solve', { A: a, B: b });
  if (a.ndim < 2 || ops.isVector(a.shape, b.shape)) return apply(ops.solve, [a, b]);
  const batch = broadcastShapes(batchOf(a), batchOf(b));
  return apply(ops.solve, [
    a.ndim === batch.length + 2 ? a : a.expand([...batch, ...a.shape.slice(-2)]),
    b.ndim === batch.length + 2 ? b : b.expand([...batch, ...b.shape.slice(-2)]),
  ]);
}

/**
 * The determinant of square matrices; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.det.html
 * @throws RuntimeError for what is no square matrix
 */
export function det(a: Tensor): Tensor {
  checkTensors('linalg_det', { A: a });
  return apply(ops.det, [a]);
}

/**
 * The determinant as its sign and the logarithm of its size; floating-point alone.
 * Shapes: […, n, n] → […] each.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.slogdet.html
 * @throws RuntimeError for what is no square matrix
 */
export function slogdet(a: Tensor): { sign: Tensor; logabsdet: Tensor } {
  checkTensors('linalg_slogdet', { A: a });
  return { sign: apply(ops.detSign, [a]), logabsdet: apply(ops.logAbsDet, [a]) };
}

/**
 * Lower triangular L with A = L Lᵀ; floating-point alone.
 * Shape: […, n, n]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.cholesky.html
 * @throws LinAlgError where A is not positive-definite
 */
export function cholesky(a: Tensor): Tensor {
  checkTensors('linalg_cholesky', { input: a });
  return apply(ops.cholesky, [a]);
}

/**
 * A = Q R; 'complete' has all of Q, 'r' none of it. Without gradients.
 * Shapes: […, n, m] → Q […, n, k], R […, k, m].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.qr.html
 */
export function qr(a: Tensor, mode: 'reduced' | 'complete' | 'r' = 'reduced'): { Q: Tensor; R: Tensor } {
  checkTensors('linalg_qr', { A: a });
  if (!['reduced', 'complete', 'r'].includes(mode)) {
    throw new RuntimeError(
      `qr received unrecognized mode '${mode}' but expected one of 'reduced' (default), 'r', or 'complete'`,
    );
  }
  checkMatrix(a, 'linalg.qr');
  checkFloat(a, 'linalg.qr');
  const [rows, columns] = a.shape.slice(-2) as [number, number];
  const size = mode === 'complete' ? rows : Math.min(rows, columns);
  const made = onMatrices([a], (list) => list.map(qrOf));
  const R = made.matrices(batchOf(a), size, columns, (parts) =>
    parts.map(({ r }) => corner(r, size, columns)),
  );
  if (mode === 'r') return { Q: nothing(a), R };
  const Q = made.matrices(batchOf(a), rows, size, (parts) => parts.map(({ q }) => corner(q, rows, size)));
  return { Q, R };
}

/**
 * Eigenvalues (rising) and eigenvectors (as columns) of symmetric matrices. Without gradients; the sign of a
 * vector is free, and may not be LAPACK's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigh.html
 */
export function eigh(a: Tensor): { eigenvalues: Tensor; eigenvectors: Tensor } {
  checkTensors('linalg_eigh', { input: a });
  ops.checkEigen(a);
  const n = a.shape.at(-1)!;
  const made = onMatrices([a], (list) => list.map((m) => eighOf(ops.symmetric(m))));
  return {
    eigenvalues: made.numbers(a.shape.slice(0, -1), (parts) => parts.flatMap(({ values }) => [...values])),
    eigenvectors: made.matrices(batchOf(a), n, n, (parts) => parts.map(({ vectors }) => vectors)),
  };
}

/**
 * The eigenvalues of symmetric matrices, rising; the lower triangle counts; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.eigvalsh.html
 * @throws RuntimeError for what is no square matrix
 */
export function eigvalsh(a: Tensor): Tensor {
  checkTensors('linalg_eigvalsh', { A: a });
  return apply(ops.eigvalsh, [a]);
}

/**
 * A = U diag(S) Vh. Without gradients; the signs of a pair of vectors are free, and may not be LAPACK's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.svd.html
 */
export function svd(
  a: Tensor,
  options: { fullMatrices?: boolean } = {},
): { U: Tensor; S: Tensor; Vh: Tensor } {
  checkTensors('linalg_svd', { A: a });
  const { fullMatrices = true } = options;
  checkMatrix(a, 'linalg.svd');
  checkFloat(a, 'linalg.svd');
  const [rows, columns] = a.shape.slice(-2) as [number, number];
  const size = Math.min(rows, columns);
  const [left, right] = fullMatrices ? [rows, columns] : [size, size];
  const made = onMatrices([a], (list) => list.map(svdOf));
  return {
    U: made.matrices(batchOf(a), rows, left, (parts) => parts.map(({ u }) => corner(u, rows, left))),
    S: made.numbers([...batchOf(a), size], (parts) => parts.flatMap(({ s }) => [...s])),
    Vh: made.matrices(batchOf(a), right, columns, (parts) =>
      parts.map(({ vh }) => corner(vh, right, columns)),
    ),
  };
}

/**
 * The singular values, falling; floating-point alone.
 * Shape: […, n, m] → […, min(n, m)].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.svdvals.html
 * @throws RuntimeError for what is no matrix
 */
export function svdvals(a: Tensor): Tensor {
  checkTensors('linalg_svdvals', { A: a });
  return apply(ops.svdvals, [a]);
}

/** Below this part of the largest, a singular value counts as 0. */
const smallest = (a: Tensor): number => epsOf(a) * Math.max(a.shape.at(-1)!, a.shape.at(-2)!);

/**
 * The pseudo-inverse; floating-point alone.
 * Shape: […, n, m] → […, m, n].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.pinv.html
 * @throws RuntimeError for what is no matrix
 */
export function pinv(a: Tensor, options: { rtol?: number } = {}): Tensor {
  checkTensors('linalg_pinv', { A: a }, 'forms');
  // (a of too few dimensions is refused by the op)
  return apply(ops.pinv, [a], { rcond: options.rtol ?? (a.ndim < 2 ? 0 : smallest(a)) });
}

/**
 * How many singular values are above a tolerance; floating-point alone.
 * Shape: […, n, m] → […].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_rank.html
 * @throws RuntimeError for what is no matrix
 */
export function matrixRank(a: Tensor, options: { rtol?: number } = {}): Tensor {
  checkTensors('linalg_matrixRank', { A: a });
  checkMatrix(a, 'torch.linalg.matrix_rank', 'input');
  if (!a.dtype.isFloatingPoint) {
    throw new RuntimeError("This function doesn't handle types other than float and double");
  }
  const rtol = options.rtol ?? smallest(a);
  const values = svdvals(a.detach());
  if (values.shape.at(-1) === 0) return values.sum(-1).to(int64);
  const limit = values.narrow(-1, 0, 1).mul(rtol);
  return values.gt(limit).sum(-1);
}

/**
 * How much a solution magnifies errors: the norm times the inverse's.
 * Shape: […, n, m] → […].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.cond.html
 */
export function cond(a: Tensor, p: number | 'fro' | 'nuc' | null = null): Tensor {
  checkTensors('linalg_cond', { A: a }, 'forms');
  if (a.ndim < 2) {
    throw new RuntimeError('linalg.cond: The input tensor must have at least 2 dimensions.');
  }
  if (p === null || p === 2 || p === -2) {
    const values = svdvals(a);
    const [first, last] = [values.narrow(-1, 0, 1), values.narrow(-1, values.shape.at(-1)! - 1, 1)];
    return (p === -2 ? last.div(first) : first.div(last)).squeeze(-1);
  }
  const [rows, columns] = a.shape.slice(-2);
  if (rows !== columns) {
    throw new RuntimeError(
      `linalg.cond(ord=${p}): A must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
    );
  }
  return matrixNorm(a, p).mul(matrixNorm(inv(a), p));
}

export interface Lstsq {
  readonly solution: Tensor;
  /** empty: the driver that PyTorch takes by default does not give them */
  readonly residuals: Tensor;
  readonly rank: Tensor;
  readonly singularValues: Tensor;
}

/**
 * X that makes ‖A X − B‖ smallest (for a wide A the shortest such X).
 * Shapes: […, n, m], […, n, k] → […, m, k].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.lstsq.html
 */
export function lstsq(a: Tensor, b: Tensor): Lstsq {
  checkTensors('linalg_lstsq', { input: a, b });
  if (a.ndim < 2) throw new RuntimeError('torch.linalg.lstsq: input must have at least 2 dimensions.');
  checkFloat(a, 'linalg.lstsq');
  const vector = ops.isVector(a.shape, b.shape);
  const right = vector ? b.unsqueeze(-1) : b;
  if (right.shape.at(-2) !== a.shape.at(-2)) {
    const dim = vector ? -1 : -2;
    throw new RuntimeError(`torch.linalg.lstsq: input.size(-2) should match other.size(${dim})`);
  }
  const solution = pinv(a).matmul(right);
  const rank = matrixRank(a);
  const none = nothing(a);
  return {
    solution: vector ? solution.squeeze(-1) : solution,
    residuals: none,
    rank,
    singularValues: none,
  };
}

/**
 * The cross product along `dim`, of size 3; not for bools.
 * Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.cross.html
 * @throws RuntimeError for other sizes than 3 along `dim`, different numbers of dimensions, or several dtypes
 */
export function cross(a: Tensor, b: Tensor, options: { dim?: number } = {}): Tensor {
  checkTensors('linalg_cross', { input: a, other: b });
  return apply(crossOp, [a, b], { dim: options.dim ?? -1 });
}

/**
 * A square matrix multiplied with itself n times; its inverse for n below 0.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html
 * @throws RuntimeError for what is no square matrix
 */
export function matrixPower(a: Tensor, n: number): Tensor {
  checkTensors('linalg_matrixPower', { A: a }, 'c', { n });
  if (!Number.isInteger(n)) mustBe('linalg_matrixPower', 'n', 2, 'int', n);
  return a.matrixPower(n);
}

export { multiDot };
