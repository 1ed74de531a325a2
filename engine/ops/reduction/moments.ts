/** @file Variance and standard deviation, norms, logsumexp, and sums that leave NaN out. */

import { RuntimeError } from '../../errors';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, floatType, operandTex, sumType } from '../common';
import { where } from '../pointwise/where';
import type { Evidence, OpRecord } from '../op';
import { computeReduce, count, dimsOf, keptShape, mean, overDims, requestedType, target } from '../reduce';
import { inside } from './lanes';

const correctionOf = (attrs: Attrs): number => (attrs['correction'] as number | undefined) ?? 1;
const dimList = (attrs: Attrs): readonly number[] | null => attrs['dim'] as readonly number[] | null;

/** How many degrees of freedom one variance has left. */
function freedom(shape: readonly number[], attrs: Attrs): number {
  return Math.max(0, count(shape, attrs) - correctionOf(attrs));
}

function mustBeFloat(name: string, x: Tensor): void {
  if (x.dtype.isFloatingPoint) return;
  throw new RuntimeError(`${name} only support floating point and complex dtypes`);
}

/** Sum of squared distances from the mean, over the degrees of freedom; in double, as PyTorch's sums are. */
function computeVar(x: Tensor, attrs: Attrs): Tensor {
  return inside(() => {
    const wide = x.device.type === 'cpu' ? x.double() : x;
    const away = wide.sub(wide.mean(dimList(attrs), { keepdim: true }));
    return away
      .mul(away)
      .sum(dimList(attrs), { keepdim: Boolean(attrs['keepdim']) })
      .div(freedom(x.shape, attrs));
  });
}

/** ∂var/∂x · g = 2 (x − mean) / (N − correction) · g */
function varBackward(x: Tensor, attrs: Attrs, g: Tensor): Tensor {
  const shape = keptShape(x.shape, dimsOf(attrs, x.ndim));
  const away = x.sub(x.mean(dimList(attrs), { keepdim: true }).reshape(shape));
  return g
    .reshape(shape)
    .mul(2 / freedom(x.shape, attrs))
    .mul(away);
}

/** The mean of the elements that go into the same output as element i. */
function meanAround(i: number, evidence: Evidence): number {
  const at = target(i, evidence);
  const { elements, shape } = evidence.inputs[0]!;
  let sum = 0;
  for (let j = 0; j < elements.length; j++) if (target(j, evidence) === at) sum += Number(elements[j]);
  return sum / count(shape, evidence.attrs);
}

function variance(name: string, gradFn: string): OpRecord {
  return {
    name,
    gradFn: () => gradFn,
    symbol: 'σ²',
    formula: (n) => `\\operatorname{var}${overDims(n.attrs)} ${operandTex(n, 0)}`,
    forward([x], attrs) {
      mustBeFloat(name === 'var' ? 'std and var' : 'var_mean', x!);
      return inside(() => computeVar(x!, attrs).to(x!.dtype));
    },
    saves: { inputs: [0], output: false },
    backward: ({ inputs, attrs }, g) => [varBackward(inputs[0]!, attrs, g)],
    explain: {
      tex: (_, n) =>
        `\\frac{2}{N - ${correctionOf(n.attrs)}} \\left(${operandTex(n, 0)} - \\overline{${operandTex(n, 0)}}\\right)`,
      locals(_, i, evidence) {
        const { shape, elements } = evidence.inputs[0]!;
        const away = Number(elements[i]) - meanAround(i, evidence);
        return [{ at: target(i, evidence), value: (2 / freedom(shape, evidence.attrs)) * away }];
      },
    },
  };
}

function deviation(name: string, gradFn: string): OpRecord {
  return {
    name,
    gradFn: () => gradFn,
    symbol: 'σ',
    formula: (n) => `\\operatorname{std}${overDims(n.attrs)} ${operandTex(n, 0)}`,
    forward([x], attrs) {
      mustBeFloat(name === 'std' ? 'std and var' : 'std_mean', x!);
      return inside(() => computeVar(x!, attrs).sqrt().to(x!.dtype));
    },
    saves: { inputs: [0], output: true },
    backward({ inputs, output, attrs }, g) {
      const half = where(output.eq(0), 0, g.div(output.mul(2)));
      return [varBackward(inputs[0]!, attrs, half)];
    },
    explain: {
      tex: (_, n) =>
        `\\frac{${operandTex(n, 0)} - \\overline{${operandTex(n, 0)}}}{(N - ${correctionOf(n.attrs)}) \\, ${n.output}}`,
      locals(_, i, evidence) {
        const { shape, elements } = evidence.inputs[0]!;
        const at = target(i, evidence);
        const away = Number(elements[i]) - meanAround(i, evidence);
        const result = elementAt(evidence.output, at);
        return [{ at, value: result === 0 ? 0 : away / freedom(shape, evidence.attrs) / result }];
      },
    },
  };
}

export const variance0 = variance('var', 'VarBackward0');
export const deviation0 = deviation('std', 'StdBackward0');
/** The first outputs of varMean and stdMean. */
export const varOfMean = variance('varMeanVar', 'VarMeanBackward0');
export const stdOfMean = deviation('stdMeanStd', 'StdMeanBackward0');
/** Their second outputs. */
export const meanOfVar: OpRecord = { ...mean, name: 'varMeanMean', gradFn: () => 'VarMeanBackward0' };
export const meanOfStd: OpRecord = { ...mean, name: 'stdMeanMean', gradFn: () => 'StdMeanBackward0' };

export const logsumexp: OpRecord = {
  name: 'logsumexp',
  gradFn: () => 'LogsumexpBackward0',
  symbol: 'lse',
  formula: (n) => `\\ln \\sum${overDims(n.attrs)} e^{${operandTex(n, 0)}}`,
  forward([x], attrs) {
    const dims = dimsOf(attrs, x!.ndim);
    const dtype = floatType(x!.dtype);
    const keepdim = Boolean(attrs['keepdim']);
    return inside(() => {
      const wide = x!.to(dtype);
      if (x!.numel() === 0) return computeReduce('sum', wide.exp(), dims, keepdim, dtype).log();
      const largest = computeReduce('max', wide, dims, true, dtype);
      // an infinite maximum is not taken away: ∞ − ∞ would be NaN
      const shift = where(largest.eq(Infinity).add(largest.eq(-Infinity)), 0, largest);
      const sums = computeReduce('sum', wide.sub(shift).exp(), dims, keepdim, dtype);
      return sums.log().add(shift.reshape(sums.shape));
    });
  },
  saves: { inputs: [0], output: true },
  backward({ inputs, output, attrs }, g) {
    const x = inputs[0]!;
    const shape = keptShape(x.shape, dimsOf(attrs, x.ndim));
    return [g.reshape(shape).mul(x.sub(output.reshape(shape)).exp())];
  },
  explain: {
    tex: (_, n) => `e^{${operandTex(n, 0)} - ${n.output}}`,
    locals(_, i, evidence) {
      const at = target(i, evidence);
      return [{ at, value: Math.exp(elementAt(evidence.inputs[0]!, i) - elementAt(evidence.output, at)) }];
    },
  },
};

const isNaNMask = (x: Tensor): Tensor => x.ne(x);

export const nansum: OpRecord = {
  name: 'nansum',
  gradFn: () => 'NansumBackward0',
  symbol: '∑',
  formula: (n) => `\\sum${overDims(n.attrs)} [${operandTex(n, 0)} \\ne \\text{nan}] \\, ${operandTex(n, 0)}`,
  forward: ([x], attrs) =>
    inside(() => {
      const numbers = x!.dtype.isFloatingPoint ? where(isNaNMask(x!), 0, x!) : x!;
      const dtype = requestedType(attrs) ?? sumType(x!.dtype);
      return computeReduce('sum', numbers, dimsOf(attrs, x!.ndim), Boolean(attrs['keepdim']), dtype);
    }),
  saves: { inputs: [0], output: false },
  backward({ inputs, attrs }, g) {
    const x = inputs[0]!;
    const kept = g.reshape(keptShape(x.shape, dimsOf(attrs, x.ndim)));
    return [kept.expand(x.shape).to(x.dtype).mul(isNaNMask(x).logicalNot())];
  },
  explain: {
    tex: (_, n) => `[${operandTex(n, 0)} \\ne \\text{nan}]`,
    locals: (_, i, evidence) =>
      Number.isNaN(elementAt(evidence.inputs[0]!, i)) ? [] : [{ at: target(i, evidence), value: 1 }],
  },
};

export const MOMENT_OPS: readonly OpRecord[] = [
  ...[variance0, deviation0, varOfMean, stdOfMean, meanOfVar, meanOfStd, logsumexp, nansum],
];
