/**
 * @file Writing to places that are named by values: several may name one. The places are sorted, and each is written
 * by the one invocation that is first in its row of equals, in the order of the source, so that sums come out the
 * same every time, and as on the cpu.
 */

import type { Operand, StridedView } from '../../device';
import type { PutMode } from '../../indexing';
import { numel } from '../layout';
import { classOf, toWord, type WordClass } from '../words';
import type { KernelContext } from './context';
import { WIDE } from './integers';
import type { Extent, Source } from './record';
import { recordSort } from './sorting';
import { dense, flat, lanes, recordViews, scratch } from './views';

/** A place that nothing is written to: the index was refused, or is to be left out. */
export const NOWHERE = '0xffffffffu';

export interface Accumulation {
  readonly out: StridedView;
  /** `out` in memory, to be written in part */
  readonly target: Source;
  /** \`count\` addresses in the output's memory */
  readonly places: Source;
  readonly count: number;
  /** [count, …rest] elements, or one number */
  readonly source: Operand;
  /** what follows each place; null: the one element there */
  readonly rest: Pick<Extent, 'shape' | 'strides'> | null;
  readonly mode: PutMode;
}

/** What the element at a place becomes: \`state\` is made of it, takes each \`w\`, and is a word again. */
interface Sum {
  readonly functions: string;
  readonly flag: boolean;
  readonly start: (word: string) => string;
  readonly step: string;
  readonly word: string;
}

function sumOf(kind: WordClass): Sum {
  switch (kind) {
    case 'f32':
      return {
        functions: '',
        flag: false,
        start: (word) => `bitcast<f32>(${word})`,
        step: 'state += bitcast<f32>(w);',
        word: 'bitcast<u32>(state)',
      };
    case 'i64':
      return {
        functions: WIDE,
        flag: true,
        start: (word) => `widen(i32(${word}))`,
        step: 'state = add_wide(state, widen(i32(w)));',
        word: 'narrow(state)',
      };
    default:
      return {
        functions: '',
        flag: false,
        start: (word) => word,
        step: kind === 'bool' ? 'state |= w;' : 'state += w;',
        word: kind === 'u8' ? 'state & 0xffu' : 'state',
      };
  }
}

const SET: Sum = { functions: '', flag: false, start: (word) => word, step: 'state = w;', word: 'state' };

export function accumulate(context: KernelContext, work: Accumulation): void {
  const { out, target, places, count, source, mode } = work;
  const rest = work.rest ?? { shape: [], strides: [] };
  const size = numel(rest.shape);
  if (count * size === 0) return;
  const kind = classOf(out.storage.dtype);
  const order = scratch(context, [count]);
  const row = { ...places, view: dense([1, count]) };
  recordSort(context, 'i32', row, { ...order, view: dense([1, count]) }, false);
  const sum = mode === 'set' ? SET : sumOf(kind);
  const given = typeof source === 'number' ? null : context.source(source);
  recordViews(context, {
    name: `accumulate.${mode}.${mode === 'set' ? '' : kind}${given ? '' : '.number'}`,
    // the offset is in the places already
    out: flat({ ...target, view: { ...rest, offset: 0 } }),
    inputs: [lanes(row), flat(order), ...(given ? [flat(given)] : [])],
    numbers: [count, size, typeof source === 'number' ? toWord(out.storage.dtype, source) : 0],
    flag: sum.flag,
    declarations: `${sum.functions}
fn named(k: u32) -> u32 { return word1(lane1(0u) + k); }`,
    count: count * size,
    body: `
  let k = i / number1();
  let r = i % number1();
  let p = named(word2(at2(k)));
  if (p == ${NOWHERE} || (k > 0u && named(word2(at2(k - 1u))) == p)) { return; }
  let to = p + at0(r);
  var state = ${sum.start('out[to]')};
  for (var j = k; j < number0(); j++) {
    let b = word2(at2(j));
    if (named(b) != p) { break; }
    let w = ${given ? 'word3(at3(b * number1() + r))' : 'number2()'};
    ${sum.step}
  }
  out[to] = ${sum.word};`,
  });
  order.done();
}
