/** @file Order: sorting, the k largest, medians, modes and quantiles, with their places. */

import { apply } from '../../autograd/apply';
import { needs } from '../../devices/needs';
import { notImplemented, RuntimeError } from '../../errors';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { namedRecord } from '../pointwise/common';
import { checkNotEmpty, choiceRecord, shareEvenly, shareLocals, computeChoice } from './extrema';
import { dimOf, dropped, indexTensor, inside, lanes, pickFirst, pickRecord, resized } from './lanes';

export interface ValuesAndIndices {
  values: Tensor;
  indices: Tensor;
}

function computeOrder(x: Tensor, dim: number, descending: boolean, op: string): Tensor {
  const out = indexTensor(x.shape, x);
  needs(x.device.lanes?.sort, op, x.device)(lanes(x, dim), lanes(out, dim), descending);
  return out;
}

/** The part [from, from + count) of a contiguous tensor along a dimension, copied. */
function part(x: Tensor, dim: number, from: number, count: number): Tensor {
  if (x.ndim === 0) return x;
  const out = Tensor.empty(resized(x.shape, dim, count), x.dtype, x.device);
  x.device.copy(x.look(out.shape, x.strides, x.offset + from * x.strides[dim]!), out);
  return out;
}

/** PyTorch sorts stably or not; here it always is, which both allow. */
export const argsort = namedRecord('argsort', ([x], attrs) =>
  computeOrder(x!, dimOf(attrs, x!.ndim), Boolean(attrs['descending']), 'sort'),
);

const sortValues = pickRecord({
  name: 'sort',
  gradFn: 'SortBackward0',
  symbol: 'sort',
  tex: (x) => `\\operatorname{sort} ${x}`,
});

/** `stable` is told apart in PyTorch by the node's name alone: here a sort always is. */
export function sort(
  x: Tensor,
  dim: number,
  descending: boolean,
  stable: boolean | undefined,
): ValuesAndIndices {
  const indices = apply(argsort, [x], { dim, descending });
  return {
    values: apply(sortValues, [x, indices], {
      dim,
      ...(stable !== undefined && { gradFn: 'SortBackward1' }),
    }),
    indices,
  };
}

const topkIndices = namedRecord('topkIndices', ([x], attrs) => {
  const dim = dimOf(attrs, x!.ndim);
  const k = attrs['k'] as number;
  if (k < 0 || k > (x!.shape[dim] ?? 1)) throw new RuntimeError('selected index k out of range');
  return part(computeOrder(x!, dim, Boolean(attrs['largest']), 'topk'), dim, 0, k);
});

const topkValues = pickRecord({
  name: 'topk',
  gradFn: 'TopkBackward0',
  symbol: 'topk',
  tex: (x) => `\\operatorname{topk} ${x}`,
});

export function topk(x: Tensor, k: number, dim: number, largest: boolean): ValuesAndIndices {
  const indices = apply(topkIndices, [x], { k, dim, largest });
  return { values: apply(topkValues, [x, indices], { dim }), indices };
}

const kthvalueIndices = namedRecord('kthvalueIndices', ([x], attrs) => {
  const dim = dimOf(attrs, x!.ndim);
  const [k, size] = [attrs['k'] as number, x!.shape[dim] ?? 1];
  checkNotEmpty('kthvalue', x!, attrs['dim'] as number);
  if (k < 1 || k > size)
    throw new RuntimeError(`kthvalue(): selected number k out of range for dimension ${dim}`);
  refuseBool('kthvalue_cpu', x!);
  const index = part(computeOrder(x!, dim, false, 'kthvalue'), dim, k - 1, 1);
  return attrs['keepdim'] ? index : dropped(index, dim);
});

const kthvalueValues = pickRecord({
  name: 'kthvalue',
  gradFn: 'KthvalueBackward0',
  symbol: 'kth',
  tex: (x) => `\\operatorname{kthvalue} ${x}`,
});

export function kthvalue(x: Tensor, k: number, dim: number, keepdim: boolean): ValuesAndIndices {
  const indices = apply(kthvalueIndices, [x], { k, dim, keepdim });
  return { values: apply(kthvalueValues, [x, indices], { dim, drop: !keepdim }), indices };
}

const checkDim =
  (op: string) =>
  (x: Tensor, attrs: Attrs): void => {
    checkNotEmpty(op, x, attrs['dim'] as number);
    if (op === 'median') refuseBool('median_out', x);
  };

function refuseBool(kernel: string, x: Tensor): void {
  if (x.dtype.name === 'bool') notImplemented(kernel, x.dtype);
}

const medianIndices = choiceRecord('medianIndices', 'argmedian', checkDim('median'));
const modeIndices = choiceRecord('modeIndices', 'argmode', checkDim('mode'));
const medianValues = pickRecord({
  name: 'medianDim',
  gradFn: 'MedianBackward1',
  symbol: 'median',
  tex: (x) => `\\operatorname{median} ${x}`,
});
const modeValues = pickRecord({
  name: 'mode',
  gradFn: 'ModeBackward0',
  symbol: 'mode',
  tex: (x) => `\\operatorname{mode} ${x}`,
});

/** The lower median, or the smallest of the most frequent values, and where one such is. */
export function chosenAlong(
  kind: 'median' | 'mode',
  x: Tensor,
  dim: number,
  keepdim: boolean,
): ValuesAndIndices {
  const indices = apply(kind === 'median' ? medianIndices : modeIndices, [x], { dim, keepdim });
  const record = kind === 'median' ? medianValues : modeValues;
  return { values: apply(record, [x, indices], { dim, drop: !keepdim }), indices };
}

/** The lower median of all elements; of nothing: NaN. */
export const median: OpRecord = {
  name: 'median',
  gradFn: () => 'MedianBackward0',
  symbol: 'median',
  formula: (n) => `\\operatorname{median} ${operandTex(n, 0)}`,
  forward([x]) {
    refuseBool('median_cpu', x!);
    if (x!.numel() === 0) return Tensor.full([], x!.dtype.isFloatingPoint ? NaN : 0, x!.dtype, x!.device);
    return inside(() => {
      const index = computeChoice('argmedian', x!, { dim: null, keepdim: false }, 'median');
      return pickFirst.forward([x!.reshape([-1]), index], { dim: 0, drop: true });
    });
  },
  saves: { inputs: [0], output: true },
  backward: ({ inputs, output }, g) => [shareEvenly(inputs[0]!, output, g, { dim: null })],
  explain: {
    tex: (_, n) => `\\frac{[${operandTex(n, 0)} = ${n.output}]}{\\text{number of ties}}`,
    locals: (_, i, e) => shareLocals(i, { ...e, attrs: { ...e.attrs, dim: null } }),
  },
};

export const ORDER_OPS: readonly OpRecord[] = [
  ...[argsort, sortValues, topkIndices, topkValues, kthvalueIndices, kthvalueValues],
  ...[medianIndices, modeIndices, medianValues, modeValues, median],
];
