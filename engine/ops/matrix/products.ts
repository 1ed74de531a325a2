/** @file Products of matrices and vectors of one rank each, under the names PyTorch gives them. */

import { RuntimeError } from '../../errors';
import { shapeText, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import { matmul } from '../matmul';
import type { OpRecord } from '../op';

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

export function refuseBool(x: Tensor, kernel: string): void {
  if (x.dtype.name === 'bool') throw new RuntimeError(`"${kernel}" not implemented for 'Bool'`);
}

export function checkMatrices(a: Shape, b: Shape): void {
  if (a[1] === b[0]) return;
  throw new RuntimeError(`mat1 and mat2 shapes cannot be multiplied (${a.join('x')} and ${b.join('x')})`);
}

export const mm = product('mm', 'MmBackward0', (a, b) => {
  if (a.ndim !== 2) throw new RuntimeError('self must be a matrix');
  if (b.ndim !== 2) throw new RuntimeError('mat2 must be a matrix');
  checkMatrices(a.shape, b.shape);
  refuseBool(a, 'addmm_impl_cpu_');
});

export function checkBatches(a: Tensor, b: Tensor): void {
  if (a.ndim !== 3) throw new RuntimeError('batch1 must be a 3D tensor');
  if (b.ndim !== 3) throw new RuntimeError('batch2 must be a 3D tensor');
  if (a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1]) {
    throw new RuntimeError(
      `Expected size for first two dimensions of batch2 tensor to be: ${shapeText([a.shape[0]!, a.shape[2]!])} but got: ${shapeText(b.shape.slice(0, 2))}.`,
    );
  }
}

export const bmm = product('bmm', 'BmmBackward0', (a, b) => {
  checkBatches(a, b);
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(`expected scalar type ${a.dtype.scalarName} but found ${b.dtype.scalarName}`);
  }
});

function checkMv(a: Tensor, b: Tensor): void {
  if (a.ndim !== 2 || b.ndim !== 1) {
    throw new RuntimeError(`vector + matrix @ vector expected, got 1, ${a.ndim}, ${b.ndim}`);
  }
  if (a.shape[1] !== b.shape[0]) {
    throw new RuntimeError(
      `size mismatch, got input (${a.shape[0]}), mat (${a.shape.join('x')}), vec (${b.shape[0]})`,
    );
  }
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      `addmv input tensors must have the same dtype, but got ${b.dtype.scalarName}, ${a.dtype.scalarName}, and ${b.dtype.scalarName}`,
    );
  }
}

export const mv = product('mv', 'MvBackward0', checkMv);

function checkVectors(a: Tensor, b: Tensor): void {
  if (a.ndim === 1 && b.ndim === 1) return;
  throw new RuntimeError(`1D tensors expected, but got ${a.ndim}D and ${b.ndim}D tensors`);
}

export const dot = product('dot', 'DotBackward0', checkVectors);
export const vdot = product('vdot', 'VdotBackward0', checkVectors);

export const PRODUCT_OPS: readonly OpRecord[] = [mm, bmm, mv, dot, vdot];
