/** @file Questions about many elements: all, any, and how many are not zero. */

import { bool, int64, uint8 } from '../../dtype';
import { cast, operandTex } from '../common';
import type { OpRecord } from '../op';
import { computeReduce, dimsOf, overDims } from '../reduce';

function logicalRecord(name: 'all' | 'any'): OpRecord {
  return {
    name,
    gradFn: () => '',
    symbol: name === 'all' ? '∀' : '∃',
    formula: (n) => `\\operatorname{${name}}${overDims(n.attrs)} ${operandTex(n, 0)}`,
    forward([x], attrs) {
      // a product of zeros and ones; a sum of them, as a truth value
      const truth = cast(cast(x!, bool), int64);
      const kernel = name === 'all' ? 'prod' : 'sum';
      const out = computeReduce(kernel, truth, dimsOf(attrs, x!.ndim), Boolean(attrs['keepdim']), int64);
      const answer = cast(out, bool);
      return x!.dtype === uint8 ? cast(answer, uint8) : answer;
    },
    saves: { inputs: [], output: false },
    backward: null,
    explain: null,
  };
}

export const all = logicalRecord('all');
export const any = logicalRecord('any');

export const countNonzero: OpRecord = {
  name: 'countNonzero',
  gradFn: () => '',
  symbol: '#',
  formula: (n) => `\\#\\{${operandTex(n, 0)} \\ne 0\\}`,
  forward: ([x], attrs) => computeReduce('sum', cast(x!, bool), dimsOf(attrs, x!.ndim), false, int64),
  saves: { inputs: [], output: false },
  backward: null,
  explain: null,
};

export const LOGICAL_OPS: readonly OpRecord[] = [all, any, countNonzero];
