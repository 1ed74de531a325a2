/** @file Functions of `torch`: matrices. */

import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import { tensordot as contract, multiDot } from '../ops/matrix/compose';
import { einsum as summation } from '../ops/matrix/einsum';
import { cdist as distances } from '../ops/matrix/small';
import type { Shape } from '../shape';
import type { Tensor } from '../tensor';
import { method } from './method';

export const mm = method('mm');
export const bmm = method('bmm');
export const mv = method('mv');
export const dot = method('dot');
export const vdot = method('vdot');
export const outer = method('outer');
export const inner = method('inner');
export const addmm = method('addmm');
export const addmv = method('addmv');
export const addr = method('addr');
export const baddbmm = method('baddbmm');
export const addbmm = method('addbmm');
export const trace = method('trace');
export const matrixPower = method('matrixPower');
export const cross = method('cross');
export const kron = method('kron');
export const det = method('det');
export const logdet = method('logdet');
/** The inverse of square matrices. */
export { inv as inverse } from '../linalg/index';

/**
 * Sums of products by Einstein's convention: `einsum('bij,bjk->bik', a, b)`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
 * @throws RuntimeError where the equation is malformed, or does not fit the operands
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  return summation(equation, operands);
}

/**
 * Sums of products over the last `dims` dimensions of a and the first of b, or over the listed pairs.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tensordot.html
 */
export function tensordot(a: Tensor, b: Tensor, dims: number | readonly [Shape, Shape] = 2): Tensor {
  return contract(a, b, dims);
}

/**
 * The product of matrices, in the order that needs the fewest multiplications.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.chain_matmul.html
 */
export function chainMatmul(...matrices: readonly Tensor[]): Tensor {
  if (matrices.length === 0) {
    throw new RuntimeError('chain_matmul(): Expected one or more matrices');
  }
  return matrices.length === 1 ? matrices[0]! : multiDot(matrices);
}

/**
 * The p-norm distances between all rows of x1 [B, P, M] and x2 [B, R, M]: [B, P, R].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cdist.html
 */
export function cdist(x1: Tensor, x2: Tensor, options: { p?: number } = {}): Tensor {
  const { p = 2 } = options;
  return apply(distances, [x1, x2], { p: Number.isFinite(p) ? p : String(p) });
}
