/** @file The pointwise kernels: formulas of one and two operands beyond the primitives. */

import type { PointwiseBinary, PointwiseKernels, PointwiseUnary } from '../../pointwise';
import { RuntimeError } from '../../../errors';
import { UnsupportedError } from '../errors';
import { classOf, toWord, type WordClass } from '../words';
import type { KernelContext } from './context';
import type { Formula } from './elementwise';
import { floatFunctions } from './floats';
import { WIDE } from './integers';
import { REFUSE } from './wgsl';

type Words = readonly string[];

/** How a kernel on floats is written: the functions it needs, and the word it makes. */
type Recipe = readonly [needs: readonly string[], word: (operands: Words) => string];

const f32 = (word = ''): string => `bitcast<f32>(${word})`;
const word = (float: string): string => `bitcast<u32>(${float})`;

/** A function of the name `<kernel>_word`, of the operands as they are. */
const called = (name: string): Recipe => [[name], (operands) => `${name}(${operands.join(', ')})`];

const FLOAT_UNARY: Partial<Record<PointwiseUnary, Recipe>> = {
  rsqrt: [['div_word', 'sqrt_word'], ([x]) => `div_word(0x3f800000u, sqrt_word(${x}))`],
  expm1: called('expm1_word'),
  log1p: called('log1p_word'),
  log2: called('log2_word'),
  log10: called('log10_word'),
  exp2: called('exp2_word'),
  erf: called('erf_word'),
  erfc: called('erfc_word'),
  sin: called('sin_word'),
  cos: called('cos_word'),
  tan: called('tan_word'),
  asin: called('asin_word'),
  acos: called('acos_word'),
  atan: called('atan_word'),
  sinh: called('sinh_word'),
  cosh: called('cosh_word'),
  asinh: called('asinh_word'),
  acosh: called('acosh_word'),
  atanh: called('atanh_word'),
  floor: called('floor_word'),
  ceil: called('ceil_word'),
  round: called('round_word'),
  trunc: called('trunc_word'),
  frac: [['trunc_word'], ([x]) => word(`${f32(x)} - ${f32(`trunc_word(${x})`)}`)],
  // p = 10^|decimals|, q: whether the digits are left of the point
  roundTo: [
    ['round_word', 'div_word'],
    ([x, p, q]) =>
      `select(div_word(round_word(${word(`${f32(x)} * ${f32(p)}`)}), ${p}), ` +
      `${word(`${f32(`round_word(div_word(${x}, ${p}))`)} * ${f32(p)}`)}, ${q} != 0u)`,
  ],
  nanToNum: [
    ['is_nan'],
    ([x, nan, top, bottom]) =>
      `select(select(select(${x}, ${bottom}, ${x} == 0xff800000u), ${top}, ${x} == 0x7f800000u), ${nan}, is_nan(${x}))`,
  ],
  leakyRelu: [['less'], ([x, slope]) => `select(${word(`${f32(x)} * ${f32(slope)}`)}, ${x}, less(0u, ${x}))`],
  elu: called('elu_word'),
  gelu: called('gelu_word'),
  geluSlope: called('gelu_slope_word'),
  geluTanh: called('gelu_tanh_word'),
  silu: called('silu_word'),
  mish: called('mish_word'),
  softplus: called('softplus_word'),
  logsigmoid: called('logsigmoid_word'),
  hardsigmoid: [['hard_ramp', 'div_word'], ([x]) => `div_word(hard_ramp(${x}), 0x40c00000u)`],
  hardswish: [
    ['hard_ramp', 'div_word'],
    ([x]) => `div_word(${word(`${f32(x)} * ${f32(`hard_ramp(${x})`)}`)}, 0x40c00000u)`,
  ],
  softshrink: [
    ['less'],
    ([x, lambda]) =>
      `select(select(select(${x} & 0x80000000u, ${x}, is_nan(${x})), ${word(`${f32(x)} + ${f32(lambda)}`)}, less(${x}, ${lambda} ^ 0x80000000u)), ` +
      `${word(`${f32(x)} - ${f32(lambda)}`)}, less(${lambda}, ${x}))`,
  ],
  hardshrink: [
    ['less'],
    ([x, lambda]) =>
      `select(0u, ${x}, is_nan(${x}) || less(${x}, ${lambda} ^ 0x80000000u) || less(${lambda}, ${x}))`,
  ],
  sign: [['less'], ([x]) => `select(select(0u, 0xbf800000u, less(${x}, 0u)), 0x3f800000u, less(0u, ${x}))`],
};

/** How many parameters a kernel takes; none unless it stands here. */
const PARAMETERS: Partial<Record<PointwiseUnary, number>> = {
  roundTo: 2,
  nanToNum: 3,
  leakyRelu: 1,
  elu: 3,
  softplus: 2,
  softshrink: 1,
  hardshrink: 1,
};

const FLOAT_BINARY: Partial<Record<PointwiseBinary, Recipe>> = {
  fmod: called('fmod_word'),
  remainder: called('remainder_word'),
  floorDivide: called('floor_divide_word'),
  truncDivide: [['trunc_word', 'div_word'], ([a, b]) => `trunc_word(div_word(${a}, ${b}))`],
  atan2: called('atan2_word'),
  hypot: called('hypot_word'),
  copysign: [[], ([a, b]) => `(${a} & 0x7fffffffu) | (${b} & 0x80000000u)`],
};

function missing(kernel: string, kind: WordClass): never {
  throw new UnsupportedError(`webgpu has no kernel ${kernel} for ${kind}.`);
}

function ofFloats(kernel: string, recipe: Recipe | undefined): Formula {
  const [needs, make] = recipe ?? missing(kernel, 'f32');
  return { name: `${kernel}.f32`, functions: floatFunctions(...needs), flag: false, word: make };
}

function unaryFormula(kernel: PointwiseUnary, kind: WordClass): Formula {
  if (kind === 'f32') return ofFloats(kernel, FLOAT_UNARY[kernel]);
  const formula = (make: Formula['word']): Formula => ({
    name: `${kernel}.${kind}`,
    functions: '',
    flag: false,
    word: make,
  });
  if (kernel === 'sign') {
    if (kind === 'u8' || kind === 'bool') return formula(([x]) => `min(${x}, 1u)`);
    return formula(([x]) => `u32(sign(i32(${x})))`);
  }
  if (kernel === 'bitwiseNot') {
    if (kind === 'bool') return formula(([x]) => `${x} ^ 1u`);
    return formula(([x]) => (kind === 'u8' ? `~${x} & 0xffu` : `~${x}`));
  }
  return missing(kernel, kind);
}

/** Divisions of 32-bit integers; WGSL's leaves -2^31 / -1 as it is, which wraps as it should for int32. */
const DIVISIONS = `
fn rest_of(a: i32, b: i32, floor: bool) -> i32 {
  if (b == -1) { return 0; }
  let rest = a % b;
  if (floor && rest != 0 && (rest < 0) != (b < 0)) { return rest + b; }
  return rest;
}
fn quotient_of(a: i32, b: i32, floor: bool) -> i32 {
  if (b == -1) { return -a; }
  let quotient = a / b;
  if (floor && a % b != 0 && (a < 0) != (b < 0)) { return quotient - 1; }
  return quotient;
}`;

const QUOTIENTS: readonly PointwiseBinary[] = ['fmod', 'remainder', 'floorDivide', 'truncDivide'];

/** An integer division; \`ticket\` names the refusal of a divisor that is 0. */
function division(kernel: PointwiseBinary, kind: WordClass): Formula {
  const floor = kernel === 'remainder' || kernel === 'floorDivide';
  const rest = kernel === 'fmod' || kernel === 'remainder';
  const work = `${rest ? 'rest_of' : 'quotient_of'}(i32(a), i32(b), ${floor})`;
  // only -2^31 / -1 leaves 32 bits
  const overflow =
    kind === 'i64' && !rest
      ? 'if (a == 0x80000000u && b == 0xffffffffu) { atomicStore(&flags.overflow, 1u); }'
      : '';
  return {
    name: `${kernel}.${kind}`,
    flag: true,
    functions: `${REFUSE}${DIVISIONS}
fn divided(a: u32, b: u32, ticket: u32) -> u32 {
  if (b == 0u) { refuse(ticket, 0u, 0u); return 0u; }
  ${overflow}
  return u32(${work})${kind === 'u8' ? ' & 0xffu' : ''};
}`,
    word: ([a, b], ticket) => `divided(${a}, ${b}, ${ticket})`,
  };
}

function shiftFormula(kernel: PointwiseBinary, kind: WordClass): Formula {
  const left = kernel === 'bitwiseLeftShift';
  const formula = (functions: string, make: Formula['word'], flag = false): Formula => ({
    name: `${kernel}.${kind}`,
    functions,
    flag,
    word: make,
  });
  const bits = kind === 'i64' ? 64 : kind === 'u8' ? 8 : 32;
  if (!left) {
    // unsigned comparison: a negative count is a large one
    if (kind === 'u8') return formula('', ([a, b]) => `select(${a} >> (${b} & 31u), 0u, ${b} >= 8u)`);
    return formula('', ([a, b]) => `u32(i32(${a}) >> min(${b}, 31u))`);
  }
  if (kind !== 'i64') {
    const mask = kind === 'u8' ? ' & 0xffu' : '';
    return formula('', ([a, b]) => `select((${a} << (${b} & 31u))${mask}, 0u, ${b} >= ${bits}u)`);
  }
  return formula(
    `${WIDE}
fn shifted(a: u32, b: u32) -> u32 {
  if (b >= 64u) { return 0u; }
  let x = widen(i32(a));
  if (b >= 32u) { return narrow(vec2(0u, x.x << (b - 32u))); }
  if (b == 0u) { return a; }
  return narrow(vec2(x.x << b, (x.y << b) | (x.x >> (32u - b))));
}`,
    ([a, b]) => `shifted(${a}, ${b})`,
    true,
  );
}

const BITS: Partial<Record<PointwiseBinary, string>> = { bitwiseAnd: '&', bitwiseOr: '|', bitwiseXor: '^' };

function binaryFormula(kernel: PointwiseBinary, kind: WordClass): Formula {
  if (kind === 'f32') return ofFloats(kernel, FLOAT_BINARY[kernel]);
  const sign = BITS[kernel];
  if (sign)
    return { name: `${kernel}.${kind}`, functions: '', flag: false, word: ([a, b]) => `${a} ${sign} ${b}` };
  if (kind === 'bool') return missing(kernel, kind);
  if (QUOTIENTS.includes(kernel)) return division(kernel, kind);
  if (kernel === 'bitwiseLeftShift' || kernel === 'bitwiseRightShift') return shiftFormula(kernel, kind);
  return missing(kernel, kind);
}

/** The pointwise kernels of the device. */
export function pointwiseKernels(context: KernelContext): PointwiseKernels {
  return {
    unary(kernel, x, out, p = 0, q = 0, r = 0) {
      const { dtype } = out.storage;
      const parameters = [p, q, r].slice(0, PARAMETERS[kernel] ?? 0).map((value) => toWord(dtype, value));
      context.elementwise(unaryFormula(kernel, classOf(dtype)), out, [x, ...parameters]);
    },
    binary(kernel, a, b, out) {
      const { dtype } = out.storage;
      const formula = binaryFormula(kernel, classOf(dtype));
      const operands = [a, b].map((x) => (typeof x === 'number' ? toWord(dtype, x) : x));
      const ticket = QUOTIENTS.includes(kernel) && !dtype.isFloatingPoint;
      const refusal = ticket ? context.refusal(() => new RuntimeError('ZeroDivisionError')) : 0;
      context.elementwise(formula, out, operands, refusal);
    },
  };
}
