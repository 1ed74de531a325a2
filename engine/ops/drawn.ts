/** @file Draws in the graph: what they are drawn by gets a gradient of 0, as in PyTorch. */

import { apply } from '../autograd/apply';
import type { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import type { OpRecord } from './op';
import { zerosOf } from './pointwise/common';

/** The record of a draw by the elements of its inputs. */
export function drawnRecord(name: string, gradFn: string, draw: OpRecord['forward']): OpRecord {
  const text = name.replace(/_$/, '');
  return {
    name,
    gradFn: () => gradFn,
    symbol: '~',
    formula: (names) => `\\operatorname{${text}}(${names.inputs.join(', ')})`,
    forward: draw,
    saves: { inputs: [], output: false },
    backward: ({ inputs, needs }) => inputs.map((x, k) => (needs[k] ? zerosOf(x) : null)),
    explain: null,
  };
}

/** Draws by the elements of tensors. */
export function drawnOp(
  name: string,
  gradFn: string,
  inputs: readonly Tensor[],
  attrs: Attrs,
  draw: () => Tensor,
): Tensor {
  return apply(drawnRecord(name, gradFn, draw), inputs, attrs);
}
