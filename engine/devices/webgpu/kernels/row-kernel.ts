/**
 * @file Kernels that go over rows of elements several times: to add them up, and to write what depends on the sums.
 * A row belongs to one invocation, or where rows are few and invocations many, to a workgroup.
 */

import type { StridedView } from '../../device';
import { coalesce, numel } from '../layout';
import type { KernelContext } from './context';
import { floatFunctions } from './floats';
import { fold } from './folding';
import { address, bind, coordinates, param, shader } from './wgsl';

const SIZE = 64;
/** Elements that are added up before they are added to the rest, so that long sums keep their digits. */
const BLOCK = 64;
/** Up to this length a row is one invocation's, whatever the number of rows. */
const SHORT = 32;
const MANY_ROWS = 8192;

/** Whether a row is best done by one invocation. */
export function isForOne(rows: number, length: number, software: boolean): boolean {
  return software || length <= SHORT || rows >= MANY_ROWS;
}

/** What is added up over a row. `x0`, `x1` … are its elements, one or four, as `Value`s (floats or vectors of these). */
export interface Sum {
  /** the name under which the sum is known afterwards; it is divided by the row's length where `mean` */
  readonly name: string;
  readonly of: string;
  readonly mean?: boolean;
  /** the largest instead of the sum; NaN wins */
  readonly largest?: boolean;
}

/** One pass over a row. */
export interface Pass {
  readonly reads: readonly number[];
  readonly sums: readonly Sum[];
  /** statements that follow, on the sums */
  readonly then?: string;
}

export interface RowKernel {
  readonly name: string;
  readonly passes: readonly Pass[];
  /** what is written, as a `Value`, and the views it reads */
  readonly reads: readonly number[];
  readonly result: string;
  /** names of the float functions it calls, and others */
  readonly functions: readonly string[];
  readonly declarations?: string;
  /** floats given with the dispatch: `p0`, `p1` … */
  readonly parameters?: readonly number[];
}

const ROWS = 0;
const LENGTH = 1;
const PARAMETERS = 2;
const SHAPES = 4;

/** e^x for x up to 0; the GPU's own is near enough there. */
export const EXP_DOWN = `
fn exp_down(x: Value) -> Value { return exp(max(x, Value(-104.0))); }`;

/** Floats as integers in the same order, NaN above all, and back. */
export const KEYS = `
fn key(x: Value) -> Key {
  let w = bitcast<Words>(x);
  let m = Key(w & Words(0x7fffffffu));
  return select(select(m, -m, w > Words(0x7fffffffu)), Key(0x7fffffff), m > Key(0x7f800000));
}
fn unkey(k: i32) -> f32 { return bitcast<f32>(select(u32(k), u32(-k) | 0x80000000u, k < 0)); }`;

/**
 * Records a kernel on views of one shape, whose trailing dimensions from `outer` on are a row.
 * @param software whether a barrier costs more than waiting for the others
 */
export function recordRows(
  context: KernelContext,
  software: boolean,
  kernel: RowKernel,
  outer: number,
  views: readonly StridedView[],
  out: StridedView,
): void {
  if (numel(out.shape) === 0) return;
  const sources = views.map((view) => context.source(view));
  const target = context.target(out);
  const all = [out, ...views];
  const rowPart = coalesce(
    out.shape.slice(0, outer),
    all.map(({ strides }) => strides.slice(0, outer)),
  );
  const innerPart = coalesce(
    out.shape.slice(outer),
    all.map(({ strides }) => strides.slice(outer)),
  );
  const rows = numel(rowPart.shape);
  const length = numel(innerPart.shape);
  const alone = isForOne(rows, length, software);
  const bound = bind(
    target.entry,
    sources.map(({ entry }) => entry),
  );
  const ranks = [rowPart.shape.length, innerPart.shape.length] as const;
  const bits = new Uint32Array(Float32Array.from(kernel.parameters ?? []).buffer);
  const params = [rows, length, bits[0] ?? 0, bits[1] ?? 0, ...rowPart.shape, ...innerPart.shape];
  all.forEach(({ offset }, v) =>
    params.push(offset, ...(rowPart.strides[v] ?? []), ...(innerPart.strides[v] ?? [])),
  );
  const steps = all.flatMap(({ offset }, v) => [offset, ...(rowPart.strides[v] ?? [])]);
  const wide =
    ranks[1] === 1 &&
    length % 4 === 0 &&
    innerPart.strides.every(([stride]) => stride === 1) &&
    steps.every((step) => step % 4 === 0);
  const short = length <= BLOCK * (wide ? 4 : 1) * (alone ? 1 : SIZE);
  context.queue.dispatch({
    key: `rows.${kernel.name}/${alone ? 'alone' : 'together'}${short ? '/short' : ''}${wide ? '/4' : ''}/${ranks.join()}/${bound.names.join()}`,
    code: () =>
      rowShader(
        kernel,
        alone,
        short,
        wide,
        ranks,
        bound.names,
        bound.inputs.length,
        context.subgroups && !alone,
      ),
    out: target.entry,
    inputs: bound.inputs,
    flag: false,
    params,
    workgroups: alone ? Math.ceil(rows / SIZE) : rows,
  });
}

function rowShader(
  kernel: RowKernel,
  alone: boolean,
  short: boolean,
  wide: boolean,
  [outer, inner]: readonly [number, number],
  names: readonly string[],
  inputs: number,
  subgroups: boolean,
): string {
  const block = (v: number): number => SHAPES + outer + inner + v * (1 + outer + inner);
  const base = (v: number): string => address(param(block(v)), 'r', outer, block(v) + 1);
  const at = (v: number): string =>
    inner === 1
      ? wide
        ? `(base${v} >> 2u) + j`
        : `base${v} + j * ${param(block(v) + 1 + outer)}`
      : address(`base${v}`, 'e', inner, block(v) + 1 + outer);
  const place = inner === 1 ? '' : coordinates('e', 'j', inner, SHAPES + outer);
  const load = (reads: readonly number[]): string =>
    reads.map((v) => `let x${v} = bitcast<Value>(${names[v]}[${at(v + 1)}]);`).join('\n      ');
  const step = alone ? 1 : SIZE;
  const first = alone ? '0u' : 'lane';
  const typeOf = ({ largest }: Sum): string => (largest ? 'Key' : 'Value');
  const join = ({ largest }: Sum, a: string, b: string): string =>
    largest ? `max(${a}, ${b})` : `${a} + ${b}`;
  const declare = (sum: Sum, name: string): string =>
    `var ${sum.name}_${name} = ${typeOf(sum)}(${sum.largest ? '-0x7f800000' : '0.0'});`;
  const add = (sum: Sum, to: string): string =>
    `${sum.name}_${to} = ${join(sum, `${sum.name}_${to}`, sum.largest ? `key(${sum.of})` : sum.of)};`;
  const lines = (list: readonly Sum[], make: (sum: Sum) => string): string => list.map(make).join('\n    ');
  const over = ({ reads, sums, then }: Pass, number: number): string => {
    const walk = (from: string, to: string, into: string): string => `
    for (var j = ${from}; j < ${to}; j += ${step}u) {
      ${place}
      ${load(reads)}
      ${lines(sums, (sum) => add(sum, into))}
    }`;
    // what is short has its digits anyway, and so has a largest
    const isPlain = short || sums.every(({ largest }) => largest);
    const loop = isPlain
      ? walk(first, 'count', 'all')
      : `
  var j${number} = ${first};
  while (j${number} < count) {
    let stop = min(j${number} + ${BLOCK * step}u, count);
    ${lines(sums, (sum) => declare(sum, 'part'))}
    ${walk(`j${number}`, 'stop', 'part')}
    ${lines(sums, (sum) => `${sum.name}_all = ${join(sum, `${sum.name}_all`, `${sum.name}_part`)};`)}
    j${number} += ${BLOCK * step}u;
  }`;
    const result = (sum: Sum): string => {
      const { name, largest, mean } = sum;
      const own = wide ? ['x', 'y', 'z', 'w'].map((c) => `${name}_all.${c}`) : [`${name}_all`];
      const one = own.reduce((a, b) => join(sum, a, b));
      const array = largest ? 'keys' : 'parts';
      const together = alone
        ? ''
        : fold({ array, name: `${name}_one`, join: largest ? 'max' : '+', size: SIZE, subgroups });
      const value = largest ? `unkey(${name}_one)` : `${name}_one`;
      return `
  var ${name}_one = ${one};${together}
  let ${name} = ${value}${mean ? ` / f32(${param(LENGTH)})` : ''};`;
    };
    return `
  ${lines(sums, (sum) => declare(sum, 'all'))}
  ${loop}
  ${lines(sums, result)}
  ${then ?? ''}`;
  };
  const isLargest = kernel.passes.some(({ sums }) => sums.some(({ largest }) => largest));
  return shader({
    inputs,
    flag: false,
    size: SIZE,
    subgroups,
    fourfold: wide ? ['out', ...names] : [],
    declarations: [
      wide
        ? 'alias Value = vec4<f32>; alias Words = vec4<u32>; alias Key = vec4<i32>;'
        : 'alias Value = f32; alias Words = u32; alias Key = i32;',
      floatFunctions(...kernel.functions),
      isLargest ? KEYS : '',
      kernel.declarations ?? '',
      alone ? '' : `var<workgroup> parts: array<f32, ${SIZE}>; var<workgroup> keys: array<i32, ${SIZE}>;`,
    ].join('\n'),
    body: `
  let row = ${alone ? `group * ${SIZE}u + lane` : 'group'};
  if (row >= ${param(ROWS)}) { return; }
  let count = ${param(LENGTH)}${wide ? ' >> 2u' : ''};
  let p_infinity = 0xff800000u;
  let p0 = bitcast<f32>(${param(PARAMETERS)});
  let p1 = bitcast<f32>(${param(PARAMETERS + 1)});
  ${coordinates('r', 'row', outer, SHAPES)}
  ${[0, ...names.map((_, v) => v + 1)].map((v) => `let base${v} = ${base(v)};`).join('\n  ')}
  ${kernel.passes.map(over).join('\n')}
  for (var j = ${first}; j < count; j += ${step}u) {
    ${place}
    ${load(kernel.reads)}
    out[${at(0)}] = bitcast<Words>(${kernel.result});
  }`,
  });
}
