/** @file Functions of `torch`: matrices. */

import { apply } from '../autograd/apply';
import { RuntimeError, ValueError } from '../errors';
import { tensordot as contract, multiDot } from '../ops/matrix/compose';
import { einsum as summation } from '../ops/matrix/einsum';
import { cdist as distances } from '../ops/matrix/small';
import type { Shape } from '../shape';
import type { Tensor } from '../tensor';
import { method } from './method';
import { checkList, checkTensors } from '../refusals';

/**
 * The product of two matrices [n, m] and [m, p]; no broadcasting; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.mm.html
 * @throws RuntimeError for what is no matrix, sizes that do not fit, or several dtypes
 */
export const mm = method('mm');
/**
 * The products of two batches of matrices [b, n, m] and [b, m, p]; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bmm.html
 * @throws RuntimeError for what is no batch of matrices, sizes that do not fit, or several dtypes
 */
export const bmm = method('bmm');
/**
 * The product of a matrix and a vector; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.mv.html
 * @throws RuntimeError unless it is a matrix and a vector that fit, of one dtype
 */
export const mv = method('mv');
/**
 * The sum of the products of two vectors' elements; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.dot.html
 * @throws RuntimeError for what is no vector, different lengths, or several dtypes
 */
export const dot = method('dot');
/**
 * As `dot`, for real numbers; not for bools. Shapes: [n], [n] → a scalar.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.vdot.html
 * @throws RuntimeError for what is no vector, different lengths, or several dtypes
 */
export const vdot = method('vdot');
/**
 * All products of one element of each of two vectors: [n, m].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.outer.html
 * @throws RuntimeError for what is no vector
 */
export const outer = method('outer');
/**
 * The products along the last dimensions, summed; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.inner.html
 * @throws RuntimeError for last dimensions that differ, or several dtypes
 */
export const inner = method('inner');
/**
 * beta · this + alpha · (mat1 @ mat2); not for bools. Shapes: [n, m], [m, p] → [n, p]; what is added broadcasts.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.addmm.html
 * @throws RuntimeError for what is no matrix, sizes that do not fit, or several dtypes
 */
export const addmm = method('addmm');
/**
 * beta · this + alpha · (mat @ vec); not for bools. Shapes: [n, m], [m] → [n]; what is added broadcasts.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.addmv.html
 * @throws RuntimeError unless it is a matrix and vectors that fit, of one dtype
 */
export const addmv = method('addmv');
/**
 * beta · this + alpha · the outer product of two vectors.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.addr.html
 * @throws RuntimeError for what is no vector, or a matrix of another size
 */
export const addr = method('addr');
/**
 * beta · this + alpha · (batch1 @ batch2), matrix by matrix; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.baddbmm.html
 * @throws RuntimeError for what is no batch of matrices, sizes that do not fit, or several dtypes
 */
export const baddbmm = method('baddbmm');
/**
 * beta · this + alpha · the sum of (batch1 @ batch2) over the batch; not for bools.
 * Shapes: [b, n, m], [b, m, p] → [n, p]; what is added broadcasts.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.addbmm.html
 * @throws RuntimeError for what is no batch of matrices, sizes that do not fit, or several dtypes
 */
export const addbmm = method('addbmm');
/**
 * The sum of a matrix's diagonal; integers add up to int64, bools are refused.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.trace.html
 * @throws RuntimeError for what is no matrix
 */
export const trace = method('trace');
/**
 * A square matrix multiplied with itself n times; its inverse for n below 0; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.matrix_power.html
 * @throws RuntimeError for what is no square matrix
 */
export const matrixPower = method('matrixPower');
/**
 * The cross product of vectors of three elements along a dimension; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cross.html
 * @throws RuntimeError for other sizes than 3 along `dim`, different numbers of dimensions, or several dtypes
 */
export const cross = method('cross');
/** The Kronecker product: each element of the one times the whole other. Source: https://docs.pytorch.org/docs/stable/generated/torch.kron.html */
export const kron = method('kron');
/**
 * The determinant of square matrices; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.det.html
 * @throws RuntimeError for what is no square matrix
 */
export const det = method('det');
/**
 * The logarithm of the determinant; NaN where that is negative; floating-point alone. Shape: […, n, n] → […].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logdet.html
 * @throws RuntimeError for what is no square matrix
 */
export const logdet = method('logdet');
/** The inverse of square matrices. */
export { inv as inverse } from '../linalg/index';

/**
 * Sums of products by Einstein's convention: `einsum('bij,bjk->bik', a, b)`; not for bools.
 * Shape: what the equation says.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
 * @throws RuntimeError where the equation is malformed, or does not fit the operands
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  if ((equation as unknown) === undefined) {
    throw new ValueError(
      'einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list',
    );
  }
  return summation(equation, operands);
}

/**
 * Sums of products over the last `dims` dimensions of a and the first of b, or over the listed pairs; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html
 * @throws RuntimeError for dimensions whose sizes differ, or several dtypes
 */
export function tensordot(a: Tensor, b: Tensor, dims: number | readonly [Shape, Shape] = 2): Tensor {
  checkTensors('tensordot', { a, b }, 'python');
  return contract(a, b, dims);
}

/**
 * The product of matrices, in the order that needs the fewest multiplications; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.chain_matmul.html
 * @throws RuntimeError for what is no matrix, sizes that do not fit, or several dtypes
 */
export function chainMatmul(...matrices: readonly Tensor[]): Tensor {
  if (matrices.length === 0) {
    throw new RuntimeError('chain_matmul(): Expected one or more matrices');
  }
  checkList('chainMatmul', matrices);
  for (const { ndim } of matrices) {
    if (ndim !== 2) throw new RuntimeError(`Tensor dimension is ${ndim}, expected 2 instead.`);
  }
  return matrices.length === 1 ? matrices[0]! : multiDot(matrices);
}

/**
 * The p-norm distances between all rows of x1 [B, P, M] and x2 [B, R, M]: [B, P, R]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cdist.html
 * @throws RuntimeError for fewer than two dimensions, points of different dimension, or a negative p
 */
export function cdist(x1: Tensor, x2: Tensor, options: { p?: number } = {}): Tensor {
  checkTensors('cdist', { x1, x2 }, 'python');
  const { p = 2 } = options;
  return apply(distances, [x1, x2], { p: Number.isFinite(p) ? p : String(p) });
}
