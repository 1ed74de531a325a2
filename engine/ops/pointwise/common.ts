/** @file What the pointwise families share: running kernels, type checks, and records of one input. */

import { noGrad } from '../../autograd/mode';
import type { Operand, UnaryKernel } from '../../devices/device';
import { needs } from '../../devices/needs';
import type { PointwiseBinary, PointwiseUnary } from '../../devices/pointwise';
import type { DType } from '../../dtype';
import { notImplemented, RuntimeError } from '../../errors';
import { mustBe } from '../../refusals';
import { broadcastShapes, type Shape } from '../../shape';
import { Tensor, type TensorLike } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { unobserved } from '../../trace/observer';
import {
  broadcastTo,
  cast,
  elementAt,
  elementwiseExplanation,
  floatType,
  operandAt,
  operandTex,
  sumToShape,
} from '../common';
import type { OpRecord } from '../op';

/** Work made of Tensor methods that is one op to the outside: no history, nothing told. */
export function plain<T>(work: () => T): T {
  return noGrad(() => unobserved(work));
}

/** Runs a kernel of one input in `dtype`. */
export function runUnary(kernel: PointwiseUnary, x: Tensor, dtype: DType, params: readonly number[]): Tensor {
  const source = cast(x, dtype);
  const kernels = needs(source.device.pointwise, kernel, source.device);
  const out = Tensor.uncleared(x.shape, dtype, source.device);
  kernels.unary(kernel, source, out, ...(params as [number?, number?, number?]));
  return out;
}

const shapeOf = (x: TensorLike): Shape => (typeof x === 'number' ? [] : x.shape);

/** Runs a kernel of two inputs in `dtype`, broadcasting. At most one is a number. */
export function runBinary(kernel: PointwiseBinary, a: TensorLike, b: TensorLike, dtype: DType): Tensor {
  const shape = broadcastShapes(shapeOf(a), shapeOf(b));
  const operand = (x: TensorLike): Operand =>
    typeof x === 'number' ? x : broadcastTo(cast(x, dtype), shape);
  const device = (typeof a === 'number' ? (b as Tensor) : a).device;
  const kernels = needs(device.pointwise, kernel, device);
  const out = Tensor.uncleared(shape, dtype, device);
  kernels.binary(kernel, operand(a), operand(b), out);
  return out;
}

/** A gradient as the input it belongs to: its shape and dtype. */
export function like(gradient: Tensor, input: Tensor): Tensor {
  return sumToShape(gradient, input.shape).to(input.dtype);
}

/** Zeros of a tensor's shape and type, outside the graph and the trace. */
export function zerosOf(x: Tensor): Tensor {
  return Tensor.full(x.shape, 0, x.dtype, x.device);
}

/** The right-hand operand: the second input, or the number in its place. */
export function otherOf(inputs: readonly Tensor[], attrs: Attrs): TensorLike {
  return inputs[1] ?? (attrs['other'] as number);
}

/** @throws RuntimeError unless the type is floating-point; PyTorch names its kernel */
export function requireFloat(kernel: string, dtype: DType): void {
  if (!dtype.isFloatingPoint) notImplemented(kernel, dtype);
}

/** @throws TypeError "maximum(): argument 'other' (position 2) must be Tensor, not float" */
export function requireTensor(op: string, argument: string, position: number, value: unknown): void {
  if (value instanceof Tensor) return;
  mustBe(op, argument, position, 'Tensor', value);
}

export interface UnaryParts {
  readonly name: string;
  readonly gradFn: string;
  readonly symbol: string;
  readonly formula: (x: string, attrs: Attrs) => string;
  /** left out: the kernel of the op's name */
  readonly kernel?: PointwiseUnary;
  /** what computes the output without history, where that is no kernel's work */
  readonly forward?: (x: Tensor, attrs: Attrs) => Tensor;
  /** the kernel's parameters */
  readonly params?: (attrs: Attrs) => readonly number[];
  /** PyTorch's name of its kernel, where that takes no integers; left out: integers become float32 */
  readonly floatOnly?: string;
  readonly saves: 'input' | 'output' | 'none';
  readonly backward: (x: Tensor, g: Tensor, y: Tensor, attrs: Attrs) => Tensor;
  /** the derivative as TeX, of the names of input and output */
  readonly tex: (x: string, y: string, attrs: Attrs) => string;
  /** the derivative */
  readonly slope: (x: number, y: number, attrs: Attrs) => number;
}

/** A record of an op with one tensor. */
export function unaryRecord(parts: UnaryParts): OpRecord {
  const kernel = parts.kernel ?? (parts.name as PointwiseUnary);
  const compute = (x: Tensor, attrs: Attrs): Tensor => {
    if (parts.floatOnly) requireFloat(parts.floatOnly, x.dtype);
    if (parts.forward) return parts.forward(x, attrs);
    return runUnary(kernel, x, floatType(x.dtype), parts.params?.(attrs) ?? []);
  };
  return {
    name: parts.name,
    gradFn: () => parts.gradFn,
    symbol: parts.symbol,
    formula: (n) => parts.formula(operandTex(n, 0), n.attrs),
    forward: ([x], attrs) => compute(x!, attrs),
    saves: { inputs: parts.saves === 'input' ? [0] : [], output: parts.saves === 'output' },
    backward: ({ inputs, output, attrs }, g) => [parts.backward(inputs[0]!, g, output, attrs)],
    explain: elementwiseExplanation({
      tex: (n) => parts.tex(operandTex(n, 0), n.output, n.attrs),
      value: (e, at) => parts.slope(operandAt(e, 0, at), elementAt(e.output, at), e.attrs),
    }),
  };
}

/** A kernel that every device has. */
export function runPrimitive(kernel: UnaryKernel, x: Tensor, dtype: DType): Tensor {
  const source = cast(x, dtype);
  const out = Tensor.uncleared(x.shape, dtype, source.device);
  source.device.unary(kernel, source, out);
  return out;
}

/** An op without derivative. */
export function plainRecord(
  name: string,
  symbol: string,
  formula: OpRecord['formula'],
  forward: OpRecord['forward'],
): OpRecord {
  return {
    name,
    gradFn: () => '',
    symbol,
    formula,
    forward,
    saves: { inputs: [], output: false },
    backward: null,
    explain: null,
  };
}

/** … of one input, that is written by its name. */
export function namedRecord(name: string, forward: OpRecord['forward']): OpRecord {
  return plainRecord(name, name, (n) => `\\operatorname{${name}} ${operandTex(n, 0)}`, forward);
}

/** The graph's part of an op that PyTorch gives no derivative: it says so when one is asked for. */
export const underived = (name: string): Pick<OpRecord, 'gradFn' | 'backward' | 'explain'> => ({
  gradFn: () => 'NotImplemented',
  backward() {
    throw new RuntimeError(`derivative for aten::${name} is not implemented`);
  },
  explain: null,
});
