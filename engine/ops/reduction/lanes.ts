/** @file What the ops along one dimension share: lanes of a tensor, picking from them, and work that nobody records. */

import { apply } from '../../autograd/apply';
import { noGrad } from '../../autograd/mode';
import type { StridedView } from '../../devices/device';
import { needs } from '../../devices/needs';
import { DTYPES, int64, type DType } from '../../dtype';
import { contiguousStrides, normalizeDim, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { unobserved } from '../../trace/observer';
import type { Evidence, Local, NumericTensor, OpRecord } from '../op';
import { operandTex } from '../common';

/** Work inside an op's forward, in tensor methods: neither remembered by the graph nor told to the trace. */
export function inside<T>(work: () => T): T {
  return unobserved(() => noGrad(work));
}

/** The tensor with `dim` (counted from the front) last; a scalar counts as one lane of one element. */
export function lanes(x: Tensor, dim: number): StridedView {
  if (x.ndim === 0) return { storage: x.storage, shape: [1], strides: [1], offset: x.offset };
  const last = (list: Shape): number[] => [...list.filter((_, d) => d !== dim), list[dim]!];
  return { storage: x.storage, shape: last(x.shape), strides: last(x.strides), offset: x.offset };
}

/** The dimension an op along one dimension works on, counted from the front. */
export function dimOf(attrs: Attrs, rank: number): number {
  return normalizeDim(attrs['dim'] as number, rank);
}

export function dtypeNamed(name: Attrs[string] | undefined): DType | undefined {
  return DTYPES.find((dtype) => dtype.name === name);
}

/** A shape with another size at `dim`; a scalar stays one. */
export function resized(shape: Shape, dim: number, size: number): number[] {
  return shape.map((own, d) => (d === dim ? size : own));
}

/** A contiguous tensor without the dimension, which has one element; a scalar stays. */
export function dropped(x: Tensor, dim: number): Tensor {
  if (x.ndim === 0) return x;
  const shape = x.shape.filter((_, d) => d !== dim);
  return x.look(shape, contiguousStrides(shape), x.offset);
}

/** Where elements of one lane are: flat = (outer · size + i) · inner + place. */
export interface LanePlace {
  readonly size: number;
  readonly inner: number;
}

export function lanePlace(shape: Shape, dim: number): LanePlace {
  const inner = shape.slice(dim + 1).reduce((n, size) => n * size, 1);
  return { size: shape[dim] ?? 1, inner };
}

/** Every flat position in the lane of flat position `i`, in a tensor whose lanes have `length` elements. */
export function laneOf(i: number, { size, inner }: LanePlace, length: number): number[] {
  const outer = Math.floor(i / (size * inner));
  return Array.from({ length }, (_, j) => (outer * length + j) * inner + (i % inner));
}

/** Elements of x that `index` (int64) names along `dim`; index has x's shape but for that dimension. */
function computePick(x: Tensor, index: Tensor, dim: number): Tensor {
  const out = Tensor.empty(index.shape, x.dtype, x.device);
  // (where there is nothing to pick from, the places have been refused)
  if (x.numel() > 0)
    needs(x.device.lanes?.pick, 'gather', x.device)(lanes(x, dim), lanes(index, dim), lanes(out, dim));
  return out;
}

/**
 * A record whose output are elements of its first input that the second, an int64 tensor, names along `dim`:
 * how PyTorch's max, sort, median and others pass gradients on. `attrs.drop` removes the dimension.
 */
export function pickRecord(parts: {
  name: string;
  gradFn: string;
  symbol: string;
  tex: (x: string) => string;
}): OpRecord {
  return {
    name: parts.name,
    gradFn: (attrs) => (attrs['gradFn'] as string | undefined) ?? parts.gradFn,
    symbol: parts.symbol,
    formula: (n) => parts.tex(operandTex(n, 0)),
    forward([x, index], attrs) {
      const dim = dimOf(attrs, x!.ndim);
      const kept = withDim(index!, dim, Boolean(attrs['drop']), x!.ndim);
      const out = computePick(x!, kept, dim);
      return attrs['drop'] ? dropped(out, dim) : out;
    },
    saves: { inputs: [1], output: false },
    backward({ inputs, attrs }, g) {
      const [x, index] = [inputs[0]!, inputs[1]!];
      const dim = dimOf(attrs, x.ndim);
      const drop = Boolean(attrs['drop']);
      const kept = withDim(index, dim, drop, x.ndim);
      return [placed(g.reshape(kept.shape), kept, dim, x.shape), null];
    },
    explain: {
      tex: (k, n) => (k === 0 ? `[\\text{${operandTex(n, 0)} is chosen}]` : '0'),
      locals: (k, i, evidence) => (k === 0 ? pickedLocals(i, evidence) : []),
    },
  };
}

function withDim(index: Tensor, dim: number, wasDropped: boolean, rank: number): Tensor {
  if (!wasDropped || rank === 0) return index;
  const shape = [...index.shape.slice(0, dim), 1, ...index.shape.slice(dim)];
  const strides = [...index.strides.slice(0, dim), 1, ...index.strides.slice(dim)];
  return index.look(shape, strides, index.offset);
}

function pickedLocals(i: number, { inputs, attrs }: Evidence): Local[] {
  const { shape } = inputs[0]!;
  const dim = dimOf(attrs, shape.length);
  const place = lanePlace(shape, dim);
  const index = inputs[1]!.elements;
  const count = shape.length === 0 ? 1 : index.length / (shape.reduce((n, s) => n * s, 1) / place.size);
  const own = Math.floor(i / place.inner) % place.size;
  return laneOf(i, place, count)
    .filter((at) => Number(index[at]) === own)
    .map((at) => ({ at, value: 1 }));
}

/** The other way: a tensor of `shape`, zero but where `index` names it along `dim`. */
export function placed(source: Tensor, index: Tensor, dim: number, shape: Shape): Tensor {
  return apply(placeRecord, [source, index], { dim, shape: [...shape] });
}

/** A differentiable scatter-add of its first input. */
export const placeRecord: OpRecord = {
  name: 'valueSelectingBackward',
  gradFn: () => 'ValueSelectingReductionBackward0',
  symbol: '↦',
  formula: (n) => `\\operatorname{place}(${operandTex(n, 0)})`,
  forward([source, index], attrs) {
    const dim = attrs['dim'] as number;
    const out = Tensor.empty(attrs['shape'] as Shape, source!.dtype, source!.device);
    const kernel = needs(source!.device.lanes?.place, 'scatter', source!.device);
    kernel(lanes(source!, dim), lanes(index!, dim), lanes(out, dim));
    return out;
  },
  saves: { inputs: [1], output: false },
  backward: ({ inputs, attrs }, g) => [
    apply(pickFirst, [g, inputs[1]!], { dim: attrs['dim'] as number }),
    null,
  ],
  explain: {
    tex: (k) => (k === 0 ? '1' : '0'),
    locals(k, i, { inputs, output, attrs }) {
      if (k === 1) return [];
      const dim = attrs['dim'] as number;
      const from = lanePlace(inputs[0]!.shape, dim);
      const size = output.shape[dim] ?? 1;
      return [{ at: laneOf(i, from, size)[Number(inputs[1]!.elements[i])]!, value: 1 }];
    },
  },
};

export const pickFirst = pickRecord({
  name: 'pick',
  gradFn: 'GatherBackward0',
  symbol: '[ ]',
  tex: (x) => `${x}_{[i]}`,
});

/** The flat positions 0 … n−1 of a tensor's numbers. */
export function places(tensor: NumericTensor): number[] {
  return Array.from({ length: tensor.elements.length }, (_, j) => j);
}

/** Indices made by a kernel of lanes: an int64 tensor of `shape`. */
export function indexTensor(shape: Shape, like: Tensor): Tensor {
  return Tensor.empty(shape, int64, like.device);
}
