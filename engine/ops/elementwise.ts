/** @file Elementwise arithmetic: each op with its derivative and the explanation of it. */

import { apply } from '../autograd/apply';
import type { BinaryKernel, Operand, UnaryKernel } from '../devices/device';
import type { DType } from '../dtype';
import { RuntimeError } from '../errors';
import { isInt } from '../literals';
import { refuseOperand } from '../refusals';
import { broadcastShapes } from '../shape';
import { Tensor, type TensorLike } from '../tensor';
import type { Attrs } from '../trace/events';
import {
  broadcastTo,
  cast,
  elementAt,
  elementwiseExplanation,
  floatType,
  operandAt,
  operandTex,
  resultType,
  sumToShape,
} from './common';
import { savesTheOther, type OpRecord } from './op';
import { where } from './pointwise/where';

/** Applies a binary op; a JavaScript number becomes the attribute `other`. */
export function binary(record: OpRecord, a: Tensor, b: TensorLike, attrs: Attrs = {}): Tensor {
  if (typeof b === 'number') return apply(record, [a], { ...attrs, other: b });
  if (!(b instanceof Tensor)) refuseOperand(record.name, b);
  return apply(record, onOneDevice(a, b), attrs);
}

/** PyTorch lets a scalar on the cpu meet a tensor on another device. */
function onOneDevice(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (a.device === b.device) return [a, b];
  if (b.ndim === 0 && b.device.type === 'cpu') return [a, b.to(a.device.type)];
  if (a.ndim === 0 && a.device.type === 'cpu') return [a.to(b.device.type), b];
  return [a, b];
}

/** The right-hand operand of a binary op: its second input, or the number it was given. */
function otherOf(inputs: readonly Tensor[], attrs: Attrs): TensorLike {
  return inputs[1] ?? (attrs['other'] as number);
}

function alphaOf(attrs: Attrs): number {
  return (attrs['alpha'] as number | undefined) ?? 1;
}

/** Computes a broadcasting binary kernel in `dtype` (default: what the operands promote to). */
function computeBinary(
  kernel: BinaryKernel,
  a: TensorLike,
  b: TensorLike,
  options: { alpha?: number; dtype?: DType } = {},
): Tensor {
  const dtype = options.dtype ?? resultType([a, b]);
  if (!dtype.isFloatingPoint && !isInt(options.alpha ?? 1)) {
    throw new RuntimeError('For integral input tensors, argument alpha must not be a floating point number.');
  }
  const shape = broadcastShapes(typeof a === 'number' ? [] : a.shape, typeof b === 'number' ? [] : b.shape);
  const operand = (x: TensorLike): Operand =>
    typeof x === 'number' ? x : broadcastTo(cast(x, dtype), shape);
  const [left, right] = [operand(a), operand(b)];
  const device = (typeof left === 'number' ? (right as Tensor) : left).storage.device;
  const out = Tensor.uncleared(shape, dtype, device);
  device.binary(kernel, left, right, out, options.alpha ?? 1);
  return out;
}

function computeUnary(kernel: UnaryKernel, x: Tensor, dtype: DType): Tensor {
  const source = cast(x, dtype);
  const out = Tensor.uncleared(x.shape, dtype, source.device);
  source.device.unary(kernel, source, out);
  return out;
}

/** A gradient as the input it belongs to: its shape and dtype. */
function like(gradient: Tensor, input: Tensor): Tensor {
  return sumToShape(gradient, input.shape).to(input.dtype);
}

/** PyTorch does not subtract bools: it asks what was meant. */
export function refuseBools(operands: readonly TensorLike[]): void {
  const bools = operands.filter((x) => typeof x !== 'number' && x.dtype.name === 'bool').length;
  if (bools === 0) return;
  throw new RuntimeError(
    bools === 2
      ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
      : 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.',
  );
}

const alphaTex = (attrs: Attrs): string => (alphaOf(attrs) === 1 ? '' : `${alphaOf(attrs)} \\cdot `);

export const add: OpRecord = {
  name: 'add',
  gradFn: () => 'AddBackward0',
  symbol: '+',
  formula: (n) => `${operandTex(n, 0)} + ${alphaTex(n.attrs)}${operandTex(n, 1)}`,
  forward: (inputs, attrs) =>
    computeBinary('add', inputs[0]!, otherOf(inputs, attrs), { alpha: alphaOf(attrs) }),
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs, needs }, g) => [
    needs[0] ? like(g, inputs[0]!) : null,
    needs[1] ? like(scaled(g, alphaOf(attrs)), inputs[1]!) : null,
  ],
  explain: elementwiseExplanation(
    { tex: () => '1', value: () => 1 },
    { tex: (n) => String(alphaOf(n.attrs)), value: ({ attrs }) => alphaOf(attrs) },
  ),
};

export const sub: OpRecord = {
  name: 'sub',
  gradFn: () => 'SubBackward0',
  symbol: '−',
  formula: (n) => `${operandTex(n, 0)} - ${alphaTex(n.attrs)}${operandTex(n, 1)}`,
  forward(inputs, attrs) {
    const other = otherOf(inputs, attrs);
    refuseBools([inputs[0]!, other]);
    return computeBinary('sub', inputs[0]!, other, { alpha: alphaOf(attrs) });
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs, needs }, g) => [
    needs[0] ? like(g, inputs[0]!) : null,
    needs[1] ? like(scaled(g, -alphaOf(attrs)), inputs[1]!) : null,
  ],
  explain: elementwiseExplanation(
    { tex: () => '1', value: () => 1 },
    { tex: (n) => String(-alphaOf(n.attrs)), value: ({ attrs }) => -alphaOf(attrs) },
  ),
};

export const rsub: OpRecord = {
  name: 'rsub',
  gradFn: () => 'RsubBackward1',
  symbol: '−',
  formula: (n) => `${operandTex(n, 1)} - ${operandTex(n, 0)}`,
  forward(inputs, attrs) {
    const other = otherOf(inputs, attrs);
    refuseBools([inputs[0]!, other]);
    return computeBinary('sub', other, inputs[0]!);
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs, needs }, g) => [
    needs[0] ? like(g.neg(), inputs[0]!) : null,
    needs[1] ? like(g, inputs[1]!) : null,
  ],
  explain: elementwiseExplanation({ tex: () => '-1', value: () => -1 }, { tex: () => '1', value: () => 1 }),
};

export const mul: OpRecord = {
  name: 'mul',
  gradFn: () => 'MulBackward0',
  symbol: '×',
  formula: (n) => `${operandTex(n, 0)} \\cdot ${operandTex(n, 1)}`,
  forward: (inputs, attrs) => computeBinary('mul', inputs[0]!, otherOf(inputs, attrs)),
  saves: { inputs: savesTheOther, output: false },
  backward: ({ inputs, attrs, needs }, g) => [
    needs[0] ? like(g.mul(otherOf(inputs, attrs)), inputs[0]!) : null,
    needs[1] ? like(g.mul(inputs[0]!), inputs[1]!) : null,
  ],
  explain: elementwiseExplanation(
    { tex: (n) => operandTex(n, 1), value: (e, at) => operandAt(e, 1, at) },
    { tex: (n) => operandTex(n, 0), value: (e, at) => operandAt(e, 0, at) },
  ),
};

export const div: OpRecord = {
  name: 'div',
  gradFn: () => 'DivBackward0',
  symbol: '÷',
  formula: (n) => `\\frac{${operandTex(n, 0)}}{${operandTex(n, 1)}}`,
  forward(inputs, attrs) {
    const other = otherOf(inputs, attrs);
    return computeBinary('div', inputs[0]!, other, { dtype: floatType(resultType([inputs[0]!, other])) });
  },
  saves: { inputs: (needs) => (needs[1] ? [0, 1] : [1]), output: false },
  backward({ inputs, attrs, needs }, g) {
    const [a, b] = [inputs[0]!, otherOf(inputs, attrs)];
    return [
      needs[0] ? like(g.div(b), a) : null,
      needs[1] ? like(g.neg().mul(a.div(b).div(b)), inputs[1]!) : null,
    ];
  },
  explain: elementwiseExplanation(
    { tex: (n) => `\\frac{1}{${operandTex(n, 1)}}`, value: (e, at) => 1 / operandAt(e, 1, at) },
    {
      tex: (n) => `-\\frac{${operandTex(n, 0)}}{${operandTex(n, 1)}^2}`,
      value: (e, at) => -(operandAt(e, 0, at) / operandAt(e, 1, at) / operandAt(e, 1, at)),
    },
  ),
};

export const pow: OpRecord = {
  name: 'pow',
  gradFn: (attrs) => (attrs['other'] === undefined ? 'PowBackward1' : 'PowBackward0'),
  symbol: '^',
  formula: (n) => `${operandTex(n, 0)}^{${operandTex(n, 1)}}`,
  forward(inputs, attrs) {
    const exponent = otherOf(inputs, attrs);
    const { category } = resultType([inputs[0]!, exponent]);
    if (category === 'integer' && typeof exponent === 'number' && exponent < 0) {
      throw new RuntimeError('Integers to negative integer powers are not allowed.');
    }
    if (category === 'bool') {
      throw new RuntimeError('"pow" not implemented for \'Bool\'');
    }
    return computeBinary('pow', inputs[0]!, exponent);
  },
  saves: { inputs: [0, 1], output: true },
  backward({ inputs, output, attrs, needs }, g) {
    const [base, exponent] = [inputs[0]!, otherOf(inputs, attrs)];
    return [
      needs[0] ? like(powBase(base, exponent, g), base) : null,
      needs[1] ? like(powExponent(base, inputs[1]!, output, g), inputs[1]!) : null,
    ];
  },
  explain: elementwiseExplanation(
    {
      tex: (n) => `${operandTex(n, 1)} \\cdot ${operandTex(n, 0)}^{${operandTex(n, 1)} - 1}`,
      value(e, at) {
        const [x, y] = [operandAt(e, 0, at), operandAt(e, 1, at)];
        return y === 0 ? 0 : y * x ** (y - 1);
      },
    },
    {
      tex: (n) => `${operandTex(n, 0)}^{${operandTex(n, 1)}} \\cdot \\ln ${operandTex(n, 0)}`,
      value(e, at) {
        const [x, y] = [operandAt(e, 0, at), operandAt(e, 1, at)];
        return x === 0 && y >= 0 ? 0 : elementAt(e.output, at) * Math.log(x);
      },
    },
  ),
};

/** y·x^(y−1), and 0 where y is 0, whatever x is. */
function powBase(base: Tensor, exponent: TensorLike, g: Tensor): Tensor {
  if (typeof exponent === 'number') {
    if (exponent === 0) return g.mul(0);
    return g.mul((exponent === 2 ? base : base.pow(exponent - 1)).mul(exponent));
  }
  const slope = exponent.mul(base.pow(exponent.sub(1)));
  return where(exponent.eq(0), 0, g.mul(slope));
}

/** x^y·ln x, and 0 where x is 0 and y is not negative. */
function powExponent(base: Tensor, exponent: Tensor, output: Tensor, g: Tensor): Tensor {
  const settled = base.eq(0).mul(exponent.ge(0));
  return where(settled, 0, g.mul(output.mul(base.log())));
}

function scaled(g: Tensor, factor: number): Tensor {
  if (factor === 1) return g;
  return factor === -1 ? g.neg() : g.mul(factor);
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
