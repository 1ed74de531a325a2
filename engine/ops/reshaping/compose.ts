/** @file Reshaping that is composed of other ops, with PyTorch's checks before it. */

import { apply } from '../../autograd/apply';
import { int32, int64 } from '../../dtype';
import { cannotAllocate, IndexError, notImplemented, RuntimeError } from '../../errors';
import { checkMemory } from '../../memory';
import { normalizeDim, numel, ownDim, shapeText, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import { withElements, type Counted } from '../counted';
import { longs } from '../indexing/longs';
import { repeat as repeatOp, roll as rollOp, rot90 as rot90Op } from './moves';
import { slice, split as splitOp, unbind as unbindOp } from './views';
import { missingInPython, mustBe } from '../../refusals';

export function movedim(x: Tensor, source: Shape, destination: Shape): Tensor {
  if (source.length !== destination.length) {
    throw new RuntimeError(
      `movedim: Invalid source or destination dims: source (${shapeText(source)} dims) should contain the same number of dims as destination (${shapeText(destination)} dims)`,
    );
  }
  const [from, to] = [source, destination].map((dims) => dims.map((dim) => normalizeDim(dim, x.ndim))) as [
    number[],
    number[],
  ];
  for (const [what, given, normal] of [
    ['source', source, from],
    ['destination', destination, to],
  ] as const) {
    if (new Set(normal).size === normal.length) continue;
    throw new RuntimeError(`movedim: repeated dim in \`${what}\` (${shapeText(given)})`);
  }
  const rest = x.shape.map((_, d) => d).filter((d) => !from.includes(d));
  const order = x.shape.map((_, d) => (to.includes(d) ? from[to.indexOf(d)]! : rest.shift()!));
  return x.permute(order);
}

export function flatten(x: Tensor, startDim: number, endDim: number): Tensor {
  const [start, end] = [normalizeDim(startDim, x.ndim), normalizeDim(endDim, x.ndim)];
  if (start > end) throw new RuntimeError('flatten() has invalid args: start_dim cannot come after end_dim');
  if (x.ndim === 0) return x.reshape([1]);
  if (start === end) return x;
  const merged = numel(x.shape.slice(start, end + 1));
  return x.reshape([...x.shape.slice(0, start), merged, ...x.shape.slice(end + 1)]);
}

export function unflatten(x: Tensor, dim: number, shape: Shape): Tensor {
  const d = normalizeDim(dim, x.ndim);
  if (shape.length === 0) throw new RuntimeError('unflatten: sizes must be non-empty');
  const own = x.shape[d] ?? 1;
  const known = numel(shape.filter((size) => size !== -1));
  const open = shape.includes(-1);
  if (open ? known === 0 || own % known !== 0 : known !== own) {
    throw new RuntimeError(
      `unflatten: Provided sizes ${shapeText(shape)} don't multiply up to the size of dim ${d} (${own}) in the input tensor`,
    );
  }
  const filled = shape.map((size) => (size === -1 ? own / known : size));
  return x.view([...x.shape.slice(0, d), ...filled, ...x.shape.slice(d + 1)]);
}

export function repeat(x: Tensor, repeats: Shape): Tensor {
  if (repeats.length < x.ndim) {
    throw new RuntimeError(
      'Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor',
    );
  }
  const lead = repeats.length - x.ndim;
  const shape = repeats.map((times, d) => times * (d < lead ? 1 : x.shape[d - lead]!));
  const bad = repeats.findIndex((times) => times < 0);
  if (bad >= 0) {
    throw new RuntimeError(
      `Trying to create tensor with negative dimension ${shape[bad]}: ${shapeText(shape)}`,
    );
  }
  return apply(repeatOp, [x], { repeats });
}

export function repeatInterleave(
  x: Tensor,
  repeats: number | Tensor,
  dim: number | null,
): Tensor | Counted<Tensor> {
  const source = dim === null ? x.flatten() : x;
  const d = normalizeDim(dim ?? 0, source.ndim);
  if (typeof repeats !== 'number') {
    const { dtype } = repeats;
    if (dtype !== int64 && dtype !== int32) {
      notImplemented('repeat_interleave_cpu', dtype);
    }
    if (repeats.ndim > 1) throw new RuntimeError('repeats must be 0-dim or 1-dim tensor');
    return withElements(repeats, (elements) => interleaved(source, Array.from(elements, Number), d));
  }
  if (repeats < 0) throw new RuntimeError('Repeats must be non-negative');
  // PyTorch puts the copies behind the dimension, which a scalar has not
  if (source.ndim === 0) normalizeDim(1, 0);
  const size = source.shape[d]!;
  checkMemory(source.shape.with(d, size * repeats), x.dtype);
  const wide = [...source.shape.slice(0, d + 1), repeats, ...source.shape.slice(d + 1)];
  return source
    .unsqueeze(d + 1)
    .expand(wide)
    .clone()
    .reshape(source.shape.with(d, size * repeats));
}

/** Each element its own number of times. */
function interleaved(x: Tensor, given: readonly number[], d: number): Tensor {
  const size = x.shape[d]!;
  const counts = given.length === 1 ? Array<number>(size).fill(given[0]!) : given;
  if (counts.length !== size) {
    throw new RuntimeError(
      `repeats must have the same size as input along dim, but got repeats.size(0) = ${counts.length} and input.size(0) = ${size}`,
    );
  }
  if (counts.some((count) => count < 0)) throw new RuntimeError('repeats can not be negative');
  const index = counts.flatMap((count, i) => Array<number>(count).fill(i));
  return x.indexSelect(d, longs(index, x.device));
}

export function roll(x: Tensor, shifts: Shape, dims: Shape): Tensor {
  if (shifts.length === 0) throw new RuntimeError('`shifts` required');
  if (dims.length === 0 && shifts.length === 1) {
    return apply(rollOp, [x.contiguous()], { shifts, dims });
  }
  if (shifts.length !== dims.length) {
    throw new RuntimeError(`shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`);
  }
  ownDim(dims[0]!, x.ndim);
  return apply(rollOp, [x], { shifts, dims });
}

export function rot90(x: Tensor, k: number, dims: Shape): Tensor {
  if (!Number.isInteger(k)) mustBe('rot90', 'k', 1, 'int', k);
  if (dims.length !== 2) {
    throw new RuntimeError(`expected total rotation dims == 2, but got dims = ${dims.length}`);
  }
  if (x.ndim < 2) throw new RuntimeError(`expected total dims >= 2, but got total dims = ${x.ndim}`);
  const [a, b] = dims as [number, number];
  if (normalizeDim(a, x.ndim) === normalizeDim(b, x.ndim)) {
    throw new RuntimeError(`expected rotation dims to be different, but got dim0 = ${a} and dim1 = ${b}`);
  }
  return apply(rot90Op, [x], { k, dims });
}

export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  if (x.ndim === 0) throw new RuntimeError('narrow() cannot be applied to a 0-dim tensor.');
  if (length < 0) throw new RuntimeError('narrow(): length must be non-negative.');
  const size = x.shape[normalizeDim(dim, x.ndim)]!;
  if (start < -size || start > size) {
    throw new IndexError(
      `start out of range (expected to be in range of [${-size}, ${size}], but got ${start})`,
    );
  }
  const from = start < 0 ? start + size : start;
  if (from + length > size) {
    throw new RuntimeError(`start (${from}) + length (${length}) exceeds dimension size (${size}).`);
  }
  return apply(slice, [x], { dim, start: from, end: from + length, step: 1 });
}

export function split(x: Tensor, size: number | Shape, dim: number): Tensor[] {
  if (x.ndim === 0) throw new RuntimeError('split expects at least a 1-dimensional tensor');
  const d = normalizeDim(dim, x.ndim);
  const own = x.shape[d]!;
  if ((size as unknown) === undefined) missingInPython('Tensor.split', ['split_size']);
  if (typeof size !== 'number') {
    if (!Array.isArray(size)) mustBe('splitWithSizes', 'split_sizes', 2, 'tuple of ints', size);
    return splitWithSizes(x, size, d);
  }
  if (size < 0)
    throw new RuntimeError(`split expects split_size be non-negative, but got split_size=${size}`);
  if (size === 0 && own !== 0) {
    throw new RuntimeError(
      `split_size can only be 0 if dimension size is 0, but got dimension size of ${own}`,
    );
  }
  const pieces = size === 0 ? 1 : Math.max(Math.ceil(own / size), 1);
  return Array.from({ length: pieces }, (_, i) =>
    apply(splitOp, [x], {
      dim: d,
      start: i * size,
      end: Math.min((i + 1) * size, own),
      step: 1,
      sizes: false,
      index: i,
    }),
  );
}

function splitWithSizes(x: Tensor, sizes: Shape, d: number): Tensor[] {
  const negative = sizes.some((size) => size < 0);
  if (negative) {
    throw new RuntimeError(
      `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${shapeText(sizes)}`,
    );
  }
  if (sizes.reduce((a, b) => a + b, 0) !== x.shape[d]) {
    throw new RuntimeError(
      `split_with_sizes expects split_sizes to sum exactly to ${x.shape[d]} (input tensor's size at dimension ${d}), but got split_sizes=${shapeText(sizes)}`,
    );
  }
  let at = 0;
  return sizes.map((size, index) => {
    const start = at;
    at += size;
    return apply(splitOp, [x], { dim: d, start, end: at, step: 1, sizes: true, index });
  });
}

export function chunk(x: Tensor, chunks: number, dim: number): Tensor[] {
  if (x.ndim === 0) throw new RuntimeError('chunk expects at least a 1-dimensional tensor');
  if (chunks <= 0) {
    throw new RuntimeError(`chunk expects \`chunks\` to be greater than 0, got: ${chunks}`);
  }
  const own = x.shape[normalizeDim(dim, x.ndim)]!;
  if (own === 0) return split(x, Array<number>(chunks).fill(0), dim);
  return split(x, Math.ceil(own / chunks), dim);
}

export function tensorSplit(x: Tensor, sections: number | Shape, dim: number): Tensor[] {
  if (x.ndim === 0) {
    throw new RuntimeError(
      'tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims',
    );
  }
  const d = normalizeDim(dim, x.ndim);
  const own = x.shape[d]!;
  const cuts = typeof sections === 'number' ? evenCuts(own, sections) : sections;
  const ends = [...cuts, own];
  return ends.map((end, i) => apply(slice, [x], { dim: d, start: i === 0 ? 0 : ends[i - 1]!, end, step: 1 }));
}

function evenCuts(own: number, sections: number): number[] {
  if (sections <= 0) {
    throw new RuntimeError(`number of sections must be larger than 0, got ${sections}`);
  }
  if (sections > 2 ** 31) throw cannotAllocate(sections * 8);
  const [least, more] = [Math.floor(own / sections), own % sections];
  return Array.from({ length: sections - 1 }, (_, i) => (i + 1) * least + Math.min(i + 1, more));
}

export function unbind(x: Tensor, dim: number): Tensor[] {
  const d = ownDim(normalizeDim(dim, x.ndim), x.ndim);
  return Array.from({ length: x.shape[d]! }, (_, index) => apply(unbindOp, [x], { dim: d, index }));
}

export function checkLook(x: Tensor, size: Shape, stride: Shape, offset: number): void {
  if (size.length !== stride.length) throw new RuntimeError('mismatch in length of strides and shape');
  if (stride.some((step) => step < 0)) {
    throw new RuntimeError(
      `as_strided: Negative strides are not supported at the moment, got strides: ${shapeText(stride)}`,
    );
  }
  const { itemsize } = x.dtype;
  const needed = numel(size) === 0 ? 0 : offset + size.reduce((sum, n, d) => sum + (n - 1) * stride[d]!, 1);
  if (needed > x.storage.length) {
    throw new RuntimeError(
      `setStorage: sizes ${shapeText(size)}, strides ${shapeText(stride)}, storage offset ${offset}, and itemsize ${itemsize} requiring a storage size of ${needed * itemsize} are out of bounds for storage of size ${x.storage.length * itemsize}`,
    );
  }
}
