/** @file The median of what is a number: of all elements, or along a dimension. */

import { notImplemented } from '../../errors';
import { apply } from '../../autograd/apply';
import { Tensor } from '../../tensor';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { plain } from '../pointwise/common';
import { checkNotEmpty, shareEvenly, shareLocals } from './extrema';
import { dimOf, dropped, pickRecord } from './lanes';
import type { ValuesAndIndices } from './order';

/** Where the lower median of the numbers is, the dimension being kept; where all is NaN, some place. */
function middle(x: Tensor, dim: number): Tensor {
  if (x.dtype.name === 'bool') notImplemented('median_cpu', x.dtype);
  // NaN comes last
  const last = x.isnan().logicalNot().sum(dim, { keepdim: true }).sub(1).clamp(0);
  return x.argsort(dim).gather(dim, last.floorDivide(2));
}

const indicesRecord: OpRecord = {
  name: 'nanmedianIndices',
  gradFn: () => '',
  symbol: 'nanmedian',
  formula: (n) => `\\operatorname{argnanmedian} ${operandTex(n, 0)}`,
  forward([x], attrs) {
    const dim = dimOf(attrs, x!.ndim);
    checkNotEmpty('median', x!, attrs['dim'] as number);
    const index = plain(() => middle(x!.ndim === 0 ? x!.reshape([1]) : x!, dim));
    if (x!.ndim === 0) return plain(() => index.reshape([]));
    return attrs['keepdim'] ? index : dropped(index, dim);
  },
  saves: { inputs: [], output: false },
  backward: null,
  explain: null,
};

const valuesRecord = pickRecord({
  name: 'nanmedianDim',
  gradFn: 'NanmedianBackward1',
  symbol: 'nanmedian',
  tex: (x) => `\\operatorname{nanmedian} ${x}`,
});

/** Along a dimension, and where one such is. */
export function nanmedianAlong(x: Tensor, dim: number, keepdim: boolean): ValuesAndIndices {
  const indices = apply(indicesRecord, [x], { dim, keepdim });
  return { values: apply(valuesRecord, [x, indices], { dim, drop: !keepdim }), indices };
}

/** Of all elements; where there is no number: NaN. */
export const nanmedian: OpRecord = {
  name: 'nanmedian',
  gradFn: () => 'NanmedianBackward0',
  symbol: 'nanmedian',
  formula: (n) => `\\operatorname{nanmedian} ${operandTex(n, 0)}`,
  forward([x]) {
    if (x!.numel() === 0) return Tensor.full([], x!.dtype.isFloatingPoint ? NaN : 0, x!.dtype, x!.device);
    return plain(() => {
      const flat = x!.reshape([-1]);
      return flat.gather(0, middle(flat, 0)).reshape([]);
    });
  },
  saves: { inputs: [0], output: true },
  backward: ({ inputs, output }, g) => [shareEvenly(inputs[0]!, output, g, { dim: null })],
  explain: {
    tex: (_, n) => `\\frac{[${operandTex(n, 0)} = ${n.output}]}{\\text{number of ties}}`,
    locals: (_, i, e) => shareLocals(i, { ...e, attrs: { ...e.attrs, dim: null } }),
  },
};

export const NAN_MEDIAN_OPS: readonly OpRecord[] = [indicesRecord, valuesRecord, nanmedian];
