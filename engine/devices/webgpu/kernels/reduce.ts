/** @file Reductions over the inner dimensions: one invocation an output or a chunk of it, or one workgroup a chunk. */

import type { ReduceKernel } from '../../device';
import type { WordClass } from '../words';
import { pick, pickFunctions } from './elementwise';
import { fold } from './folding';
import { WIDE } from './integers';
import { address, coordinates, param, shader } from './wgsl';

/** Invocations of a workgroup, in both forms. */
export const REDUCE_SIZE = 64;
/** Elements of one output that a workgroup takes: 32 an invocation, then a tree. Keeps float sums accurate. */
export const REDUCE_CHUNK = REDUCE_SIZE * 32;
/** Elements an invocation adds up before it adds them to the rest, for the same reason. */
const BLOCK = 32;

/** How elements come together. The accumulator is of `type`, made by `load`, joined by `join`. */
interface Reduction {
  readonly type: string;
  readonly functions: string;
  readonly flag: boolean;
  readonly start: string;
  readonly load: (word: string) => string;
  readonly join: (a: string, b: string) => string;
  readonly finish: (value: string) => string;
}

const IDENTITIES = {
  max: { f32: '0xff800000u', i32: '0x80000000u', i64: '0x80000000u', u8: '0u', bool: '0u' },
  min: { f32: '0x7f800000u', i32: '0x7fffffffu', i64: '0x7fffffffu', u8: '255u', bool: '1u' },
} as const;

function reduction(kernel: ReduceKernel, kind: WordClass): Reduction {
  const words = {
    type: 'u32',
    functions: '',
    flag: false,
    load: (word: string): string => word,
    finish: (value: string): string => value,
  };
  if (kernel === 'max' || kernel === 'min')
    return {
      ...words,
      functions: pickFunctions(kind),
      start: IDENTITIES[kernel][kind],
      join: (a, b) => pick(kernel === 'max', kind, a, b),
    };
  const sign = kernel === 'sum' ? '+' : '*';
  switch (kind) {
    case 'f32':
      return {
        type: 'f32',
        functions: '',
        flag: false,
        start: kernel === 'sum' ? '0.0' : '1.0',
        load: (word) => `bitcast<f32>(${word})`,
        join: (a, b) => `${a} ${sign} ${b}`,
        finish: (value) => `bitcast<u32>(${value})`,
      };
    case 'i64':
      if (kernel === 'prod')
        return {
          type: 'i32',
          functions: WIDE,
          flag: true,
          start: '1',
          load: (word) => `i32(${word})`,
          join: (a, b) => `mul_checked(${a}, ${b})`,
          finish: (value) => `u32(${value})`,
        };
      return {
        type: 'vec2<u32>',
        functions: WIDE,
        flag: true,
        start: 'vec2(0u, 0u)',
        load: (word) => `widen(i32(${word}))`,
        join: (a, b) => `add_wide(${a}, ${b})`,
        finish: (value) => `narrow(${value})`,
      };
    case 'bool':
      return {
        ...words,
        start: kernel === 'sum' ? '0u' : '1u',
        join: (a, b) => `${a} ${kernel === 'sum' ? '|' : '&'} ${b}`,
      };
    default:
      return {
        ...words,
        start: kernel === 'sum' ? '0u' : '1u',
        join: (a, b) => `${a} ${sign} ${b}`,
        finish: (value) => (kind === 'u8' ? `${value} & 0xffu` : value),
      };
  }
}

/** Uniform words before the shapes. */
const OUTPUTS = 0;
const COUNT = 1;
const CHUNKS = 2;
const CHUNK = 3;
const X_OFFSET = 4;
const OUT_OFFSET = 5;
const SHAPES = 6;

export interface ReduceWords {
  readonly outputs: number;
  /** elements that go into one output */
  readonly count: number;
  /** parts that an output is reduced in, each with a word of its own in `out` */
  readonly chunks: number;
  /** elements of a part */
  readonly chunk: number;
  readonly xOffset: number;
  readonly outOffset: number;
  readonly outerShape: readonly number[];
  readonly outerStrides: readonly number[];
  readonly outStrides: readonly number[];
  readonly innerShape: readonly number[];
  readonly innerStrides: readonly number[];
}

/** The uniform words in the order the kernels expect. */
export function reduceParams(words: ReduceWords): number[] {
  return [
    words.outputs,
    words.count,
    words.chunks,
    words.chunk,
    words.xOffset,
    words.outOffset,
    ...words.outerShape,
    ...words.outerStrides,
    ...words.outStrides,
    ...words.innerShape,
    ...words.innerStrides,
  ];
}

/** Whether the kernel may set the overflow flag. */
export function reduceFlag(kernel: ReduceKernel, kind: WordClass): boolean {
  return reduction(kernel, kind).flag;
}

/** Which of the kernels: an `invocation`, or a `workgroup`, for each output or part of one. */
export type ReduceForm = 'invocation' | 'workgroup';

/** The kernel that reduces `inner` dimensions for each element of `outer` dimensions, reading from `source`. */
export function reduceShader(
  kernel: ReduceKernel,
  kind: WordClass,
  form: ReduceForm,
  outer: number,
  inner: number,
  source: string,
  subgroups: boolean,
): string {
  const how = reduction(kernel, kind);
  const innerSizes = SHAPES + 3 * outer;
  const base = address(param(X_OFFSET), 'o', outer, SHAPES + outer);
  const target = address(param(OUT_OFFSET), 'o', outer, SHAPES + 2 * outer);
  const declarations = `${how.functions}
fn element(base: u32, k: u32) -> ${how.type} {
  ${coordinates('r', 'k', inner, innerSizes)}
  let word = ${source}[${address('base', 'r', inner, innerSizes + inner)}];
  return ${how.load('word')};
}
fn join(a: ${how.type}, b: ${how.type}) -> ${how.type} { return ${how.join('a', 'b')}; }
`;
  const common = { inputs: source === 'out' ? 0 : 1, flag: how.flag, size: REDUCE_SIZE };
  if (form === 'invocation')
    return shader({
      ...common,
      declarations,
      body: `
  // neighbours have outputs side by side, which often lie so
  let i = (group * ${REDUCE_SIZE}u + lane) % ${param(OUTPUTS)};
  let chunk = (group * ${REDUCE_SIZE}u + lane) / ${param(OUTPUTS)};
  if (chunk >= ${param(CHUNKS)}) { return; }
  ${coordinates('o', 'i', outer, SHAPES)}
  let base = ${base};
  var total: ${how.type} = ${how.start};
  var k = chunk * ${param(CHUNK)};
  let last = min(k + ${param(CHUNK)}, ${param(COUNT)});
  while (k < last) {
    let end = min(k + ${BLOCK}u, last);
    var part: ${how.type} = ${how.start};
    for (; k < end; k++) { part = join(part, element(base, k)); }
    total = join(total, part);
  }
  out[${target} + chunk] = ${how.finish('total')};`,
    });
  const bySubgroups = subgroups && kernel === 'sum' && kind === 'f32';
  const together = bySubgroups
    ? fold({ array: 'parts', name: 'part', join: '+', size: REDUCE_SIZE, subgroups })
    : `
  parts[lane] = part;
  for (var half = ${REDUCE_SIZE / 2}u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (lane < half) { parts[lane] = join(parts[lane], parts[lane + half]); }
  }
  part = parts[0];`;
  return shader({
    ...common,
    subgroups: bySubgroups,
    declarations: `${declarations}
var<workgroup> parts: array<${how.type}, ${REDUCE_SIZE}>;`,
    body: `
  if (group >= ${param(OUTPUTS)} * ${param(CHUNKS)}) { return; }
  let i = group / ${param(CHUNKS)};
  let chunk = group % ${param(CHUNKS)};
  ${coordinates('o', 'i', outer, SHAPES)}
  let base = ${base};
  let end = min((chunk + 1u) * ${param(CHUNK)}, ${param(COUNT)});
  var part: ${how.type} = ${how.start};
  for (var k = chunk * ${param(CHUNK)} + lane; k < end; k += ${REDUCE_SIZE}u) { part = join(part, element(base, k)); }
  ${together}
  if (lane == 0u) { out[${target} + chunk] = ${how.finish('part')}; }`,
  });
}
