/** @file Exponentials, logarithms, roots, and the error function. */

import { runPrimitive, unaryRecord } from './common';
import { floatType } from '../common';
import type { OpRecord } from '../op';

export const rsqrt = unaryRecord({
  name: 'rsqrt',
  gradFn: 'RsqrtBackward0',
  symbol: '1/√',
  formula: (x) => `\\frac{1}{\\sqrt{${x}}}`,
  saves: 'output',
  backward: (_, g, y) => g.mul(-0.5).mul(y.pow(3)),
  tex: (x) => `-\\frac{1}{2 ${x}^{3/2}}`,
  slope: (_, y) => -0.5 * y ** 3,
});

export const expm1 = unaryRecord({
  name: 'expm1',
  gradFn: 'Expm1Backward0',
  symbol: 'e^x−1',
  formula: (x) => `e^{${x}} - 1`,
  saves: 'output',
  backward: (_, g, y) => g.mul(y.add(1)),
  tex: (x, y) => `e^{${x}} = ${y} + 1`,
  slope: (_, y) => y + 1,
});

export const log1p = unaryRecord({
  name: 'log1p',
  gradFn: 'Log1PBackward0',
  symbol: 'ln(1+x)',
  formula: (x) => `\\ln(1 + ${x})`,
  saves: 'input',
  backward: (x, g) => g.div(x.add(1)),
  tex: (x) => `\\frac{1}{1 + ${x}}`,
  slope: (x) => 1 / (1 + x),
});

export const log2 = unaryRecord({
  name: 'log2',
  gradFn: 'Log2Backward0',
  symbol: 'log₂',
  formula: (x) => `\\log_2 ${x}`,
  saves: 'input',
  backward: (x, g) => g.div(x.mul(Math.LN2)),
  tex: (x) => `\\frac{1}{${x} \\ln 2}`,
  slope: (x) => 1 / (x * Math.LN2),
});

export const log10 = unaryRecord({
  name: 'log10',
  gradFn: 'Log10Backward0',
  symbol: 'log₁₀',
  formula: (x) => `\\log_{10} ${x}`,
  saves: 'input',
  backward: (x, g) => g.div(x.mul(Math.LN10)),
  tex: (x) => `\\frac{1}{${x} \\ln 10}`,
  slope: (x) => 1 / (x * Math.LN10),
});

export const exp2 = unaryRecord({
  name: 'exp2',
  gradFn: 'Exp2Backward0',
  symbol: '2^x',
  formula: (x) => `2^{${x}}`,
  saves: 'output',
  backward: (_, g, y) => g.mul(y).mul(Math.LN2),
  tex: (x, y) => `2^{${x}} \\ln 2 = ${y} \\ln 2`,
  slope: (_, y) => y * Math.LN2,
});

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

export const erf = unaryRecord({
  name: 'erf',
  gradFn: 'ErfBackward0',
  symbol: 'erf',
  formula: (x) => `\\operatorname{erf}(${x})`,
  saves: 'input',
  backward: (x, g) => x.mul(x).neg().exp().mul(TWO_OVER_ROOT_PI).mul(g),
  tex: (x) => `\\frac{2}{\\sqrt{\\pi}} e^{-${x}^2}`,
  slope: (x) => TWO_OVER_ROOT_PI * Math.exp(-x * x),
});

export const erfc = unaryRecord({
  name: 'erfc',
  gradFn: 'ErfcBackward0',
  symbol: 'erfc',
  formula: (x) => `1 - \\operatorname{erf}(${x})`,
  saves: 'input',
  backward: (x, g) => x.mul(x).neg().exp().mul(-TWO_OVER_ROOT_PI).mul(g),
  tex: (x) => `-\\frac{2}{\\sqrt{\\pi}} e^{-${x}^2}`,
  slope: (x) => -TWO_OVER_ROOT_PI * Math.exp(-x * x),
});

export const reciprocal = unaryRecord({
  name: 'reciprocal',
  gradFn: 'ReciprocalBackward0',
  symbol: '1/x',
  formula: (x) => `\\frac{1}{${x}}`,
  forward: (x) => runPrimitive('reciprocal', x, floatType(x.dtype)),
  saves: 'output',
  backward: (_, g, y) => g.neg().mul(y.mul(y)),
  tex: (x) => `-\\frac{1}{${x}^2}`,
  slope: (_, y) => -y * y,
});

export const EXPONENTIAL_OPS: readonly OpRecord[] = [
  ...[rsqrt, expm1, log1p, log2, log10, exp2, erf, erfc, reciprocal],
];
