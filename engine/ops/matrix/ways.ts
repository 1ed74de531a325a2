/**
 * @file By which of its kernels PyTorch computes a product of any ranks: its words and the node's name show it.
 * Source: https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/LinearAlgebra.cpp (should_fold, _matmul_impl)
 */

import { isGradEnabled } from '../../autograd/mode';
import type { DType } from '../../dtype';
import { notImplemented, RuntimeError } from '../../errors';
import { broadcastShapes, numel, shapeText, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';

interface Way {
  readonly kernel: 'dot' | 'mv' | 'mm' | 'bmm';
  /** what the kernel is given */
  readonly left: Shape;
  readonly right: Shape;
  /** the factors have changed places, transposed */
  readonly isTurned: boolean;
}

/** The last two dimensions turned. */
const turned = (shape: Shape): number[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];

const wantsGradient = (x: Tensor): boolean => x.requiresGrad && isGradEnabled();

/** Whether the batch of the larger factor becomes rows of one matrix. */
function folds(a: Tensor, b: Tensor): boolean {
  const isTurned = b.ndim > a.ndim;
  const [larger, smaller] = isTurned ? [b, a] : [a, b];
  if (larger.ndim < 3 || smaller.ndim > 2) return false;
  // otherwise its gradient would be repeated for the whole batch first
  if (wantsGradient(smaller)) return true;
  if (a.ndim === 2) return false;
  if (larger.numel() === 0) return true;
  const shape = isTurned ? turned(larger.shape) : larger.shape;
  const strides = isTurned ? turned(larger.strides) : larger.strides;
  return strides.slice(0, -2).every((stride, d) => stride === strides[d + 1]! * shape[d + 1]!);
}

function folded(a: Shape, b: Shape): Way {
  const isTurned = b.length > a.length;
  const larger = isTurned ? turned(b) : a;
  const smaller = isTurned ? (a.length === 2 ? turned(a) : a) : b;
  const left = [numel(larger.slice(0, -1)), larger.at(-1)!];
  return { kernel: smaller.length === 2 ? 'mm' : 'mv', left, right: smaller, isTurned };
}

/** A batch of one whose gradient is wanted goes as a matrix: without it, and folded. */
function withoutBatch(a: Tensor, b: Tensor): [Shape, Shape] | null {
  if (a.ndim !== 3 || b.ndim !== 3 || a.shape[0] === b.shape[0]) return null;
  if (a.shape[0] === 1 && wantsGradient(a)) return [a.shape.slice(1), b.shape];
  if (b.shape[0] === 1 && wantsGradient(b)) return [a.shape, b.shape.slice(1)];
  return null;
}

/** @throws RuntimeError for a number, and for batches that do not broadcast */
function wayOf(a: Tensor, b: Tensor): Way {
  if (a.ndim === 0 || b.ndim === 0) {
    throw new RuntimeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.ndim}D and ${b.ndim}D`,
    );
  }
  const isPlain = a.ndim < 3 && b.ndim < 3;
  if (isPlain && b.ndim === 1) {
    return { kernel: a.ndim === 1 ? 'dot' : 'mv', left: a.shape, right: b.shape, isTurned: false };
  }
  if (isPlain) {
    return { kernel: 'mm', left: a.ndim === 1 ? [1, a.shape[0]!] : a.shape, right: b.shape, isTurned: false };
  }
  if (folds(a, b)) return folded(a.shape, b.shape);
  const single = withoutBatch(a, b);
  if (single) return folded(...single);
  const batch = numel(broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)));
  const left = a.ndim === 1 ? [1, a.shape[0]!] : a.shape.slice(-2);
  const right = b.ndim === 1 ? [b.shape[0]!, 1] : b.shape.slice(-2);
  return { kernel: 'bmm', left: [batch, ...left], right: [batch, ...right], isTurned: false };
}

/** The name of the node of a product with more dimensions than two. */
export function nodeOfBatches(a: Tensor, b: Tensor): string {
  const { kernel, right, isTurned } = wayOf(a, b);
  if (!isTurned || kernel === 'mv') return 'UnsafeViewBackward0';
  // it is turned back, and copied unless the order of memory stays the same
  const [rows, columns] = [right[1]!, b.shape.at(-1)!];
  const isEmpty = rows * columns * numel(b.shape.slice(0, -2)) === 0;
  return rows === 1 || columns === 1 || isEmpty ? 'TransposeBackward0' : 'CloneBackward0';
}

/** @throws RuntimeError for factors that do not fit, or are of two types, in the words of the kernel that would be used */
export function checkProduct(a: Tensor, b: Tensor): void {
  const { kernel, left, right, isTurned } = wayOf(a, b);
  const [x, y] = isTurned ? [b.dtype, a.dtype] : [a.dtype, b.dtype];
  if (kernel === 'dot') checkDot(left, right, x, y);
  if (kernel === 'mv') checkVector(left, right, x, y);
  if (kernel === 'mm') checkMatrices(left, right, x, y);
  if (kernel === 'bmm') checkBatches(left, right, x, y);
}

export function refuseBool(dtype: DType, kernel: string): void {
  if (dtype.name === 'bool') notImplemented(kernel, dtype);
}

export function checkDot([a]: Shape, [b]: Shape, x: DType, y: DType): void {
  if (x !== y) {
    throw new RuntimeError(
      `dot : expected both vectors to have same dtype, but found ${x.scalarName} and ${y.scalarName}`,
    );
  }
  if (a !== b) {
    throw new RuntimeError(
      `inconsistent tensor size, expected tensor [${a}] and src [${b}] to have the same number of elements, but got ${a} and ${b} elements respectively`,
    );
  }
  refuseBool(x, 'dot');
}

/** The sum that a product of matrix and vector is added to is the vector's, of its type and the result's size. */
export function checkVector(matrix: Shape, vector: Shape, x: DType, y: DType): void {
  if (matrix[1] !== vector[0]) {
    throw new RuntimeError(
      `size mismatch, got input (${matrix[0]}), mat (${matrix.join('x')}), vec (${vector[0]})`,
    );
  }
  checkVectorTypes(y, x, y);
}

export function checkVectorTypes(self: DType, matrix: DType, vector: DType): void {
  if (self !== vector || matrix !== vector) {
    throw new RuntimeError(
      `addmv input tensors must have the same dtype, but got ${self.scalarName}, ${matrix.scalarName}, and ${vector.scalarName}`,
    );
  }
  refuseBool(vector, 'addmv_impl_cpu');
}

export function checkMatrixShapes(a: Shape, b: Shape): void {
  if (a[1] === b[0]) return;
  throw new RuntimeError(`mat1 and mat2 shapes cannot be multiplied (${a.join('x')} and ${b.join('x')})`);
}

export function checkMatrices(a: Shape, b: Shape, x: DType, y: DType): void {
  checkMatrixShapes(a, b);
  if (x !== y) {
    throw new RuntimeError(`expected m1 and m2 to have the same dtype, but got: ${x.cName} != ${y.cName}`);
  }
  refuseBool(x, 'addmm_impl_cpu_');
}

export function checkBatchShapes(a: Shape, b: Shape): void {
  if (a[0] === b[0] && a[2] === b[1]) return;
  throw new RuntimeError(
    `Expected size for first two dimensions of batch2 tensor to be: ${shapeText([a[0]!, a[2]!])} but got: ${shapeText(b.slice(0, 2))}.`,
  );
}

export function checkBatches(a: Shape, b: Shape, x: DType, y: DType): void {
  checkBatchShapes(a, b);
  if (x !== y) throw new RuntimeError(`expected scalar type ${x.scalarName} but found ${y.scalarName}`);
  refuseBool(x, 'bmm');
}
