/** @file torch.linalg: norms of vectors and matrices. */

import { RuntimeError } from '../errors';
import { apply } from '../autograd/apply';
import { checkFloat } from '../ops/linalg/host';
import { svdvals } from '../ops/linalg/linalg';
import { norm as vector } from '../ops/reduction/norm';
import { normalizeDim, type Shape } from '../shape';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

export interface NormOptions {
  readonly dim?: number | Shape | null;
  readonly keepdim?: boolean;
}

export type MatrixOrder = number | 'fro' | 'nuc';

const listOf = (dim: number | Shape | null | undefined): Shape | null =>
  dim === null || dim === undefined ? null : typeof dim === 'number' ? [dim] : dim;

/**
 * The p-norm of vectors: of all elements, or over `dim`; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html
 */
export function vectorNorm(x: Tensor, ord = 2, options: NormOptions = {}): Tensor {
  checkTensors('linalg_vectorNorm', { x });
  return apply(vector, [x], {
    p: Number.isFinite(ord) ? ord : String(ord),
    dim: listOf(options.dim),
    keepdim: options.keepdim ?? false,
  });
}

/**
 * A norm of matrices: 'fro', 'nuc', ±1, ±2, ±Infinity; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html
 * @throws RuntimeError for what is no matrix, or an unknown order
 */
export function matrixNorm(
  a: Tensor,
  ord: MatrixOrder = 'fro',
  options: { dim?: readonly [number, number]; keepdim?: boolean } = {},
): Tensor {
  checkTensors('linalg_matrixNorm', { A: a });
  const { dim = [-2, -1], keepdim = false } = options;
  if (a.ndim < 2) {
    throw new RuntimeError('linalg.matrix_norm: The input tensor A must have at least 2 dimensions.');
  }
  if (!['fro', 'nuc', 1, -1, 2, -2, Infinity, -Infinity].includes(ord)) {
    throw new RuntimeError(`linalg.matrix_norm: Order ${ord} not supported.`);
  }
  checkFloat(a, 'linalg.matrix_norm');
  const [rows, columns] = dim.map((d) => normalizeDim(d, a.ndim)) as [number, number];
  if (ord === 'fro') return vectorNorm(a, 2, { dim: [rows, columns], keepdim });
  if (ord === 'nuc' || Math.abs(ord) === 2) {
    const rest = a.shape.map((_, d) => d).filter((d) => d !== rows && d !== columns);
    const values = apply(svdvals, [a.permute([...rest, rows, columns])]);
    const found = ord === 'nuc' ? values.sum([-1]) : ord > 0 ? values.amax([-1]) : values.amin([-1]);
    return keepdim ? restored(found, rows, columns) : found;
  }
  // 1: columns are added up; ∞: rows
  const [added, compared] = Math.abs(ord) === 1 ? [rows, columns] : [columns, rows];
  const sums = vectorNorm(a, 1, { dim: [added], keepdim });
  const over = !keepdim && compared > added ? compared - 1 : compared;
  // nothing is largest of nothing: 0, apart from the graph
  if (ord > 0 && a.shape[compared] === 0) return sums.detach().sum([over], { keepdim });
  return ord > 0 ? sums.amax([over], { keepdim }) : sums.amin([over], { keepdim });
}

function restored(x: Tensor, a: number, b: number): Tensor {
  return x.unsqueeze(Math.min(a, b)).unsqueeze(Math.max(a, b));
}

/**
 * A vector norm, or a matrix norm where two dimensions and an order are given; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.norm.html
 * @throws RuntimeError where an order is given, no `dim`, and neither a vector nor a matrix
 */
export function norm(x: Tensor, ord: MatrixOrder | null = null, options: NormOptions = {}): Tensor {
  checkTensors('linalg_norm', { input: x });
  const { keepdim = false } = options;
  const dims = listOf(options.dim);
  if (ord !== null && dims === null && x.ndim !== 1 && x.ndim !== 2) {
    throw new RuntimeError(
      `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${x.ndim}D.`,
    );
  }
  const isMatrix = ord !== null && (dims ? dims.length === 2 : x.ndim === 2);
  if (isMatrix) {
    return matrixNorm(x, ord, { dim: (dims ?? [0, 1]) as [number, number], keepdim });
  }
  if (typeof ord === 'string') {
    throw new RuntimeError(`linalg.norm: The input tensor A must have at least 2 dimensions.`);
  }
  return vectorNorm(x, ord ?? 2, { dim: dims, keepdim });
}
