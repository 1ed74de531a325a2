/** @file Elementwise arithmetic: each op with its derivative and the explanation of it. */

import { apply } from '../autograd/apply';
import type { BinaryKernel, Operand } from '../devices/device';
import type { DType } from '../dtype';
import { notImplemented, RuntimeError } from '../errors';
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
import { zerosOf } from './pointwise/common';
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
  gradFn: (attrs) => (attrs['other'] === undefined ? 'RsubBackward0' : 'RsubBackward1'),
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
    const dtype = resultType([inputs[0]!, exponent]);
    if (dtype.category === 'integer' && typeof exponent === 'number' && exponent < 0) {
      throw new RuntimeError('Integers to negative integer powers are not allowed.');
    }
    if (dtype.category === 'bool') notImplemented('pow', dtype);
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
    if (exponent === 0) return zerosOf(g);
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
