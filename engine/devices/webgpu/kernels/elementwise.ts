/** @file Elementwise kernels: unary, binary, compare, where. One invocation an element, operands of any strides. */

import type { BinaryKernel, CompareKernel, UnaryKernel } from '../../device';
import { UnsupportedError } from '../errors';
import { floatOf, floatWord, type WordClass } from '../words';
import { floatFunctions } from './floats';
import { powFunction, WIDE } from './integers';
import { address, coordinates, param, shader } from './wgsl';

/** What one element of the output is made of: words in, a word out. */
export interface Formula {
  /** names the formula in the kernel's key */
  readonly name: string;
  /** WGSL functions it calls */
  readonly functions: string;
  /** whether it may set the overflow flag */
  readonly flag: boolean;
  /** the output word, of the operands' words and of the word for alpha */
  readonly word: (operands: readonly string[], alpha: string) => string;
  /** whether the word is made by operators that take four words at once as they take one */
  readonly isVector?: boolean;
  /** the same of words that are known here; absent: it is not worth its code */
  readonly known?: (...operands: readonly number[]) => number;
}

const f32 = (word: string): string => `bitcast<f32>(${word})`;
const i32 = (word: string): string => `i32(${word})`;

function formula(name: string, word: Formula['word'], functions = '', flag = false): Formula {
  return { name, functions, flag, word };
}

/** x → kernel(x). Throws UnsupportedError where PyTorch has no such function of the type either, or promotes first. */
export function unaryFormula(kernel: UnaryKernel, kind: WordClass): Formula {
  const name = `${kernel}.${kind}`;
  if (kind === 'f32') {
    switch (kernel) {
      case 'neg':
        return formula(name, ([x]) => `${x} ^ 0x80000000u`);
      case 'abs':
        return formula(name, ([x]) => `${x} & 0x7fffffffu`);
      case 'relu':
        // a sign without NaN is below zero
        return formula(
          name,
          ([x]) => `select(${x}, 0u, (${x} >> 31u) == 1u && !is_nan(${x}))`,
          floatFunctions('is_nan'),
        );
      case 'reciprocal':
        return formula(name, ([x]) => `div_word(0x3f800000u, ${x})`, floatFunctions('div_word'));
      default:
        return formula(name, ([x]) => `${kernel}_word(${x})`, floatFunctions(`${kernel}_word`));
    }
  }
  if (kind === 'u8') {
    if (kernel === 'neg') return formula(name, ([x]) => `(0u - ${x}) & 0xffu`);
    if (kernel === 'abs' || kernel === 'relu') return formula(name, ([x]) => `${x}`);
  }
  if (kind === 'i32') {
    if (kernel === 'neg') return formula(name, ([x]) => `0u - ${x}`);
    if (kernel === 'abs') return formula(name, ([x]) => `select(${x}, 0u - ${x}, (${x} >> 31u) == 1u)`);
  }
  if (kind === 'i64') {
    const negated = (x: string | undefined): string => `narrow(negate_wide(widen(i32(${x}))))`;
    if (kernel === 'neg') return formula(name, ([x]) => negated(x), WIDE, true);
    if (kernel === 'abs')
      return formula(
        name,
        ([x]) => `absolute(${x})`,
        `${WIDE}
fn absolute(x: u32) -> u32 { if ((x >> 31u) == 0u) { return x; } return ${negated('x')}; }`,
        true,
      );
  }
  if (kernel === 'relu' && kind !== 'bool')
    return formula(name, ([x]) => `select(${x}, 0u, (${x} >> 31u) == 1u)`);
  throw new UnsupportedError(`webgpu has no kernel ${kernel} for ${kind}.`);
}

/** (a, b) → kernel(a, b), with b times alpha in add and sub where `scaled`. Throws UnsupportedError as above. */
export function binaryFormula(kernel: BinaryKernel, kind: WordClass, scaled: boolean): Formula {
  const name = `${kernel}${scaled ? '*' : ''}.${kind}`;
  if (kernel === 'maximum' || kernel === 'minimum')
    return formula(name, ([a = '', b = '']) => pick(kernel === 'maximum', kind, a, b), pickFunctions(kind));
  switch (kind) {
    case 'f32':
      return floatBinary(name, kernel, scaled);
    case 'i64':
      return wideBinary(name, kernel, scaled);
    case 'i32':
    case 'u8':
      return wrappingBinary(name, kernel, kind, scaled);
    case 'bool':
      // alpha is 0 or 1 here, and so are the operands
      if (kernel === 'add')
        return formula(name, ([a, b], alpha) => (scaled ? `${a} | (${b} & ${alpha})` : `${a} | ${b}`));
      if (kernel === 'mul') return formula(name, ([a, b]) => `${a} & ${b}`);
  }
  throw new UnsupportedError(`webgpu has no kernel ${kernel} for ${kind}.`);
}

/** Of words that are the same all over: rounded once, as doubles have more than twice the digits. */
const KNOWN: Partial<Record<BinaryKernel, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

function known(kernel: BinaryKernel): Pick<Formula, 'known'> {
  const of = KNOWN[kernel];
  return of ? { known: (a = 0, b = 0) => floatWord(of(floatOf(a), floatOf(b))) } : {};
}

function floatBinary(name: string, kernel: BinaryKernel, scaled: boolean): Formula {
  if (kernel === 'div' || kernel === 'pow')
    return {
      ...formula(name, ([a, b]) => `${kernel}_word(${a}, ${b})`, floatFunctions(`${kernel}_word`)),
      ...known(kernel),
    };
  if (scaled)
    return formula(
      name,
      ([a = '', b = ''], alpha) =>
        `fma_word(${kernel === 'sub' ? '-' : ''}${f32(alpha)}, ${f32(b)}, ${f32(a)})`,
      floatFunctions('fma_word'),
    );
  const sign = kernel === 'mul' ? '*' : kernel === 'add' ? '+' : '-';
  return {
    ...formula(name, ([a = '', b = '']) => `bitcast<u32>(${f32(a)} ${sign} ${f32(b)})`),
    isVector: true,
    ...known(kernel),
  };
}

function wideBinary(name: string, kernel: BinaryKernel, scaled: boolean): Formula {
  if (kernel === 'pow') {
    const functions = WIDE + powFunction((a, b) => `mul_checked(${a}, ${b})`);
    return formula(name, ([a = '', b = '']) => `u32(int_pow(${i32(a)}, ${i32(b)}))`, functions, true);
  }
  if (kernel === 'div') throw new UnsupportedError('webgpu has no kernel div for i64.');
  return formula(
    name,
    ([a = '', b = ''], alpha) => {
      const [x, y] = [i32(a), i32(b)];
      if (kernel === 'mul') return `narrow(mul_wide(${x}, ${y}))`;
      const term = scaled ? `mul_wide(${i32(alpha)}, ${y})` : `widen(${y})`;
      return `narrow(add_wide(widen(${x}), ${kernel === 'add' ? term : `negate_wide(${term})`}))`;
    },
    WIDE,
    true,
  );
}

function wrappingBinary(name: string, kernel: BinaryKernel, kind: 'i32' | 'u8', scaled: boolean): Formula {
  const wrap = (word: string): string => (kind === 'u8' ? `(${word}) & 0xffu` : word);
  if (kernel === 'div') throw new UnsupportedError(`webgpu has no kernel div for ${kind}.`);
  if (kernel === 'pow')
    return formula(
      name,
      ([a = '', b = '']) => wrap(`u32(int_pow(${i32(a)}, ${i32(b)}))`),
      powFunction((a, b) => `${a} * ${b}`),
    );
  return formula(name, ([a = '', b = ''], alpha) => {
    if (kernel === 'mul') return wrap(`${a} * ${b}`);
    return wrap(`${a} ${kernel === 'add' ? '+' : '-'} ${scaled ? `${alpha} * ${b}` : b}`);
  });
}

/** WGSL functions that `pick` needs. */
export function pickFunctions(kind: WordClass): string {
  return kind === 'f32' ? floatFunctions('is_nan', 'order') : '';
}

/** The larger or the smaller of two words; NaN wins, as in PyTorch. */
export function pick(larger: boolean, kind: WordClass, a: string, b: string): string {
  const sign = larger ? '>' : '<';
  if (kind === 'f32')
    return `select(${b}, ${a}, is_nan(${a}) || (!is_nan(${b}) && order(${a}) ${sign} order(${b})))`;
  const key = kind === 'i32' || kind === 'i64' ? i32 : (word: string): string => word;
  return `select(${b}, ${a}, ${key(a)} ${sign} ${key(b)})`;
}

const SIGNS: Record<CompareKernel, string> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** (a, b) → 1 where the comparison holds, else 0. NaN is equal to nothing. */
export function compareFormula(kernel: CompareKernel, kind: WordClass): Formula {
  const name = `${kernel}.${kind}`;
  const sign = SIGNS[kernel];
  if (kind === 'f32') {
    const unordered = kernel === 'ne' ? '1u' : '0u';
    return formula(
      name,
      ([a, b]) =>
        `select(select(0u, 1u, order(${a}) ${sign} order(${b})), ${unordered}, is_nan(${a}) || is_nan(${b}))`,
      floatFunctions('is_nan', 'order'),
    );
  }
  const key = kind === 'i32' || kind === 'i64' ? i32 : (word: string): string => word;
  return formula(name, ([a = '', b = '']) => `select(0u, 1u, ${key(a)} ${sign} ${key(b)})`);
}

/** (condition, a, b) → a where the condition is not 0, else b; for any type, being words. */
export const WHERE: Formula = formula(
  'where',
  ([condition, a, b]) => `select(${b}, ${a}, ${condition} != 0u)`,
);

/** Invocations of an elementwise workgroup. */
export const ELEMENTWISE_SIZE = 64;

/** Where an operand comes from: a binding's name, or null for a number in the uniform words. */
export type Source = string | null;

/** Uniform words before the shape: the count, alpha, and up to three numbers. */
const COUNT = 0;
const ALPHA = 1;
const NUMBERS = 2;
const SHAPE = 5;

export interface ElementwiseWords {
  readonly count: number;
  readonly alpha: number;
  /** the operands that are numbers, in order, as words */
  readonly numbers: readonly number[];
  readonly shape: readonly number[];
  /** the output, then the operands that are views */
  readonly views: readonly { readonly offset: number; readonly strides: readonly number[] }[];
}

/** The uniform words in the order the kernel expects. */
export function elementwiseParams(words: ElementwiseWords): number[] {
  const [a = 0, b = 0, c = 0] = words.numbers;
  const params = [words.count, words.alpha, a, b, c, ...words.shape];
  for (const view of words.views) params.push(view.offset, ...view.strides);
  return params;
}

/** The kernel of a formula over `rank` dimensions, its operands from these sources. */
export function elementwiseShader(of: Formula, rank: number, sources: readonly Source[]): string {
  const lines = [
    `let i = group * ${ELEMENTWISE_SIZE}u + lane;`,
    `if (i >= ${param(COUNT)}) { return; }`,
    coordinates('c', 'i', rank, SHAPE),
  ];
  const viewAt = (k: number): string => {
    const start = SHAPE + rank + k * (1 + rank);
    return address(param(start), 'c', rank, start + 1);
  };
  let views = 1;
  let numbers = 0;
  const names = sources.map((source, k) => {
    lines.push(
      `let x${k} = ${source === null ? param(NUMBERS + numbers++) : `${source}[${viewAt(views++)}]`};`,
    );
    return `x${k}`;
  });
  lines.push(`out[${viewAt(0)}] = ${of.word(names, param(ALPHA))};`);
  const inputs = new Set(sources.filter((source) => source !== null && source !== 'out')).size;
  return shader({
    inputs,
    flag: of.flag,
    size: ELEMENTWISE_SIZE,
    declarations: of.functions,
    body: lines.join('\n'),
  });
}
