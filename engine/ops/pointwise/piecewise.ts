/** @file Activation functions of straight pieces, and those with a gate. */

import { apply } from '../../autograd/apply';
import { notImplemented, RuntimeError } from '../../errors';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast, elementwiseExplanation, operandAt, operandTex } from '../common';
import type { OpRecord } from '../op';
import { like, plain, requireFloat, runUnary, unaryRecord, type UnaryParts } from './common';
import { where } from './where';

/** PyTorch holds this factor as a float32, in float64 work, too. */
const SIXTH = Math.fround(1 / 6);

const numberOf = (attrs: Attrs, key: string): number => attrs[key] as number;

/** attrs.negativeSlope */
export const leakyRelu = unaryRecord({
  name: 'leakyRelu',
  gradFn: 'LeakyReluBackward0',
  symbol: 'lrelu',
  formula: (x, attrs) => `\\max(0, ${x}) + ${numberOf(attrs, 'negativeSlope')} \\min(0, ${x})`,
  floatOnly: 'leaky_relu_cpu',
  params: (attrs) => [numberOf(attrs, 'negativeSlope')],
  saves: 'input',
  backward: (x, g, _, attrs) => where(x.gt(0), g, g.mul(numberOf(attrs, 'negativeSlope'))),
  tex: (x, _, attrs) => `[${x} > 0] + ${numberOf(attrs, 'negativeSlope')} [${x} \\le 0]`,
  slope: (x, _, attrs) => (x > 0 ? 1 : numberOf(attrs, 'negativeSlope')),
});

/** x between attrs.minVal and attrs.maxVal; the gradient stops at the limits. */
function hardtanhForward(x: Tensor, attrs: Attrs): Tensor {
  if (x.dtype.name === 'bool') throw new RuntimeError('Bool inputs not supported for hardtanh');
  const [min, max] = [numberOf(attrs, 'minVal'), numberOf(attrs, 'maxVal')];
  if (x.dtype.isFloatingPoint) return plain(() => x.clamp(min, max));
  if (x.dtype.name === 'uint8' && Math.trunc(min) < 0) {
    throw new RuntimeError('cannot do hardtanh on an unsigned type with negative limits');
  }
  return plain(() => x.clamp(Math.trunc(min), Math.trunc(max)));
}

const HARDTANH: Omit<UnaryParts, 'name' | 'symbol'> = {
  gradFn: 'HardtanhBackward0',
  formula: (x, attrs) => `\\min(\\max(${x}, ${numberOf(attrs, 'minVal')}), ${numberOf(attrs, 'maxVal')})`,
  forward: hardtanhForward,
  saves: 'input',
  backward: (x, g, _, attrs) =>
    where(x.le(numberOf(attrs, 'minVal')).logicalOr(x.ge(numberOf(attrs, 'maxVal'))), 0, g),
  tex: (x, _, attrs) => `[${numberOf(attrs, 'minVal')} < ${x} < ${numberOf(attrs, 'maxVal')}]`,
  slope: (x, _, attrs) => (x <= numberOf(attrs, 'minVal') || x >= numberOf(attrs, 'maxVal') ? 0 : 1),
};

export const hardtanh = unaryRecord({ ...HARDTANH, name: 'hardtanh', symbol: 'hardtanh' });
/** attrs.minVal = 0, attrs.maxVal = 6 */
export const relu6 = unaryRecord({ ...HARDTANH, name: 'relu6', symbol: 'relu6' });

export const hardsigmoid = unaryRecord({
  name: 'hardsigmoid',
  gradFn: 'HardsigmoidBackward0',
  symbol: 'hσ',
  formula: (x) => `\\tfrac{1}{6} \\min(\\max(${x} + 3, 0), 6)`,
  floatOnly: 'hardsigmoid_cpu',
  saves: 'input',
  backward: (x, g) => where(x.gt(-3).logicalAnd(x.lt(3)), g.mul(SIXTH), 0),
  tex: (x) => `\\tfrac{1}{6} [-3 < ${x} < 3]`,
  slope: (x) => (x > -3 && x < 3 ? SIXTH : 0),
});

export const hardswish = unaryRecord({
  name: 'hardswish',
  gradFn: 'HardswishBackward0',
  symbol: 'hswish',
  formula: (x) => `\\tfrac{1}{6} ${x} \\min(\\max(${x} + 3, 0), 6)`,
  floatOnly: 'hardswish_cpu',
  forward: (x) => runUnary('hardswish', x, x.dtype, [Number(x.dtype.name === 'float32')]),
  saves: 'input',
  backward: (x, g) => where(x.le(-3), 0, where(x.lt(3), g.mul(x.div(3).add(0.5)), g)),
  tex: (x) => `[-3 < ${x} < 3] (\\tfrac{${x}}{3} + \\tfrac{1}{2}) + [${x} \\ge 3]`,
  slope: (x) => (x <= -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1),
});

/** attrs.lambda: what lies within ±lambda becomes 0, the rest moves towards 0 by it */
export const softshrink = unaryRecord({
  name: 'softshrink',
  gradFn: 'SoftshrinkBackward0',
  symbol: 'sshrink',
  formula: (x, attrs) => `\\operatorname{sign}(${x}) \\max(|${x}| - ${numberOf(attrs, 'lambda')}, 0)`,
  floatOnly: 'softshrink_check',
  params: (attrs) => [numberOf(attrs, 'lambda')],
  saves: 'input',
  backward: (x, g, _, attrs) => shrunk(x, g, numberOf(attrs, 'lambda')),
  tex: (x, _, attrs) => `[|${x}| > ${numberOf(attrs, 'lambda')}]`,
  slope: (x, _, attrs) => (Math.abs(x) <= numberOf(attrs, 'lambda') ? 0 : 1),
});

/** attrs.lambda: what lies within ±lambda becomes 0 */
export const hardshrink = unaryRecord({
  name: 'hardshrink',
  gradFn: 'HardshrinkBackward0',
  symbol: 'hshrink',
  formula: (x, attrs) => `${x} \\cdot [|${x}| > ${numberOf(attrs, 'lambda')}]`,
  floatOnly: 'hardshrink_cpu',
  params: (attrs) => [numberOf(attrs, 'lambda')],
  saves: 'input',
  backward: (x, g, _, attrs) => shrunk(x, g, numberOf(attrs, 'lambda')),
  tex: (x, _, attrs) => `[|${x}| > ${numberOf(attrs, 'lambda')}]`,
  slope: (x, _, attrs) => (Math.abs(x) <= numberOf(attrs, 'lambda') ? 0 : 1),
});

function shrunk(x: Tensor, g: Tensor, lambda: number): Tensor {
  return where(x.ge(-lambda).logicalAnd(x.le(lambda)), 0, g);
}

/** attrs.threshold; attrs.value: what everything up to it becomes */
export const threshold = unaryRecord({
  name: 'threshold',
  gradFn: 'ThresholdBackward0',
  symbol: 'thr',
  formula: (x, attrs) =>
    `${x}\\, [${x} > ${numberOf(attrs, 'threshold')}] + ${numberOf(attrs, 'value')}\\, [${x} \\le ${numberOf(attrs, 'threshold')}]`,
  forward(x, attrs) {
    if (x.dtype.name === 'bool') notImplemented('threshold_cpu', x.dtype);
    const number = (key: string): number =>
      x.dtype.isFloatingPoint ? numberOf(attrs, key) : Math.trunc(numberOf(attrs, key));
    return plain(() => cast(where(x.le(number('threshold')), number('value'), x), x.dtype));
  },
  saves: 'input',
  backward: (x, g, _, attrs) => where(x.le(numberOf(attrs, 'threshold')), 0, g),
  tex: (x, _, attrs) => `[${x} > ${numberOf(attrs, 'threshold')}]`,
  slope: (x, _, attrs) => (x <= numberOf(attrs, 'threshold') ? 0 : 1),
});

/** A slope below 0 that is learnt: inputs x and weight, which broadcasts to it. */
export const preluRecord: OpRecord = {
  name: 'prelu',
  gradFn: () => 'PreluKernelBackward0',
  symbol: 'prelu',
  formula: (n) => `\\max(0, ${operandTex(n, 0)}) + ${operandTex(n, 1)} \\min(0, ${operandTex(n, 0)})`,
  forward: ([x, weight]) => plain(() => where(x!.gt(0), x!, x!.mul(weight!))),
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, needs }, g) {
    const [x, weight] = [inputs[0]!, inputs[1]!];
    return [
      needs[0] ? like(where(x.gt(0), g, g.mul(weight)), x) : null,
      needs[1] ? like(where(x.gt(0), 0, g.mul(x)), weight) : null,
    ];
  },
  explain: elementwiseExplanation(
    {
      tex: (n) => `[${operandTex(n, 0)} > 0] + ${operandTex(n, 1)} [${operandTex(n, 0)} \\le 0]`,
      value: (e, at) => (operandAt(e, 0, at) > 0 ? 1 : operandAt(e, 1, at)),
    },
    {
      tex: (n) => `\\min(0, ${operandTex(n, 0)})`,
      value: (e, at) => Math.min(0, operandAt(e, 0, at)),
    },
  ),
};

/** @throws RuntimeError when the weight is not one number, or one for each channel */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  if (x.dtype !== weight.dtype) {
    throw new RuntimeError(
      `prelu: Type promoting not supported. Got ${x.dtype.scalarName} and ${weight.dtype.scalarName}`,
    );
  }
  if (weight.numel() !== 1) {
    if (x.ndim === 0) throw new RuntimeError('Not allow zero-dim input tensor.');
    const channels = x.ndim > 1 ? x.shape[1]! : 1;
    if (channels !== weight.numel()) {
      throw new RuntimeError(
        `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${weight.numel()} and channel size = ${channels}.`,
      );
    }
  }
  if (weight.ndim > 1) {
    throw new RuntimeError(
      `prelu: Expected \`weight\` to be a scalar or 1D tensor, but got: ndim = ${weight.ndim}`,
    );
  }
  requireFloat('prelu_cpu', x.dtype);
  const shape = x.shape.map((_, d) => (d === 1 || (x.ndim === 1 && d === 0) ? weight.numel() : 1));
  return apply(preluRecord, [x, weight.ndim === x.ndim && x.ndim < 2 ? weight : weight.view(shape)]);
}

export const PIECEWISE_ACTIVATIONS: readonly OpRecord[] = [
  ...[leakyRelu, hardtanh, relu6, hardsigmoid, hardswish, softshrink, hardshrink, threshold, preluRecord],
];
