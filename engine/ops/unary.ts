/** @file Elementwise functions of one input: each op with its derivative and the explanation of it. */

import type { UnaryKernel } from '../devices/device';
import type { DType } from '../dtype';
import { RuntimeError } from '../errors';
import { Tensor } from '../tensor';
import { cast, elementAt, elementwiseExplanation, floatType, operandAt, operandTex } from './common';
import type { OpRecord } from './op';
import { where } from './pointwise/where';

function computeUnary(kernel: UnaryKernel, x: Tensor, dtype: DType): Tensor {
  const source = cast(x, dtype);
  const out = Tensor.uncleared(x.shape, dtype, source.device);
  source.device.unary(kernel, source, out);
  return out;
}

/** A record of an op with one floating-point input: `slope` is its derivative. */
function unaryRecord(parts: {
  name: UnaryKernel;
  gradFn: string;
  symbol: string;
  formula: (x: string) => string;
  saves: 'input' | 'output' | 'none';
  backward: (x: Tensor, y: Tensor, g: Tensor) => Tensor;
  tex: (x: string, y: string) => string;
  slope: (x: number, y: number) => number;
  keepsIntegers?: boolean;
  /** what PyTorch says to a bool tensor, where it takes none */
  refusesBools?: string;
}): OpRecord {
  return {
    name: parts.name,
    gradFn: () => parts.gradFn,
    symbol: parts.symbol,
    formula: (n) => parts.formula(operandTex(n, 0)),
    forward([x]) {
      if (parts.refusesBools && x!.dtype.name === 'bool') throw new RuntimeError(parts.refusesBools);
      return computeUnary(parts.name, x!, parts.keepsIntegers ? x!.dtype : floatType(x!.dtype));
    },
    saves: { inputs: parts.saves === 'input' ? [0] : [], output: parts.saves === 'output' },
    backward: ({ inputs, output }, g) => [parts.backward(inputs[0]!, output, g)],
    explain: elementwiseExplanation({
      tex: (n) => parts.tex(operandTex(n, 0), n.output),
      value: (e, at) => parts.slope(operandAt(e, 0, at), elementAt(e.output, at)),
    }),
  };
}

export const neg = unaryRecord({
  name: 'neg',
  gradFn: 'NegBackward0',
  symbol: '−',
  formula: (x) => `-${x}`,
  saves: 'none',
  backward: (_, __, g) => g.neg(),
  tex: () => '-1',
  slope: () => -1,
  keepsIntegers: true,
  refusesBools:
    'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
});

export const exp = unaryRecord({
  name: 'exp',
  gradFn: 'ExpBackward0',
  symbol: 'exp',
  formula: (x) => `e^{${x}}`,
  saves: 'output',
  backward: (_, y, g) => g.mul(y),
  tex: (x, y) => `e^{${x}} = ${y}`,
  slope: (_, y) => y,
});

export const log = unaryRecord({
  name: 'log',
  gradFn: 'LogBackward0',
  symbol: 'ln',
  formula: (x) => `\\ln ${x}`,
  saves: 'input',
  backward: (x, _, g) => g.div(x),
  tex: (x) => `\\frac{1}{${x}}`,
  slope: (x) => 1 / x,
});

export const sqrt = unaryRecord({
  name: 'sqrt',
  gradFn: 'SqrtBackward0',
  symbol: '√',
  formula: (x) => `\\sqrt{${x}}`,
  saves: 'output',
  backward: (_, y, g) => g.div(y.mul(2)),
  tex: (x) => `\\frac{1}{2\\sqrt{${x}}}`,
  slope: (_, y) => 1 / (2 * y),
});

export const tanh = unaryRecord({
  name: 'tanh',
  gradFn: 'TanhBackward0',
  symbol: 'tanh',
  formula: (x) => `\\tanh(${x})`,
  saves: 'output',
  backward: (_, y, g) => g.mul(y.mul(y).rsub(1)),
  tex: (x) => `1 - \\tanh^2(${x})`,
  slope: (_, y) => 1 - y * y,
});

export const sigmoid = unaryRecord({
  name: 'sigmoid',
  gradFn: 'SigmoidBackward0',
  symbol: 'σ',
  formula: (x) => `\\sigma(${x})`,
  saves: 'output',
  backward: (_, y, g) => g.mul(y.rsub(1)).mul(y),
  tex: (x) => `\\sigma(${x}) \\cdot (1 - \\sigma(${x}))`,
  slope: (_, y) => (1 - y) * y,
});

export const relu = unaryRecord({
  name: 'relu',
  gradFn: 'ReluBackward0',
  symbol: 'relu',
  formula: (x) => `\\max(0, ${x})`,
  saves: 'output',
  // PyTorch passes the gradient unless the output is ≤ 0, so a NaN lets it pass
  backward: (_, y, g) => where(y.le(0), 0, g),
  tex: (x) => `[${x} > 0]`,
  slope: (_, y) => (y <= 0 ? 0 : 1),
  keepsIntegers: true,
  refusesBools: 'Boolean inputs not supported for relu',
});
