/** @file The matrix product in every rank. */

import { bool } from '../dtype';
import { broadcastShapes, contiguousStrides, numel, type Shape } from '../shape';
import type { StridedView } from '../devices/device';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { broadcastSource, broadcastTo, elementAt, operandTex, sumToShape } from './common';
import { checkProduct, nodeOfBatches } from './matrix/ways';
import { savesTheOther, type Evidence, type Local, type OpRecord } from './op';

/** A product as batches of matrices: [B, M, K] × [B, K, N], with vectors as one row or column. */
interface Plan {
  readonly batch: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** the result's shape, without the dimensions that vectors do not have */
  readonly shape: Shape;
}

/** Of factors that fit. */
function planOf(a: Shape, b: Shape): Plan {
  const [left, right] = [a.length === 1 ? [1, a[0]!] : a, b.length === 1 ? [b[0]!, 1] : b];
  const [rows, inner] = [left.at(-2)!, left.at(-1)!];
  const columns = right.at(-1)!;
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2));
  const shape = [...batch, ...(a.length === 1 ? [] : [rows]), ...(b.length === 1 ? [] : [columns])];
  return { batch, rows, inner, columns, shape };
}

/** An operand as [B, rows, columns], its batch repeated; copied only if the batch has no single stride. */
function batched(x: Tensor, matrix: Shape, batch: Shape): StridedView {
  const asMatrix =
    x.ndim === 1 ? x.look(matrix, matrix[0] === 1 ? [0, x.strides[0]!] : [x.strides[0]!, 0], x.offset) : x;
  const target = [...batch, ...matrix];
  let view = broadcastTo(asMatrix, target);
  const total = numel(batch);
  if (batch.length > 1) {
    const dense = Tensor.uncleared(target, x.dtype, x.device);
    x.device.copy(view, dense);
    view = dense;
  }
  const stride = batch.length === 0 ? 0 : batch.length === 1 ? view.strides[0]! : numel(matrix);
  return {
    storage: view.storage,
    shape: [total, ...matrix],
    strides: [stride, ...view.strides.slice(-2)],
    offset: view.offset,
  };
}

/** How apply is called with two factors. */
export function attrsOf(a: Tensor, b: Tensor): Attrs {
  const ranks = [a.ndim, b.ndim];
  return a.ndim < 3 && b.ndim < 3 ? { ranks } : { ranks, gradFn: nodeOfBatches(a, b) };
}

function gradFn({ ranks, gradFn: ofBatches }: Attrs): string {
  const [a, b] = ranks as [number, number];
  if (a === 1 && b === 1) return 'DotBackward0';
  if (a === 2 && b === 2) return 'MmBackward0';
  if (a === 2 && b === 1) return 'MvBackward0';
  if (a === 1 && b === 2) return 'SqueezeBackward4';
  return (ofBatches as string | undefined) ?? 'UnsafeViewBackward0';
}

/** The gradient in the batched shape of the operands: vectors get their missing dimension back. */
function asMatrices(g: Tensor, plan: Plan): Tensor {
  return g.reshape([...plan.batch, plan.rows, plan.columns]);
}

const lastTwo = (x: Tensor): Tensor => x.transpose(-2, -1);

export const matmul: OpRecord = {
  name: 'matmul',
  gradFn,
  symbol: '@',
  formula: (n) => `${operandTex(n, 0)} \\, ${operandTex(n, 1)}`,
  forward([a, b]) {
    const matrices2d = productOfMatrices(a!, b!);
    if (matrices2d) return matrices2d;
    checkProduct(a!, b!);
    const plan = planOf(a!.shape, b!.shape);
    const matrices = Tensor.uncleared([numel(plan.batch), plan.rows, plan.columns], a!.dtype, a!.device);
    a!.device.matmul(
      batched(a!, [plan.rows, plan.inner], plan.batch),
      batched(b!, [plan.inner, plan.columns], plan.batch),
      matrices,
    );
    return matrices.look(plan.shape, contiguousStrides(plan.shape), 0);
  },
  saves: { inputs: savesTheOther, output: false },
  backward({ inputs, needs }, g) {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const plan = planOf(a.shape, b.shape);
    const gradient = asMatrices(g, plan);
    const left = a.ndim === 1 ? a.reshape([1, plan.inner]) : a;
    const right = b.ndim === 1 ? b.reshape([plan.inner, 1]) : b;
    return [
      needs[0] ? sumToShape(gradient.matmul(lastTwo(right)), left.shape).reshape(a.shape) : null,
      needs[1] ? sumToShape(rightGradient(left, right, gradient), right.shape).reshape(b.shape) : null,
    ];
  },
  explain: {
    tex: (k, n) => (k === 0 ? `${operandTex(n, 1)}^\\mathsf{T}` : `${operandTex(n, 0)}^\\mathsf{T}`),
    locals: (k, i, evidence) => productLocals(k, i, evidence),
  },
};

/**
 * The gradient of a product's right factor: leftᵀ · g. A transposed factor (the weight of a linear layer) gets it as
 * (gᵀ · left)ᵀ: PyTorch, too, lets it lie as the factor lies, so that the weight's own is dense.
 */
export function rightGradient(left: Tensor, right: Tensor, g: Tensor): Tensor {
  const isTransposed = right.ndim === 2 && right.strides[0] === 1 && right.strides[1] === right.shape[0];
  if (isTransposed && left.ndim === 2 && g.ndim === 2) return lastTwo(lastTwo(g).matmul(left));
  return lastTwo(left).matmul(g);
}

/** The product of two matrices that fit, the commonest case; null for all others, and for bools. */
export function productOfMatrices(a: Tensor, b: Tensor): Tensor | null {
  if (a.ndim !== 2 || b.ndim !== 2 || a.dtype !== b.dtype || a.shape[1] !== b.shape[0]) return null;
  if (a.dtype === bool) return null;
  const out = Tensor.uncleared([a.shape[0]!, b.shape[1]!], a.dtype, a.device);
  a.device.matmul(asBatch(a), asBatch(b), asBatch(out));
  return out;
}

/** A matrix as a batch of one. */
function asBatch({ storage, shape, strides, offset }: Tensor): StridedView {
  return { storage, shape: [1, shape[0]!, shape[1]!], strides: [0, strides[0]!, strides[1]!], offset };
}

/** Element (r, c) of the output is a sum over k of left (r, k) · right (k, c): each factor is the other's slope. */
function productLocals(k: number, i: number, evidence: Evidence): Local[] {
  const [a, b] = [evidence.inputs[0]!, evidence.inputs[1]!];
  const plan = planOf(a.shape, b.shape);
  const { rows, inner, columns } = plan;
  const left = { ...a, shape: a.shape.length === 1 ? [1, inner] : a.shape };
  const right = { ...b, shape: b.shape.length === 1 ? [inner, 1] : b.shape };
  const [mine, other] = k === 0 ? [left, right] : [right, left];
  const size = k === 0 ? rows * inner : inner * columns;
  const [row, column] = [Math.floor((i % size) / mine.shape.at(-1)!), i % mine.shape.at(-1)!];
  const out: Local[] = [];
  for (let p = 0; p < numel(plan.batch); p++) {
    if (broadcastSource(mine.shape.slice(0, -2), plan.batch, p) !== Math.floor(i / size)) continue;
    const base = broadcastSource(other.shape.slice(0, -2), plan.batch, p) * numel(other.shape.slice(-2));
    for (let j = 0; j < (k === 0 ? columns : rows); j++) {
      out.push(
        k === 0
          ? { at: (p * rows + row) * columns + j, value: elementAt(other, base + column * columns + j) }
          : { at: (p * rows + j) * columns + column, value: elementAt(other, base + j * inner + row) },
      );
    }
  }
  return out;
}
