/** @file Products of matrices and vectors of one rank each, under the names PyTorch gives them. */

import { RuntimeError } from '../../errors';
import { ownDim } from '../../shape';
import type { Tensor } from '../../tensor';
import { matmul } from '../matmul';
import type { OpRecord } from '../op';
import { checkBatches, checkDot, checkMatrices, checkVector } from './ways';

/** A product that is `matmul` on tensors of given ranks: same numbers, same explanation, its own checks. */
function product(name: string, gradFn: string, check: (a: Tensor, b: Tensor) => void): OpRecord {
  return {
    ...matmul,
    name,
    gradFn: () => gradFn,
    forward(inputs) {
      check(inputs[0]!, inputs[1]!);
      return matmul.forward(inputs, {});
    },
  };
}

export const mm = product('mm', 'MmBackward0', (a, b) => {
  if (a.ndim !== 2) throw new RuntimeError('self must be a matrix');
  if (b.ndim !== 2) throw new RuntimeError('mat2 must be a matrix');
  checkMatrices(a.shape, b.shape, a.dtype, b.dtype);
});

export function requireBatches(a: Tensor, b: Tensor): void {
  if (a.ndim !== 3) throw new RuntimeError('batch1 must be a 3D tensor');
  if (b.ndim !== 3) throw new RuntimeError('batch2 must be a 3D tensor');
}

export const bmm = product('bmm', 'BmmBackward0', (a, b) => {
  requireBatches(a, b);
  checkBatches(a.shape, b.shape, a.dtype, b.dtype);
});

export const mv = product('mv', 'MvBackward0', (a, b) => {
  ownDim(0, a.ndim);
  if (a.ndim !== 2 || b.ndim !== 1) {
    throw new RuntimeError(`vector + matrix @ vector expected, got 1, ${a.ndim}, ${b.ndim}`);
  }
  checkVector(a.shape, b.shape, a.dtype, b.dtype);
});

function checkVectors(a: Tensor, b: Tensor): void {
  if (a.ndim !== 1 || b.ndim !== 1) {
    throw new RuntimeError(`1D tensors expected, but got ${a.ndim}D and ${b.ndim}D tensors`);
  }
  checkDot(a.shape, b.shape, a.dtype, b.dtype);
}

export const dot = product('dot', 'DotBackward0', checkVectors);
export const vdot = product('vdot', 'VdotBackward0', checkVectors);

export const PRODUCT_OPS: readonly OpRecord[] = [mm, bmm, mv, dot, vdot];
