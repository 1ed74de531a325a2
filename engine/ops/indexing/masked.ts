/** @file Masks: selecting, filling and scattering where a bool tensor is true; and which elements are not 0. */

import { apply } from '../../autograd/apply';
import type { Device } from '../../devices/device';
import { int64 } from '../../dtype';
import { RuntimeError } from '../../errors';
import { broadcastShapes, contiguousStrides, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastSource, broadcastTargets, broadcastTo, cast, operandTex, sumToShape } from '../common';
import type { Evidence, NumericTensor, OpRecord } from '../op';
import { withElements, type Counted } from '../counted';
import { insist } from '../insist';
import { where } from '../pointwise/where';
import { inside } from '../reduction/lanes';
import { zerosLike } from './along';
import { computeLookUp } from './lookup';
import { longs } from './longs';

const C_NAMES: Readonly<Record<string, string>> = {
  float32: 'float',
  float64: 'double',
  int64: 'long int',
  int32: 'int',
  uint8: 'unsigned char',
};

function truePlaces(elements: ArrayLike<number | bigint>): number[] {
  return Array.from(elements, (value, i) => (value !== 0 && value !== 0n ? i : -1)).filter((i) => i >= 0);
}

const flat = (x: Tensor): Tensor => {
  const dense = x.isContiguous() ? x : cast(x, x.dtype, true);
  return dense.look([x.numel()], [1], dense.offset);
};

/** x's elements where the mask (of x's shape) is true, as a vector; the third input are the places where it is. */
const maskedSelectRecord: OpRecord = {
  name: 'maskedSelect',
  gradFn: () => 'MaskedSelectBackward0',
  symbol: '[mask]',
  formula: (n) => `${operandTex(n, 0)}_{${operandTex(n, 1)}}`,
  forward: ([x, , places]) => computeLookUp('maskedSelect', flat(x!), [places!], [0], 'index'),
  saves: { inputs: [1], output: false },
  backward: ({ inputs }, g) => [zerosLike(inputs[0]!).maskedScatter(inputs[1]!, g), null, null],
  explain: {
    tex: (k) => (k === 0 ? '[\\text{mask}]' : '0'),
    locals(k, i, { inputs }) {
      const at = truePlaces(inputs[1]!.elements).indexOf(i);
      return k === 0 && at >= 0 ? [{ at, value: 1 }] : [];
    },
  },
};

export function maskedSelect(x: Tensor, mask: Tensor): Counted<Tensor> {
  if (mask.dtype.name !== 'bool') throw new RuntimeError('masked_select: expected BoolTensor for mask');
  const shape = broadcastShapes(mask.shape, x.shape);
  const whole = broadcast(mask, shape);
  const from = x.expand(shape);
  return withElements(whole, (elements) =>
    apply(maskedSelectRecord, [from, whole, longs(truePlaces(elements), x.device)]),
  );
}

function broadcast(x: Tensor, shape: Shape): Tensor {
  const view = broadcastTo(x, shape);
  return x.look(shape, view.strides, view.offset);
}

/** x where the mask is false, a value where it is true. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html */
export const maskedFill: OpRecord = {
  name: 'maskedFill',
  gradFn: (attrs) => `MaskedFillBackward${'value' in attrs ? 0 : 1}`,
  symbol: '[mask] ←',
  formula: (n) => `${n.inputs[0]}_{${n.inputs[1]}} \\leftarrow ${n.inputs[2] ?? String(n.attrs['value'])}`,
  forward([x, mask, value], attrs) {
    checkMask(mask!, value);
    const shape = broadcastShapes(mask!.shape, x!.shape);
    const out = Tensor.empty(shape, x!.dtype, x!.device);
    const filling = value ? broadcastTo(cast(value, x!.dtype), shape) : fitting(attrs, x!);
    out.device.where(broadcastTo(mask!, shape), filling, broadcastTo(x!, shape), out);
    return out;
  },
  saves: { inputs: [1], output: false },
  backward({ inputs: [x, mask, value], needs }, g) {
    const filled = (): Tensor => g.sub(g.maskedFill(mask!, 0)).sum();
    return [
      needs[0] ? sumToShape(g.maskedFill(mask!, 0), x!.shape) : null,
      null,
      needs[2] ? filled().to(value!.dtype) : null,
    ];
  },
  explain: {
    tex: (k) => (k === 1 ? '0' : k === 0 ? '[\\text{not masked}]' : '[\\text{mask}]'),
    locals(k, i, e) {
      if (k === 1) return [];
      return broadcastTargets(e.inputs[k]!.shape, e.output.shape, i)
        .filter((at) => maskAt(e, at) === (k === 2))
        .map((at) => ({ at, value: 1 }));
    },
  },
};

function maskAt({ inputs, output }: Evidence, at: number): boolean {
  const mask = inputs[1] as NumericTensor;
  return Boolean(mask.elements[broadcastSource(mask.shape, output.shape, at)]);
}

/** The number as the tensor can hold it: integers drop the fraction. */
function fitting(attrs: Attrs, x: Tensor): number {
  const value = attrs['value'] as number;
  if (x.dtype.isFloatingPoint) return value;
  return x.dtype.name === 'bool' ? Number(value !== 0) : Math.trunc(value);
}

function checkMask(mask: Tensor, value: Tensor | undefined): void {
  if (mask.dtype.name !== 'bool') {
    throw new RuntimeError(
      `masked_fill_ only supports boolean masks, but got mask with dtype ${C_NAMES[mask.dtype.name]}`,
    );
  }
  if (value && value.ndim > 0) {
    throw new RuntimeError(
      `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
    );
  }
}

/** x with the source's elements, in order, where the mask (of x's shape) is true. */
export const maskedScatterRecord: OpRecord = {
  name: 'maskedScatter',
  gradFn: () => 'MaskedScatterBackward0',
  symbol: '[mask] ←',
  formula: (n) => `${n.inputs[0]}_{${n.inputs[1]}} \\leftarrow ${n.inputs[2]}`,
  forward([x, mask, source]) {
    return inside(() => {
      const given = flat(source!);
      const [size, count] = [given.numel(), mask!.numel()];
      if (count === 0) return cast(x!, x!.dtype, true);
      // the n-th true element takes the n-th of the source
      const rank = flat(mask!).to(int64).cumsum(0);
      const fits = rank.narrow(0, count - 1, 1);
      insist(
        fits,
        (n) => n.le(size),
        ([n]) => Number(n) <= size,
        () => new RuntimeError('Number of elements of source < number of ones in mask'),
      );
      if (size === 0) return cast(x!, x!.dtype, true);
      const taken = given.at(rank.sub(1).clamp(0, size - 1)).reshape(x!.shape);
      return where(mask!, taken, x!);
    });
  },
  saves: { inputs: [1], output: false },
  backward({ inputs: [, mask, source], needs }, g) {
    const given = (): Tensor => {
      // each masked element's gradient goes to the place that it took, the others' beyond the end
      const size = source!.numel();
      const rank = flat(mask!).to(int64).cumsum(0);
      const places = where(flat(mask!), rank.sub(1), size);
      const sums = Tensor.full([size + 1], 0, g.dtype, g.device);
      return sums
        .scatterAdd(0, places, g.reshape([-1]))
        .narrow(0, 0, size)
        .reshape(source!.shape);
    };
    return [needs[0] ? g.maskedFill(mask!, 0) : null, null, needs[2] ? given() : null];
  },
  explain: {
    tex: (k) => (k === 1 ? '0' : k === 0 ? '[\\text{not masked}]' : '1'),
    locals(k, i, { inputs }) {
      const at = truePlaces(inputs[1]!.elements);
      if (k === 0) return at.includes(i) ? [] : [{ at: i, value: 1 }];
      return k === 2 && i < at.length ? [{ at: at[i]!, value: 1 }] : [];
    },
  },
};

/** PyTorch's check of a mask and a source. */
export function checkScatter(x: Tensor, mask: Tensor, source: Tensor): void {
  if (mask.dtype.name !== 'bool') {
    throw new RuntimeError(
      `masked_scatter_ only supports boolean masks, but got mask with dtype ${mask.dtype.scalarName}`,
    );
  }
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      `masked_scatter: expected self and source to have same dtypes but got${x.dtype.scalarName} and ${source.dtype.scalarName}`,
    );
  }
}

export function maskedScatter(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  checkScatter(x, mask, source);
  const shape = broadcastShapes(mask.shape, x.shape);
  return apply(maskedScatterRecord, [x.expand(shape), broadcast(mask, shape), source]);
}

/** The indices of the elements that are not 0, a row each. */
export function nonzero(x: Tensor): Counted<Tensor> {
  return withElements(x, (elements) => rowsOf(elements, x.shape, x.device));
}

/** The same of elements in a shape. */
export function rowsOf(elements: ArrayLike<number | bigint>, shape: Shape, device: Device): Tensor {
  const at = truePlaces(elements);
  const steps = contiguousStrides(shape);
  const rows = at.flatMap((i) => shape.map((size, d) => Math.floor(i / steps[d]!) % size));
  return longs(rows, device).look([at.length, shape.length], [Math.max(shape.length, 1), 1], 0);
}

export const MASKED_OPS: readonly OpRecord[] = [maskedSelectRecord, maskedFill, maskedScatterRecord];
