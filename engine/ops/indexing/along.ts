/** @file gather and scatter: elements named along one dimension by an index of the output's (or source's) shape. */

import { needs } from '../../devices/needs';
import type { PutMode } from '../../devices/indexing';
import { int64 } from '../../dtype';
import { RuntimeError } from '../../errors';
import { contiguousStrides, normalizeDim, sameShape, shapeText, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast, operandTex } from '../common';
import type { BackwardContext, Evidence, Local, OpRecord } from '../op';
import { putBack } from '../reshaping/geometry';
import { alongPositions, where } from './places';

const rankOf = (shape: Shape): number => Math.max(shape.length, 1);
/** A scalar counts as a vector of one element. */
const asVector = (x: Tensor): Tensor => (x.ndim === 0 ? x.look([1], [1], x.offset) : x);
const dimOf = (attrs: Attrs, shape: Shape): number => normalizeDim(attrs['dim'] as number, shape.length);

export function zerosLike(x: Tensor): Tensor {
  return Tensor.full(x.shape, 0, x.dtype, x.device);
}

function checkIndexType(name: string, index: Tensor): void {
  if (index.dtype.name === 'int64' || index.dtype.name === 'int32') return;
  throw new RuntimeError(`${name}(): Expected dtype int32/int64 for index`);
}

function checkGather(x: Tensor, index: Tensor, dim: number): void {
  checkIndexType('gather', index);
  if (index.numel() === 0) return;
  if (rankOf(index.shape) !== rankOf(x.shape)) {
    throw new RuntimeError('Index tensor must have the same number of dimensions as input tensor');
  }
  index.shape.forEach((size, d) => {
    if (d === dim || size <= x.shape[d]!) return;
    throw new RuntimeError(
      `Size does not match at dimension ${d} expected index ${shapeText(index.shape)} to be no larger than self ${shapeText(x.shape)} apart from dimension ${dim}`,
    );
  });
}

/**
 * out[i][j] = x[index[i][j]][j] for dim 0, and so on.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.gather.html
 */
export const gather: OpRecord = {
  name: 'gather',
  gradFn: () => 'GatherBackward0',
  symbol: 'gather',
  formula: (n) => `\\operatorname{gather}(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
  forward([x, index], attrs) {
    const dim = dimOf(attrs, x!.shape);
    checkGather(x!, index!, dim);
    const out = Tensor.empty(index!.shape, x!.dtype, x!.device);
    if (out.numel() === 0) return out;
    needs(x!.device.indexing, 'gather', x!.device).gather(
      asVector(x!),
      dim,
      asVector(cast(index!, int64)),
      asVector(out),
    );
    return out;
  },
  saves: { inputs: [1], output: false },
  backward: ({ inputs, attrs }, g) => [
    zerosLike(inputs[0]!).scatterAdd(attrs['dim'] as number, inputs[1]!, g),
    null,
  ],
  explain: {
    tex: (k, n) => (k === 0 ? `[\\text{${operandTex(n, 1)} names it}]` : '0'),
    locals: (k, i, e) => (k === 0 ? where(targets(e), i) : []),
  },
};

function targets({ inputs, attrs }: Evidence): number[] {
  const [x, index] = inputs as [Evidence['inputs'][0], Evidence['inputs'][0]];
  return alongPositions(x.shape, index, dimOf(attrs, x.shape));
}

/** @throws RuntimeError unless index and source fit the tensor */
export function checkScatter(x: Tensor, index: Tensor, source: Tensor | undefined, dim: number): void {
  checkIndexType('scatter', index);
  if (source && source.dtype !== x.dtype) {
    throw new RuntimeError('scatter(): Expected self.dtype to be equal to src.dtype');
  }
  if (index.numel() === 0) return;
  if (rankOf(index.shape) !== rankOf(x.shape)) {
    throw new RuntimeError('Index tensor must have the same number of dimensions as self tensor');
  }
  // of a source with too few dimensions PyTorch asks for the size of one that there is not
  if (source && source.ndim > 0 && source.ndim < index.ndim) normalizeDim(source.ndim, source.ndim);
  if (source && rankOf(index.shape) !== rankOf(source.shape)) {
    throw new RuntimeError('Index tensor must have the same number of dimensions as src tensor');
  }
  const tooLarge = index.shape.some(
    (size, d) => (d !== dim && size > x.shape[d]!) || (source && size > source.shape[d]!),
  );
  if (!tooLarge) return;
  const ofSource = source ? ` and to be no larger size than src ${shapeText(source.shape)}` : '';
  throw new RuntimeError(
    `Expected index ${shapeText(index.shape)} to be no larger than self ${shapeText(x.shape)} apart from dimension ${dim}${ofSource}`,
  );
}

/** A number as the dtype has it. */
export function elementOf(attrs: Attrs, { dtype }: Tensor): number {
  const value = attrs['value'] as number;
  return dtype.name === 'bool' ? Number(value !== 0) : value;
}

function computeScatter(inputs: readonly Tensor[], attrs: Attrs, mode: PutMode): Tensor {
  const [x, index, source] = inputs as [Tensor, Tensor, Tensor | undefined];
  const dim = dimOf(attrs, x.shape);
  checkScatter(x, index, source, dim);
  const out = cast(x, x.dtype, true);
  if (index.numel() === 0) return out;
  // of a larger source the part of the index's shape
  const part = source && asVector(source.look(index.shape, source.strides, source.offset));
  needs(x.device.indexing, 'scatter', x.device).scatter(
    asVector(out),
    dim,
    asVector(cast(index, int64)),
    part ?? elementOf(attrs, x),
    mode,
  );
  return out;
}

/** What goes back to a scatter's source. */
function toSource({ inputs, attrs, needs: wanted }: BackwardContext, g: Tensor): Tensor | null {
  const [, index, source] = inputs as [Tensor, Tensor, Tensor | undefined];
  if (!source || !wanted[2]) return null;
  const part = g.gather(attrs['dim'] as number, index);
  if (sameShape(index.shape, source.shape)) return part;
  return putBack(part, source.shape, {
    shape: index.shape,
    strides: contiguousStrides(source.shape),
    offset: 0,
  });
}

function sourceLocals(i: number, e: Evidence): Local[] {
  const [, index, source] = e.inputs;
  const own = contiguousStrides(index!.shape);
  const theirs = contiguousStrides(source!.shape);
  const positions = targets(e);
  return positions.flatMap((at, j) => {
    const place = index!.shape.reduce(
      (sum, size, d) => sum + (Math.floor(j / own[d]!) % size) * theirs[d]!,
      0,
    );
    return place === i ? [{ at, value: 1 }] : [];
  });
}

/**
 * x with the source's elements (or one value) at the places that `index` names along `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export const scatter: OpRecord = {
  name: 'scatter',
  gradFn: (attrs) => `ScatterBackward${'value' in attrs ? 1 : 0}`,
  symbol: 'scatter',
  formula: (n) =>
    `\\operatorname{scatter}(${operandTex(n, 0)}, ${operandTex(n, 1)}, ${n.inputs[2] ?? String(n.attrs['value'])})`,
  forward: (inputs, attrs) => computeScatter(inputs, attrs, 'set'),
  saves: { inputs: [1], output: false },
  backward: (context, g) => [
    context.needs[0] ? g.scatter(context.attrs['dim'] as number, context.inputs[1]!, 0) : null,
    null,
    toSource(context, g),
  ],
  explain: {
    tex: (k) => (k === 1 ? '0' : k === 0 ? '[\\text{not overwritten}]' : '1'),
    locals(k, i, e) {
      if (k === 1) return [];
      if (k === 2) return sourceLocals(i, e);
      return targets(e).includes(i) ? [] : [{ at: i, value: 1 }];
    },
  },
};

/** x with the source's elements added at the places that `index` names along `dim`. */
export const scatterAdd: OpRecord = {
  name: 'scatterAdd',
  gradFn: () => 'ScatterAddBackward0',
  symbol: 'scatter +',
  formula: (n) => `\\operatorname{scatterAdd}(${n.inputs.join(', ')})`,
  forward: (inputs, attrs) => computeScatter(inputs, attrs, 'add'),
  saves: { inputs: [1], output: false },
  backward: (context, g) => [context.needs[0] ? g : null, null, toSource(context, g)],
  explain: {
    tex: (k) => (k === 1 ? '0' : '1'),
    locals: (k, i, e) => (k === 1 ? [] : k === 2 ? sourceLocals(i, e) : [{ at: i, value: 1 }]),
  },
};

export const ALONG_OPS: readonly OpRecord[] = [gather, scatter, scatterAdd];
