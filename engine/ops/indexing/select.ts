/** @file indexSelect, indexAdd, indexFill, indexCopy, take: one vector of indices for one dimension (or the flat tensor). */

import { apply } from '../../autograd/apply';
import type { Bounds } from '../../devices/indexing';
import { IndexError, RuntimeError } from '../../errors';
import { normalizeDim, ownDim, sameShape, shapeText, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast, operandTex } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { elementOf, zerosLike } from './along';
import { computeLookUp, indexPut, putInto } from './lookup';
import { lookUpPositions, where } from './places';

const dimOf = (attrs: Attrs, shape: Shape): number => normalizeDim(attrs['dim'] as number, shape.length);
const asVector = (x: Tensor): Tensor => (x.ndim === 0 ? x.look([1], [1], x.offset) : x);
const isLong = (x: Tensor): boolean => x.dtype.name === 'int64' || x.dtype.name === 'int32';
const vectorShape = (shape: Shape): Shape => (shape.length === 0 ? [1] : shape);

/** For each element that the index names, its flat position in x. */
function named({ inputs: [x, index], attrs }: Evidence): number[] {
  const shape = vectorShape(x!.shape);
  return lookUpPositions(shape, [{ ...index!, shape: vectorShape(index!.shape) }], [dimOf(attrs, shape)]);
}

/** Elements (rows, …) of one dimension. https://docs.pytorch.org/docs/stable/generated/torch.index_select.html */
export const indexSelect: OpRecord = {
  name: 'indexSelect',
  gradFn: () => 'IndexSelectBackward0',
  symbol: '[i]',
  formula: (n) => `${operandTex(n, 0)}_{${operandTex(n, 1)}}`,
  forward([x, index], attrs) {
    const dim = dimOf(attrs, x!.shape);
    if (index!.ndim > 1) throw new IndexError('index_select(): Index is supposed to be a vector');
    if (!isLong(index!)) throw new RuntimeError('index_select(): Expected dtype int32 or int64 for index');
    checkSelect(x!, index!, dim);
    const out = computeLookUp('indexSelect', asVector(x!), [asVector(index!)], [dim], 'select');
    return x!.ndim === 0 ? out.look([], [], 0) : out;
  },
  saves: { inputs: [1], output: false },
  backward: ({ inputs, attrs }, g) => [
    zerosLike(inputs[0]!).indexAdd(attrs['dim'] as number, inputs[1]!, g),
    null,
  ],
  explain: {
    tex: (k) => (k === 0 ? '[\\text{named by the index}]' : '0'),
    locals: (k, i, e) => (k === 0 ? where(named(e), i) : []),
  },
};

function checkSelect(x: Tensor, index: Tensor, dim: number): void {
  const count = index.numel();
  if (x.ndim === 0 && count !== 1) {
    throw new RuntimeError(`index_select(): Index to scalar can have only 1 value, got ${count} value(s)`);
  }
  if (x.shape[dim] === 0 && count > 0) {
    throw new RuntimeError('index_select(): self indexing axis dim should be positive');
  }
}

/** A copy of x with `source` put (or added) at the indices. */
function changed(
  name: string,
  x: Tensor,
  index: Tensor,
  source: Tensor | number,
  dim: number,
  bounds: Bounds,
  accumulate = false,
): Tensor {
  const out = cast(x, x.dtype, true);
  const value = typeof source === 'number' ? source : asVector(source);
  putInto(name, asVector(out), [asVector(index)], value, [dim], bounds, accumulate);
  return out;
}

function withoutDim(shape: Shape, dim: number): Shape {
  return shape.filter((_, d) => d !== dim);
}

/** What a number of elements of `source`, or one value, does to the places named: kept elements and given ones. */
function putExplanation(keeps: boolean): OpRecord['explain'] {
  return {
    tex: (k, n) =>
      k === 1 ? '0' : k === 2 ? String(n.attrs['alpha'] ?? 1) : keeps ? '1' : '[\\text{not overwritten}]',
    locals(k, i, e): Local[] {
      if (k === 1) return [];
      const places = named(e);
      if (k === 0) return !keeps && places.includes(i) ? [] : [{ at: i, value: 1 }];
      const value = Number(e.attrs['alpha'] ?? 1);
      const given = e.inputs[2]!.elements.length === 1 && places.length > 1 ? places : [places[i]!];
      return given.map((at) => ({ at, value }));
    },
  };
}

/** x with alpha·source added along one dimension. https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html */
export const indexAdd: OpRecord = {
  name: 'indexAdd',
  gradFn: () => 'IndexAddBackward0',
  symbol: '[i] +',
  formula: (n) => `${n.inputs[0]}_{${n.inputs[1]}} \\mathrel{+}= ${n.inputs[2]}`,
  forward([x, index, source], attrs) {
    const dim = dimOf(attrs, x!.shape);
    checkIndexAdd(x!, index!, source!, dim);
    if (x!.numel() === 0) return cast(x!, x!.dtype, true);
    const alpha = (attrs['alpha'] as number | undefined) ?? 1;
    const bounds = x!.ndim === 0 ? 'select' : 'gather';
    if (alpha === 1) return changed('indexAdd', x!, index!, source!, dim, bounds, true);
    const scaled = Tensor.empty(source!.shape, source!.dtype, source!.device);
    source!.device.binary('mul', source!, alpha, scaled);
    return changed('indexAdd', x!, index!, scaled, dim, bounds, true);
  },
  saves: { inputs: [1], output: false },
  backward({ inputs, attrs, needs }, g) {
    const alpha = (attrs['alpha'] as number | undefined) ?? 1;
    const part = (): Tensor => g.indexSelect(attrs['dim'] as number, inputs[1]!);
    return [needs[0] ? g : null, null, needs[2] ? (alpha === 1 ? part() : part().mul(alpha)) : null];
  },
  explain: putExplanation(true),
};

function checkIndexAdd(x: Tensor, index: Tensor, source: Tensor, dim: number): void {
  if (index.ndim > 1) {
    throw new IndexError(
      `index_add_(): Index is supposed to be a vector, but got dim: ${index.ndim} with type: ${index.dtype.scalarName} and size: ${shapeText(index.shape)}`,
    );
  }
  if (!isLong(index)) throw new RuntimeError('index_add_(): Expected dtype int32/int64 for index');
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      `index_add_(): self (${x.dtype.scalarName}) and source (${source.dtype.scalarName}) must have the same scalar type`,
    );
  }
  if (x.ndim > 0) ownDim(dim, source.ndim);
  if (index.numel() !== (source.shape[dim] ?? 1)) {
    throw new RuntimeError(
      `index_add_(): Number of indices (${index.numel()}) should be equal to source.size(dim): (${source.shape[dim] ?? 1}), for dim: ${dim}`,
    );
  }
  if (!sameShape(withoutDim(x.shape, dim), withoutDim(source.shape, dim))) {
    throw new RuntimeError(
      `source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = ${shapeText(x.shape)} source.shape = ${shapeText(source.shape)}`,
    );
  }
}

/** x with one value at the indices of one dimension. */
export const indexFill: OpRecord = {
  name: 'indexFill',
  gradFn: (attrs) => `IndexFillBackward${'value' in attrs ? 0 : 1}`,
  symbol: '[i] ←',
  formula: (n) => `${n.inputs[0]}_{${n.inputs[1]}} \\leftarrow ${n.inputs[2] ?? String(n.attrs['value'])}`,
  forward([x, index, value], attrs) {
    if (value && value.ndim > 0) {
      throw new RuntimeError(
        `index_fill_ only supports a 0-dimensional value tensor, but got tensor with ${value.ndim} dimension(s).`,
      );
    }
    if (!isLong(index!)) throw new IndexError('index_fill_(): Expected dtype int64 for index.');
    if (index!.ndim > 1) throw new RuntimeError('Index has to be a vector/scalar');
    const source = value ? cast(value, x!.dtype) : elementOf(attrs, x!);
    return changed('indexFill', x!, index!, source, dimOf(attrs, x!.shape), 'fill');
  },
  saves: { inputs: [1], output: false },
  backward({ inputs, attrs, needs }, g) {
    const dim = attrs['dim'] as number;
    return [
      needs[0] ? g.indexFill(dim, inputs[1]!, 0) : null,
      null,
      needs[2] ? g.indexSelect(dim, inputs[1]!).sum() : null,
    ];
  },
  explain: putExplanation(false),
};

/** x with the source's rows at the indices of one dimension. */
export const indexCopy: OpRecord = {
  name: 'indexCopy',
  gradFn: () => 'IndexCopyBackward0',
  symbol: '[i] ←',
  formula: (n) => `${n.inputs[0]}_{${n.inputs[1]}} \\leftarrow ${n.inputs[2]}`,
  forward([x, index, source], attrs) {
    const dim = dimOf(attrs, x!.shape);
    checkIndexCopy(x!, index!, source!, dim);
    return changed('indexCopy', x!, index!, source!, dim, 'copy');
  },
  saves: { inputs: [1], output: false },
  backward({ inputs, attrs, needs }, g) {
    const dim = attrs['dim'] as number;
    return [
      needs[0] ? g.indexFill(dim, inputs[1]!, 0) : null,
      null,
      needs[2] ? g.indexSelect(dim, inputs[1]!) : null,
    ];
  },
  explain: putExplanation(false),
};

function checkIndexCopy(x: Tensor, index: Tensor, source: Tensor, dim: number): void {
  if (index.ndim > 1)
    throw new IndexError(`index_copy_(): Index should have dimension 1 or 0 (got ${index.ndim})`);
  if (index.dtype.name !== 'int64') {
    throw new RuntimeError(
      `index_copy_(): Expected a long tensor for index, but got ${index.dtype.scalarName}`,
    );
  }
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      `index_copy_(): self and source expected to have the same dtype, but got (self) ${x.dtype.scalarName} and (source) ${source.dtype.scalarName}`,
    );
  }
  if (source.ndim === 0 && index.numel() !== 1) {
    throw new IndexError(
      `index_copy_(): When source is scalar, index should have one element (got ${index.numel()})`,
    );
  }
  if (x.ndim !== source.ndim && x.ndim > 0 && source.ndim > 0) {
    throw new IndexError(
      `index_copy_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (${source.ndim}), destination dimensionality (${x.ndim})`,
    );
  }
  const [own, given] = [withoutDim(x.shape, dim), withoutDim(source.shape, dim)];
  if (!sameShape(own, given)) {
    throw new RuntimeError(
      `index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ${own.join(' ')} at dimension ${dim} and source slice shape: ${given.join(' ')} at dimension ${dim}.`,
    );
  }
  if (index.numel() !== (source.shape[dim] ?? 1)) {
    throw new IndexError(
      `index_copy_(): Number of indices (${index.numel()}) should be equal to source.size(dim) (${source.shape[dim] ?? 1})`,
    );
  }
}

/** Elements of the flattened tensor, in the index's shape. https://docs.pytorch.org/docs/stable/generated/torch.take.html */
export const take: OpRecord = {
  name: 'take',
  gradFn: () => 'TakeBackward0',
  symbol: '[i]',
  formula: (n) => `${operandTex(n, 0)}_{${operandTex(n, 1)}}`,
  forward([x, index]) {
    if (index!.dtype.name !== 'int64') {
      throw new RuntimeError(`take(): Expected a long tensor for index, but got ${index!.dtype.scalarName}`);
    }
    const dense = x!.isContiguous() ? x! : cast(x!, x!.dtype, true);
    const flat = dense.look([x!.numel()], [1], dense.offset);
    return computeLookUp('take', flat, [index!], [0], 'take');
  },
  saves: { inputs: [1], output: false },
  backward({ inputs }, g) {
    const [x, index] = [inputs[0]!, inputs[1]!];
    const size = x.numel();
    const flat = Tensor.full([size], 0, g.dtype, g.device);
    return [apply(indexPut, [flat, g, index], { dims: [0], accumulate: true }).reshape(x.shape), null];
  },
  explain: {
    tex: (k) => (k === 0 ? '[\\text{named by the index}]' : '0'),
    locals: (k, i, { inputs: [x, index] }) =>
      k === 0 ? where(lookUpPositions([x!.elements.length], [index!], [0]), i) : [],
  },
};

export const SELECT_OPS: readonly OpRecord[] = [indexSelect, indexAdd, indexFill, indexCopy, take];
