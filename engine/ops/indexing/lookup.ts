/** @file Looking up by index tensors: advanced indexing, and putting values there. */

import { needs } from '../../devices/needs';
import type { Bounds } from '../../devices/indexing';
import { int64 } from '../../dtype';
import { RuntimeError } from '../../errors';
import { shapeText, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { apply } from '../../autograd/apply';
import { broadcastSource, broadcastTo, cast, sumToShape } from '../common';
import type { Evidence, OpRecord } from '../op';
import { zerosLike } from './along';
import { lookUpPositions, ordered, planLookUp, where } from './places';

const dimsOf = (attrs: Attrs): Shape => attrs['dims'] as Shape;

/** The elements of x at these indices of these dimensions. */
export function computeLookUp(
  name: string,
  x: Tensor,
  indices: readonly Tensor[],
  dims: Shape,
  bounds: Bounds,
): Tensor {
  const plan = planLookUp(
    x.shape,
    indices.map((index) => index.shape),
    dims,
  );
  const out = Tensor.empty(plan.shape, x.dtype, x.device);
  needs(x.device.indexing, name, x.device).lookUp(
    ordered(x, plan.order),
    indices.map((index) => broadcastTo(cast(index, int64), plan.index)),
    ordered(out, plan.resultOrder),
    { bounds, dims: dims.map((d, k) => (bounds === 'index' ? k : d)) },
  );
  return out;
}

/** Writes (or adds) `source`, which must broadcast to what looking up would give, into `target` in place. */
export function putInto(
  name: string,
  target: Tensor,
  indices: readonly Tensor[],
  source: Tensor | number,
  dims: Shape,
  bounds: Bounds,
  accumulate: boolean,
): void {
  const plan = planLookUp(
    target.shape,
    indices.map((index) => index.shape),
    dims,
  );
  needs(target.device.indexing, name, target.device).putAt(
    ordered(target, plan.order),
    indices.map((index) => broadcastTo(cast(index, int64), plan.index)),
    typeof source === 'number' ? source : ordered(broadcastTo(source, plan.shape), plan.resultOrder),
    accumulate ? 'add' : 'set',
    { bounds, dims: dims.map((d, k) => (bounds === 'index' ? k : d)) },
  );
}

/** `x.at(…)` with index tensors: `dims` are the dimensions that they look up. */
export const index: OpRecord = {
  name: 'index',
  gradFn: () => 'IndexBackward0',
  symbol: '[i]',
  formula: (n) => `${n.inputs[0]}_{${n.inputs.slice(1).join(', ')}}`,
  forward: ([x, ...indices], attrs) => computeLookUp('index', x!, indices, dimsOf(attrs), 'index'),
  saves: { inputs: (wanted) => wanted.map((_, k) => k).slice(1), output: false },
  backward({ inputs: [x, ...indices], attrs }, g) {
    const into = apply(indexPut, [zerosLike(x!), g, ...indices], { dims: dimsOf(attrs), accumulate: true });
    return [into, ...indices.map(() => null)];
  },
  explain: {
    tex: (k) => (k === 0 ? '[\\text{named by the index}]' : '0'),
    locals(k, i, { inputs: [x, ...indices], attrs }) {
      return k === 0 ? where(lookUpPositions(x!.shape, indices, dimsOf(attrs)), i) : [];
    },
  },
};

/**
 * PyTorch's check of what is put.
 * @throws RuntimeError for another dtype, or a shape that does not broadcast to the result of indexing
 */
export function checkPut(target: Tensor, value: Tensor, indices: readonly Tensor[], dims: Shape): void {
  if (value.dtype !== target.dtype) {
    throw new RuntimeError(
      `Index put requires the source and destination dtypes match, got ${target.dtype.scalarName} for the destination and ${value.dtype.scalarName} for the source.`,
    );
  }
  const { shape } = planLookUp(
    target.shape,
    indices.map((tensor) => tensor.shape),
    dims,
  );
  const lead = shape.length - value.ndim;
  const fits = lead >= 0 && value.shape.every((size, d) => size === 1 || size === shape[d + lead]);
  if (fits) return;
  throw new RuntimeError(
    `shape mismatch: value tensor of shape ${shapeText(value.shape)} cannot be broadcast to indexing result of shape ${shapeText(shape)}`,
  );
}

function positions({ inputs: [x, , ...indices], attrs }: Evidence): number[] {
  return lookUpPositions(x!.shape, indices, dimsOf(attrs));
}

/** x with a value at the looked-up places; inputs: x, the value, the index tensors. */
export const indexPut: OpRecord = {
  name: 'indexPut',
  gradFn: () => 'IndexPutBackward0',
  symbol: '[i] ←',
  formula: (n) => `${n.inputs[0]}_{${n.inputs.slice(2).join(', ')}} \\leftarrow ${n.inputs[1]}`,
  forward([x, value, ...indices], attrs) {
    checkPut(x!, value!, indices, dimsOf(attrs));
    const out = cast(x!, x!.dtype, true);
    putInto('indexPut', out, indices, value!, dimsOf(attrs), 'index', attrs['accumulate'] as boolean);
    return out;
  },
  saves: { inputs: (wanted) => wanted.map((_, k) => k).slice(2), output: false },
  backward({ inputs: [x, value, ...indices], attrs, needs: wanted }, g) {
    const dims = dimsOf(attrs);
    const zero = (): Tensor => Tensor.full([], 0, g.dtype, g.device);
    const kept = (): Tensor =>
      attrs['accumulate'] ? g : apply(indexPut, [g, zero(), ...indices], { dims, accumulate: false });
    return [
      wanted[0] ? kept().to(x!.dtype) : null,
      wanted[1] ? sumToShape(apply(index, [g, ...indices], { dims }), value!.shape) : null,
      ...indices.map(() => null),
    ];
  },
  explain: {
    tex: (k, n) => (k > 1 ? '0' : k === 1 || n.attrs['accumulate'] ? '1' : '[\\text{not overwritten}]'),
    locals(k, i, e) {
      if (k > 1) return [];
      const named = positions(e);
      if (k === 0) return !e.attrs['accumulate'] && named.includes(i) ? [] : [{ at: i, value: 1 }];
      const { shape } = planLookUp(
        e.inputs[0]!.shape,
        e.inputs.slice(2).map((x) => x.shape),
        dimsOf(e.attrs),
      );
      return named.flatMap((at, j) =>
        broadcastSource(e.inputs[1]!.shape, shape, j) === i ? [{ at, value: 1 }] : [],
      );
    },
  },
};

export const LOOKUP_OPS: readonly OpRecord[] = [index, indexPut];
