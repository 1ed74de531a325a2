/** @file Order in lanes: sorting by merging, the first extreme, the median, the most frequent, and places in what is sorted. */

import type { StridedView } from '../../device';
import type { ChoiceKernel } from '../../lanes';
import { classOf, type WordClass } from '../words';
import type { KernelContext } from './context';
import { floatFunctions } from './floats';
import type { Source } from './record';
import { dense, GROUP, laneSizes, lanes, flat, recordViews, scratch, type Part } from './views';

/** Words of a class as integers in its order, NaN above all; and further float functions. */
export function keyFunction(kind: WordClass, ...more: readonly string[]): string {
  if (kind !== 'f32') return 'fn key(w: u32) -> i32 { return i32(w); }';
  return `${floatFunctions('is_nan', 'order', ...more)}
fn key(w: u32) -> i32 { return select(order(w), 0x7fffffff, is_nan(w)); }`;
}

/** The same, so that the wanted extreme is the largest; NaN wins both ways. */
export function extremeFunction(kernel: 'max' | 'min', kind: WordClass): string {
  const least =
    kernel === 'min' ? `select(~key(w), 0x7fffffff, ${kind === 'f32' ? 'is_nan(w)' : 'false'})` : 'key(w)';
  return `${keyFunction(kind)}
fn rank_of(w: u32) -> i32 { return ${least}; }`;
}

/** Elements sorted by counting before runs are merged. */
const RUN = 32;

/**
 * Writes the indices that sort each lane of `x`, equal elements in their order. Each element finds its own place:
 * in its run of 32 by counting, then in ever longer pairs of runs by a search in the other one.
 */
export function recordSort(
  context: KernelContext,
  kind: WordClass,
  x: Source,
  order: Source,
  descending: boolean,
): void {
  const { rows, length } = laneSizes(x.view);
  const count = rows * length;
  if (count === 0) return;
  // turned round by the complement, which no integer overflows
  const declarations = `${keyFunction(kind)}
fn placed(w: u32) -> i32 { return ${descending ? '~key(w)' : 'key(w)'}; }`;
  const passes = Math.ceil(Math.log2(Math.max(1, length / RUN)));
  const spare = Array.from({ length: Math.min(passes, 2) }, () => scratch(context, [rows, length]));
  const target = (pass: number): Part => lanes(pass === passes ? order : spare[pass % 2]!);
  const name = `${kind}${descending ? '.down' : ''}`;
  recordViews(context, {
    name: `sort.count.${name}`,
    out: target(0),
    inputs: [lanes(x)],
    numbers: [length],
    declarations,
    count,
    body: `
  let row = i / number0();
  let at = i % number0();
  let base = lane1(row);
  let own = placed(word1(base + at * step1()));
  let begin = at / ${RUN}u * ${RUN}u;
  var before = 0u;
  for (var j = begin; j < min(begin + ${RUN}u, number0()); j++) {
    let other = placed(word1(base + j * step1()));
    if (other < own || (other == own && j < at)) { before++; }
  }
  out[lane0(row) + (begin + before) * step0()] = at;`,
  });
  for (let pass = 1, width = RUN; pass <= passes; pass++, width *= 2) {
    recordViews(context, {
      name: `sort.merge.${name}`,
      out: target(pass),
      inputs: [lanes(x), lanes(spare[(pass - 1) % 2]!)],
      numbers: [length, width],
      declarations: `${declarations}
fn named(row: u32, at: u32) -> u32 { return word2(lane2(row) + at * step2()); }`,
      count,
      body: `
  let row = i / number0();
  let at = i % number0();
  let width = number1();
  let run = at / width;
  let base = lane1(row);
  let index = named(row, at);
  let own = placed(word1(base + index * step1()));
  let right = (run & 1u) == 1u;
  let begin = (run ^ 1u) * width;
  // the left run's elements go before their equals in the right one
  var low = min(begin, number0());
  var high = min(begin + width, number0());
  while (low < high) {
    let middle = (low + high) / 2u;
    let other = placed(word1(base + named(row, middle) * step1()));
    if (other < own || (right && other == own)) { low = middle + 1u; } else { high = middle; }
  }
  let passed = low - min(begin, number0());
  out[lane0(row) + ((run & ~1u) * width + at % width + passed) * step0()] = index;`,
    });
  }
  for (const each of spare) each.done();
}

export function sort(context: KernelContext, x: StridedView, order: StridedView, descending: boolean): void {
  if (laneSizes(x).rows * laneSizes(x).length === 0) return;
  recordSort(context, classOf(x.storage.dtype), context.source(x), context.target(order), descending);
}

/** The first of the largest, by `rank_of`. */
function recordExtreme(
  context: KernelContext,
  kernel: 'max' | 'min',
  x: StridedView,
  index: StridedView,
): void {
  const { rows, length } = laneSizes(x);
  const kind = classOf(x.storage.dtype);
  const wide = length > GROUP / 2;
  const look = (first: string, step: string): string => `
  let base = lane1(i);
  var best = ${first};
  var top = rank_of(word1(base + min(best, number0() - 1u) * step1()));
  for (var j = best + ${step}; j < number0(); j += ${step}) {
    let own = rank_of(word1(base + j * step1()));
    if (own > top) { top = own; best = j; }
  }`;
  recordViews(context, {
    name: `arg${kernel}.${kind}`,
    out: flat(context.target(index)),
    inputs: [lanes(context.source(x))],
    numbers: [length],
    declarations: `${extremeFunction(kernel, kind)}
${wide ? `var<workgroup> tops: array<i32, ${GROUP}>;\nvar<workgroup> places: array<u32, ${GROUP}>;` : ''}`,
    count: rows,
    each: wide ? 'workgroup' : 'invocation',
    body: wide
      ? `${look('lane', `${GROUP}u`)}
  tops[lane] = top;
  places[lane] = best;
  for (var half = ${GROUP / 2}u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (lane < half) {
      let other = lane + half;
      let there = places[other] < number0();
      if (there && (tops[other] > tops[lane] || (tops[other] == tops[lane] && places[other] < places[lane]))) {
        tops[lane] = tops[other];
        places[lane] = places[other];
      }
    }
  }
  if (lane == 0u) { out[at0(i)] = places[0]; }`
      : `${look('0u', '1u')}
  out[at0(i)] = best;`,
  });
}

/** What is chosen from the sorted order of a lane, \`named(j)\` being its j-th index and \`own(j)\` that element's key. */
const FROM_ORDER = {
  // the lower of the two middle ones, or the first NaN
  argmedian: (kind: WordClass) => `
  var chosen = (number0() - 1u) / 2u;
  if (${kind === 'f32' ? 'own(i, number0() - 1u) == 0x7fffffff' : 'false'}) {
    var low = 0u;
    var high = number0() - 1u;
    while (low < high) {
      let middle = (low + high) / 2u;
      if (own(i, middle) == 0x7fffffff) { high = middle; } else { low = middle + 1u; }
    }
    chosen = low;
  }
  out[at0(i)] = named(i, chosen);`,
  // of the longest run the last one; of several runs the first
  argmode: () => `
  var best = 0u;
  var longest = 0u;
  var start = 0u;
  for (var j = 0u; j < number0(); j++) {
    if (own(i, j) != own(i, start)) { start = j; }
    if (j - start + 1u > longest) { longest = j - start + 1u; best = j; }
  }
  out[at0(i)] = named(i, best);`,
} as const;

export function choose(
  context: KernelContext,
  kernel: ChoiceKernel,
  x: StridedView,
  index: StridedView,
): void {
  const { rows, length } = laneSizes(x);
  if (rows * length === 0) return;
  if (kernel === 'argmax' || kernel === 'argmin') {
    recordExtreme(context, kernel === 'argmax' ? 'max' : 'min', x, index);
    return;
  }
  const kind = classOf(x.storage.dtype);
  const source = context.source(x);
  const order = scratch(context, [rows, length]);
  recordSort(context, kind, source, order, false);
  recordViews(context, {
    name: `${kernel}.${kind}`,
    out: flat(context.target(index)),
    inputs: [lanes(source), lanes(order)],
    numbers: [length],
    declarations: `${keyFunction(kind)}
fn named(row: u32, j: u32) -> u32 { return word2(lane2(row) + j * step2()); }
fn own(row: u32, j: u32) -> i32 { return key(word1(lane1(row) + named(row, j) * step1())); }`,
    count: rows,
    body: FROM_ORDER[kernel](kind),
  });
  order.done();
}

export function search(
  context: KernelContext,
  sorted: StridedView,
  x: StridedView,
  out: StridedView,
  right: boolean,
): void {
  const { rows, length } = laneSizes(x);
  const bounds = laneSizes(sorted);
  if (rows * length === 0) return;
  if (bounds.length === 0) {
    context.elementwise({ name: 'fill', functions: '', flag: false, word: ([zero]) => `${zero}` }, out, [0]);
    return;
  }
  const kind = classOf(x.storage.dtype);
  const source = context.source(sorted);
  const step = sorted.strides.at(-1) ?? 0;
  // one lane for all, or one for each
  const shared = { ...dense([rows, bounds.length]), strides: [0, step], offset: sorted.offset };
  const nan = kind === 'f32' ? 'is_nan(x) || is_nan(value) || ' : '';
  recordViews(context, {
    name: `search.${kind}.${right}`,
    out: lanes(context.target(out)),
    inputs: [lanes(context.source(x)), lanes(bounds.rows === 1 ? { ...source, view: shared } : source)],
    numbers: [length, bounds.length],
    declarations: `${keyFunction(kind)}
// as PyTorch compares, so that NaN goes to the end
fn passes(x: u32, value: u32) -> bool { return ${nan}!(key(x) ${right ? '>' : '>='} key(value)); }`,
    count: rows * length,
    body: `
  let row = i / number0();
  let at = i % number0();
  let value = word1(lane1(row) + at * step1());
  let base = lane2(row);
  var low = 0u;
  var high = number1();
  while (low < high) {
    let middle = (low + high) / 2u;
    if (passes(word2(base + middle * step2()), value)) { low = middle + 1u; } else { high = middle; }
  }
  out[lane0(row) + at * step0()] = low;`,
  });
}
