/** @file Products that are made of others: inner, Kronecker, tensordot, chains and powers of matrices. */

import { apply } from '../../autograd/apply';
import { RuntimeError, ValueError } from '../../errors';
import { contiguousStrides, normalizeDim, numel, shapeText, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import { inv } from '../linalg/linalg';
import type { OpRecord } from '../op';
import { view } from '../view';
import { checkList } from '../../refusals';

/** Sums of products over the last dimensions. */
export function inner(a: Tensor, b: Tensor): Tensor {
  if (a.ndim === 0 || b.ndim === 0) return a.mul(b);
  if (a.shape.at(-1) !== b.shape.at(-1)) {
    throw new RuntimeError(
      `inner() the last dimension must match on both input tensors but got shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    );
  }
  return tensordot(a, b, [[a.ndim - 1], [b.ndim - 1]]);
}

/** Sums of products over pairs of dimensions: the last `dims` of a with the first of b, or the listed ones. */
export function tensordot(a: Tensor, b: Tensor, dims: number | readonly [Shape, Shape]): Tensor {
  const [ofA, ofB] = pairs(a, b, dims);
  if (a.dtype !== b.dtype) throw new RuntimeError('both inputs should have same dtype');
  ofA.forEach((d, i) => {
    const [left, right] = [a.shape[normalizeDim(d, a.ndim)]!, b.shape[normalizeDim(ofB[i]!, b.ndim)]!];
    if (left !== right && left !== 1 && right !== 1) {
      throw new RuntimeError(
        `contracted dimensions need to match, but first has size ${left} in dim ${d} and second has size ${right} in dim ${ofB[i]}`,
      );
    }
  });
  const [x, y] = [ofA.map((d) => normalizeDim(d, a.ndim)), ofB.map((d) => normalizeDim(d, b.ndim))];
  const rest = (t: Tensor, used: readonly number[]): number[] =>
    t.shape.map((_, d) => d).filter((d) => !used.includes(d));
  const [keptA, keptB] = [rest(a, x), rest(b, y)];
  // a size of 1 against a larger one: the larger is summed first
  const left = summed(a, x, b, y);
  const right = summed(b, y, a, x);
  const size = numel(x.map((d) => left.shape[d]!));
  const [outer, inner] = [keptA.map((d) => a.shape[d]!), keptB.map((d) => b.shape[d]!)];
  const matrix = left.permute([...keptA, ...x]).reshape(numel(outer), size);
  const other = right.permute([...y, ...keptB]).reshape(size, numel(inner));
  return matrix.mm(other).view([...outer, ...inner]);
}

function summed(a: Tensor, dims: readonly number[], b: Tensor, others: readonly number[]): Tensor {
  const alone = dims.filter((d, i) => a.shape[d]! > 1 && b.shape[others[i]!] === 1);
  return alone.length ? a.sum(alone, { keepdim: true }) : a;
}

function pairs(a: Tensor, b: Tensor, dims: number | readonly [Shape, Shape]): [Shape, Shape] {
  if (typeof dims === 'number') {
    if (dims < 0) throw new RuntimeError(`tensordot expects dims >= 0, but got dims=${dims}`);
    if (dims > Math.min(a.ndim, b.ndim)) {
      throw new RuntimeError(`tensordot expects dims < ndim_a or ndim_b, but got dims=${dims}`);
    }
    const list = Array.from({ length: dims }, (_, i) => i);
    return [list.map((i) => i - dims), list];
  }
  if ((dims as readonly Shape[]).length < 2) {
    throw new ValueError(`not enough values to unpack (expected 2, got ${dims.length})`);
  }
  if (dims[0].length !== dims[1].length) {
    throw new RuntimeError('both dimension lists should have same length');
  }
  return [dims[0], dims[1]];
}

/** Every element of a times the whole of b. */
export function kron(a: Tensor, b: Tensor): Tensor {
  const rank = Math.max(a.ndim, b.ndim);
  const padded = (x: Tensor): number[] => [...new Array<number>(rank - x.ndim).fill(1), ...x.shape];
  const [left, right] = [padded(a), padded(b)];
  const product = a
    .reshape(left.flatMap((size) => [size, 1]))
    .mul(b.reshape(right.flatMap((size) => [1, size])));
  return apply(unsafeView, [product], { shape: left.map((size, d) => size * right[d]!) });
}

/** A view under the name PyTorch has where nobody else holds what is viewed. */
export const unsafeView: OpRecord = { ...view, name: 'unsafeView', gradFn: () => 'UnsafeViewBackward0' };

/**
 * The product of a chain of matrices, in the order that needs the fewest multiplications.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html
 * @throws RuntimeError for fewer than two, what is no matrix, sizes that do not fit, or several dtypes
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  checkList('linalg_multiDot', tensors);
  const n = tensors.length;
  if (n < 2) throw new RuntimeError(`multi_dot(): expected at least 2 tensors but got ${n}`);
  const shape: number[] = [];
  const matrices = tensors.map((x, i) => {
    const isEnd = i === 0 || i === n - 1;
    if (isEnd && x.ndim !== 1 && x.ndim !== 2) {
      throw new RuntimeError(
        `multi_dot(): the ${i === 0 ? 'first' : 'last'} tensor must be 1D or 2D but got ${x.ndim}D`,
      );
    }
    if (!isEnd && x.ndim !== 2) {
      throw new RuntimeError(`multi_dot(): tensor ${i} must be 2D but got ${x.ndim}D`);
    }
    if (x.ndim === 2 && i === 0) shape.push(x.shape[0]!);
    if (x.ndim === 2 && i === n - 1) shape.push(x.shape[1]!);
    if (x.ndim === 2) return x;
    return i === 0 ? x.unsqueeze(0) : x.unsqueeze(-1);
  });
  matrices.forEach((x, i) => {
    if (x.dtype === matrices[0]!.dtype) return;
    throw new RuntimeError(
      `multi_dot(): all tensors must have be the same dtype but tensor 0 is ${matrices[0]!.dtype.cName} and tensor ${i} ${x.dtype.cName}`,
    );
  });
  matrices.slice(1).forEach((x, i) => {
    const [a, b] = [matrices[i]!.shape, x.shape];
    if (a[1] === b[0]) return;
    throw new RuntimeError(
      `multi_dot(): tensors ${i} and ${i + 1} with shapes ${shapeText(tensors[i]!.shape)} and ${shapeText(tensors[i + 1]!.shape)} cannot be multiplied`,
    );
  });
  return multiply(matrices, order(matrices), 0, n - 1).view(shape);
}

/** For each stretch of the chain where it is best cut: the classic table. */
function order(matrices: readonly Tensor[]): number[][] {
  const n = matrices.length;
  const sizes = [matrices[0]!.shape[0]!, ...matrices.map((x) => x.shape[1]!)];
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const cut = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let length = 1; length < n; length++) {
    for (let i = 0; i + length < n; i++) {
      const j = i + length;
      cost[i]![j] = Infinity;
      for (let k = i; k < j; k++) {
        const total = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (total >= cost[i]![j]!) continue;
        cost[i]![j] = total;
        cut[i]![j] = k;
      }
    }
  }
  return cut;
}

function multiply(matrices: readonly Tensor[], cut: readonly number[][], i: number, j: number): Tensor {
  if (i === j) return matrices[i]!;
  const k = cut[i]![j]!;
  return multiply(matrices, cut, i, k).mm(multiply(matrices, cut, k + 1, j));
}

/** By repeated squaring, as PyTorch orders it. */
export function matrixPower(x: Tensor, n: number): Tensor {
  if (x.ndim < 2) {
    throw new RuntimeError('linalg.matrix_power: The input tensor A must have at least 2 dimensions.');
  }
  const [rows, columns] = x.shape.slice(-2);
  if (rows !== columns) {
    throw new RuntimeError(
      `linalg.matrix_power: A must be batches of square matrices, but they are ${rows} by ${columns} matrices`,
    );
  }
  if (n === 0) return x.clone().copy_(identities(x));
  if (n === 1) return x.clone();
  if (n < 0) {
    const inverse = apply(inv, [x]);
    return n === -1 ? inverse : matrixPower(inverse, -n);
  }
  const times = (a: Tensor, b: Tensor): Tensor => a.matmul(b);
  if (n === 2) return times(x, x);
  if (n === 3) return times(times(x, x), x);
  let result: Tensor | null = null;
  let square: Tensor | null = null;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    square = square ? times(square, square) : x;
    if (left % 2) result = result ? times(result, square) : square;
  }
  return result!;
}

/** The identity matrix in the place of each matrix of `x`. */
export function identities(x: Tensor): Tensor {
  const size = x.shape.at(-1)!;
  const out = Tensor.empty(x.shape, x.dtype, x.device);
  const batch = x.shape.slice(0, -2);
  const strides = contiguousStrides(x.shape);
  if (out.numel() > 0) {
    out.device.fill(out.look([...batch, size], [...strides.slice(0, -2), size + 1], 0), 1);
  }
  return out;
}
