/** @file Comparisons: bool tensors, without derivatives. */

import { apply } from '../autograd/apply';
import type { CompareKernel, Operand } from '../devices/device';
import { bool } from '../dtype';
import { broadcastShapes } from '../shape';
import { refuseOperand } from '../refusals';
import { Tensor, type TensorLike } from '../tensor';
import { broadcastTo, cast, operandTex, resultType } from './common';
import type { OpRecord } from './op';

function record(name: CompareKernel, symbol: string, tex: string): OpRecord {
  return {
    name,
    gradFn: () => '',
    symbol,
    formula: (n) => `${operandTex(n, 0)} ${tex} ${operandTex(n, 1)}`,
    forward(inputs, attrs) {
      const [a, b] = [inputs[0]!, inputs[1] ?? (attrs['other'] as number)];
      const dtype = resultType([a, b]);
      const shape = broadcastShapes(a.shape, typeof b === 'number' ? [] : b.shape);
      const operand = (x: TensorLike): Operand =>
        typeof x === 'number' ? x : broadcastTo(cast(x, dtype), shape);
      const out = Tensor.empty(shape, bool, a.device);
      a.device.compare(name, operand(a), operand(b), out);
      return out;
    },
    saves: { inputs: [], output: false },
    backward: null,
    explain: null,
  };
}

export const eq = record('eq', '=', '=');
export const ne = record('ne', '≠', '\\ne');
export const lt = record('lt', '<', '<');
export const le = record('le', '≤', '\\le');
export const gt = record('gt', '>', '>');
export const ge = record('ge', '≥', '\\ge');

/** Applies a comparison; a JavaScript number becomes the attribute `other`. */
export function compare(op: OpRecord, a: Tensor, b: TensorLike): Tensor {
  if (typeof b === 'number') return apply(op, [a], { other: b });
  if (!(b instanceof Tensor)) refuseOperand(op.name, b);
  return apply(op, [a, b]);
}
