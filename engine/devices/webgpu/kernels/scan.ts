/** @file Running results along lanes, one invocation a lane; and elements moved within lanes. */

import type { StridedView } from '../../device';
import type { ScanKernel } from '../../lanes';
import { classOf, toWord, type WordClass } from '../words';
import { accumulate } from './accumulate';
import type { KernelContext } from './context';
import { floatFunctions } from './floats';
import { WIDE } from './integers';
import { extremeFunction } from './sorting';
import { laneSizes, lanes, recordViews, scratch } from './views';

/** A running result: its state, how an element enters it, and the word that it shows. */
interface Running {
  readonly functions: string;
  readonly flag: boolean;
  /** the state of the first element alone, a word named \`w\` */
  readonly start: string;
  /** statements that take \`w\` into \`state\` */
  readonly step: string;
  readonly word: string;
}

function running(kernel: ScanKernel, kind: WordClass): Running {
  if (kind === 'f32') return runningFloat(kernel);
  if (kind === 'i64') {
    const sum = kernel === 'sum';
    return {
      functions: WIDE,
      flag: true,
      start: sum ? 'widen(i32(w))' : 'i32(w)',
      step: sum ? 'state = add_wide(state, widen(i32(w)));' : 'state = mul_checked(state, i32(w));',
      word: sum ? 'narrow(state)' : 'u32(state)',
    };
  }
  const mask = kind === 'u8' ? ' & 0xffu' : '';
  return {
    functions: '',
    flag: false,
    start: 'w',
    step: `state = (state ${kernel === 'sum' ? '+' : '*'} w)${mask};`,
    word: 'state',
  };
}

function runningFloat(kernel: ScanKernel): Running {
  const common = { flag: false, word: 'bitcast<u32>(state)' };
  switch (kernel) {
    case 'prod':
      return { ...common, functions: '', start: 'bitcast<f32>(w)', step: 'state *= bitcast<f32>(w);' };
    case 'logaddexp':
      return {
        ...common,
        functions: `${floatFunctions('is_nan', 'order', 'exp_word', 'log1p_word')}
fn joined(a: u32, b: u32) -> u32 {
  if (is_nan(a) || is_nan(b)) { return 0x7fc00000u; }
  let low = select(b, a, order(a) < order(b));
  let high = select(a, b, order(a) < order(b));
  if (low == high && (low & 0x7fffffffu) == 0x7f800000u) { return low; }
  let decay = exp_word(bitcast<u32>(bitcast<f32>(low) - bitcast<f32>(high)));
  return bitcast<u32>(bitcast<f32>(high) + bitcast<f32>(log1p_word(decay)));
}`,
        start: 'w',
        step: 'state = joined(state, w);',
        word: 'state',
      };
    case 'sum':
      return {
        ...common,
        // the sum, and what rounding left off it
        functions: `${floatFunctions('pairs')}
fn added(state: vec2<f32>, x: f32) -> vec2<f32> {
  let sum = two_sum(state.x, x);
  // beyond the numbers nothing was left off
  if ((bitcast<u32>(sum.x) & 0x7f800000u) == 0x7f800000u) { return vec2(sum.x, 0.0); }
  return vec2(sum.x, state.y + sum.y);
}`,
        start: 'vec2(bitcast<f32>(w), 0.0)',
        step: 'state = added(state, bitcast<f32>(w));',
        word: 'select(bitcast<u32>(state.x + state.y), bitcast<u32>(state.x), state.y == 0.0)',
      };
  }
}

/** Where the j-th element of the walk is. */
const WALK = 'let at = select(j, number0() - 1u - j, number1() == 1u);';

export function scan(
  context: KernelContext,
  kernel: ScanKernel,
  x: StridedView,
  out: StridedView,
  reverse: boolean,
): void {
  const { rows, length } = laneSizes(x);
  if (rows * length === 0) return;
  const kind = classOf(x.storage.dtype);
  const how = running(kernel, kind);
  recordViews(context, {
    name: `scan.${kernel}.${kind}`,
    out: lanes(context.target(out)),
    inputs: [lanes(context.source(x))],
    numbers: [length, Number(reverse)],
    flag: how.flag,
    declarations: how.functions,
    count: rows,
    body: `
  let base = lane1(i);
  let to = lane0(i);
  var w = word1(base + select(0u, number0() - 1u, number1() == 1u) * step1());
  var state = ${how.start};
  out[to + select(0u, number0() - 1u, number1() == 1u) * step0()] = w;
  for (var j = 1u; j < number0(); j++) {
    ${WALK}
    w = word1(base + at * step1());
    ${how.step}
    out[to + at * step0()] = ${how.word};
  }`,
  });
}

export function scanExtreme(
  context: KernelContext,
  kernel: 'max' | 'min',
  x: StridedView,
  index: StridedView,
): void {
  const { rows, length } = laneSizes(x);
  if (rows * length === 0) return;
  const kind = classOf(x.storage.dtype);
  recordViews(context, {
    name: `scan.${kernel}.${kind}`,
    out: lanes(context.target(index)),
    inputs: [lanes(context.source(x))],
    numbers: [length],
    declarations: extremeFunction(kernel, kind),
    count: rows,
    body: `
  let base = lane1(i);
  let to = lane0(i);
  var best = 0u;
  var top = rank_of(word1(base));
  for (var j = 0u; j < number0(); j++) {
    let own = rank_of(word1(base + j * step1()));
    if (own >= top) { top = own; best = j; }
    out[to + j * step0()] = best;
  }`,
  });
}

export function recurrence(
  context: KernelContext,
  a: StridedView,
  c: StridedView,
  out: StridedView,
  reverse: boolean,
): void {
  const { rows, length } = laneSizes(a);
  if (rows * length === 0) return;
  recordViews(context, {
    name: 'recurrence',
    out: lanes(context.target(out)),
    inputs: [lanes(context.source(a)), lanes(context.source(c))],
    numbers: [length, Number(reverse)],
    count: rows,
    body: `
  let base = lane1(i);
  let factors = lane2(i);
  let to = lane0(i);
  var y = 0.0;
  for (var j = 0u; j < number0(); j++) {
    ${WALK}
    let x = bitcast<f32>(word1(base + at * step1()));
    if (j == 0u) { y = x; } else { y = x + bitcast<f32>(word2(factors + at * step2())) * y; }
    out[to + at * step0()] = bitcast<u32>(y);
  }`,
  });
}

export function shift(
  context: KernelContext,
  x: StridedView,
  out: StridedView,
  by: number,
  fill: number,
): void {
  const { rows, length } = laneSizes(x);
  if (rows * length === 0) return;
  recordViews(context, {
    name: 'shift',
    out: lanes(context.target(out)),
    inputs: [lanes(context.source(x))],
    numbers: [length, by >>> 0, toWord(x.storage.dtype, fill)],
    count: rows * length,
    body: `
  let row = i / number0();
  let at = i % number0();
  // before the start is far behind the end
  let j = at - number1();
  var w = number2();
  if (j < number0()) { w = word1(lane1(row) + j * step1()); }
  out[lane0(row) + at * step0()] = w;`,
  });
}

export function pick(context: KernelContext, x: StridedView, index: StridedView, out: StridedView): void {
  const { rows, length } = laneSizes(index);
  if (rows * length === 0) return;
  recordViews(context, {
    name: 'pick',
    out: lanes(context.target(out)),
    inputs: [lanes(context.source(x)), lanes(context.source(index))],
    numbers: [length],
    count: rows * length,
    body: `
  let row = i / number0();
  let at = i % number0();
  let j = word2(lane2(row) + at * step2());
  out[lane0(row) + at * step0()] = word1(lane1(row) + j * step1());`,
  });
}

/** out[index_j] += source_j: where each element goes, then the adding up. */
export function place(
  context: KernelContext,
  source: StridedView,
  index: StridedView,
  out: StridedView,
): void {
  const { rows, length } = laneSizes(index);
  const count = rows * length;
  if (count === 0) return;
  const target = context.partly(out);
  const places = scratch(context, [count]);
  recordViews(context, {
    name: 'place',
    out: lanes({ ...places, view: { shape: [rows, length], strides: [length, 1], offset: 0 } }),
    inputs: [lanes(context.source(index)), lanes(target)],
    numbers: [length],
    count,
    body: `
  let row = i / number0();
  let at = i % number0();
  // the output's own words are not looked at: only where its lanes are
  out[lane0(row) + at * step0()] = lane2(row) + word1(lane1(row) + at * step1()) * step2();`,
  });
  accumulate(context, { out, target, places, count, source, rest: null, mode: 'add' });
  places.done();
}
