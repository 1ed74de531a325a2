/** @file Products and quotients of three, mixtures, and the length of a pair. */

import { apply } from '../../autograd/apply';
import { notImplemented, RuntimeError } from '../../errors';
import { broadcastShapes } from '../../shape';
import type { Tensor, TensorLike } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, elementwiseExplanation, operandAt, operandTex, resultType } from '../common';
import type { Names, OpRecord } from '../op';
import { like, plain, requireFloat, requireTensor, runBinary } from './common';
import { where } from './where';

const tex = (n: Names, k: number): string => n.inputs[k]!;

const weightTex = (n: Names): string => n.inputs[2] ?? String(n.attrs['weight']);

function expectType(expected: Tensor, argument: string, got: Tensor): void {
  if (got.dtype === expected.dtype) return;
  throw new RuntimeError(
    `expected dtype ${expected.dtype.cName} for \`${argument}\` but got dtype ${got.dtype.cName}`,
  );
}

const weightOf = (inputs: readonly Tensor[], attrs: Attrs): TensorLike =>
  inputs[2] ?? (attrs['weight'] as number);

/** attrs.weight where it is a number */
export const lerpRecord: OpRecord = {
  name: 'lerp',
  gradFn: (attrs) => (attrs['weight'] === undefined ? 'LerpBackward1' : 'LerpBackward0'),
  symbol: 'lerp',
  formula: (n) => `${tex(n, 0)} + ${weightTex(n)} (${tex(n, 1)} - ${tex(n, 0)})`,
  forward(inputs, attrs) {
    const [start, end, weight] = [inputs[0]!, inputs[1]!, weightOf(inputs, attrs)];
    broadcastShapes(start.shape, end.shape);
    expectType(start, 'end', end);
    if (typeof weight !== 'number' && weight.ndim > 0) expectType(start, 'weight', weight);
    if (!start.dtype.isFloatingPoint)
      notImplemented(`lerp_kernel_${typeof weight === 'number' ? 'scalar' : 'tensor'}`, start.dtype);
    // from the nearer end, as PyTorch does it: exact at both
    return plain(() => {
      const span = end.sub(start);
      if (typeof weight === 'number') {
        return weight < 0.5 ? start.add(span, { alpha: weight }) : end.sub(span, { alpha: 1 - weight });
      }
      return where(weight.abs().lt(0.5), start.add(span.mul(weight)), end.sub(span.mul(weight.rsub(1))));
    });
  },
  saves: { inputs: [0, 1, 2], output: false },
  backward({ inputs, attrs, needs }, g) {
    const [start, end, weight] = [inputs[0]!, inputs[1]!, weightOf(inputs, attrs)];
    const rest = typeof weight === 'number' ? 1 - weight : weight.rsub(1);
    return [
      needs[0] ? like(g.mul(rest), start) : null,
      needs[1] ? like(g.mul(weight), end) : null,
      needs[2] ? like(g.mul(end.sub(start)), inputs[2]!) : null,
    ];
  },
  explain: elementwiseExplanation(
    {
      tex: (n) => `1 - ${weightTex(n)}`,
      value: (e, at) => 1 - (e.inputs[2] ? operandAt(e, 2, at) : Number(e.attrs['weight'])),
    },
    {
      tex: weightTex,
      value: (e, at) => (e.inputs[2] ? operandAt(e, 2, at) : Number(e.attrs['weight'])),
    },
    {
      tex: (n) => `${tex(n, 1)} - ${tex(n, 0)}`,
      value: (e, at) => operandAt(e, 1, at) - operandAt(e, 0, at),
    },
  ),
};

/** start + weight·(end − start). */
export function lerp(start: Tensor, end: Tensor, weight: TensorLike): Tensor {
  requireTensor('lerp', 'end', 2, end);
  if (typeof weight === 'number') return apply(lerpRecord, [start, end], { weight });
  return apply(lerpRecord, [start, end, weight]);
}

/** From the first to the last, as PyTorch's message names them. */
function checkShapes(inputs: readonly Tensor[]): void {
  inputs.map((input) => input.shape).reduce(broadcastShapes);
}

const valueOf = (attrs: Attrs): number => attrs['value'] as number;
const valueTex = (n: Names): string => (valueOf(n.attrs) === 1 ? '' : `${valueOf(n.attrs)} \\cdot `);
const ONE = { tex: () => '1', value: () => 1 };

/** input + value·tensor1·tensor2 */
export const addcmulRecord: OpRecord = {
  name: 'addcmul',
  gradFn: () => 'AddcmulBackward0',
  symbol: '+×',
  formula: (n) => `${tex(n, 0)} + ${valueTex(n)}${tex(n, 1)} \\cdot ${tex(n, 2)}`,
  forward(inputs, attrs) {
    const dtype = resultType(inputs);
    const [x, a, b] = inputs;
    checkShapes(inputs);
    if (dtype.name === 'bool') notImplemented('addcmul_cpu_out', dtype);
    const alpha = dtype.isFloatingPoint ? valueOf(attrs) : Math.trunc(valueOf(attrs));
    return plain(() => x!.to(dtype).add(a!.to(dtype).mul(b!.to(dtype)), { alpha }));
  },
  saves: { inputs: [1, 2], output: false },
  backward({ inputs, attrs, needs }, g) {
    const [x, a, b] = inputs;
    return [
      needs[0] ? like(g, x!) : null,
      needs[1] ? like(g.mul(b!.mul(valueOf(attrs))), a!) : null,
      needs[2] ? like(g.mul(a!.mul(valueOf(attrs))), b!) : null,
    ];
  },
  explain: elementwiseExplanation(
    ONE,
    { tex: (n) => `${valueTex(n)}${tex(n, 2)}`, value: (e, at) => valueOf(e.attrs) * operandAt(e, 2, at) },
    { tex: (n) => `${valueTex(n)}${tex(n, 1)}`, value: (e, at) => valueOf(e.attrs) * operandAt(e, 1, at) },
  ),
};

const INTEGER_DIVISION =
  'Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true ' +
  'division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * ' +
  'torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) ' +
  'for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / ' +
  'tensor2), for all dtypes.';

/** input + value·tensor1/tensor2 */
export const addcdivRecord: OpRecord = {
  name: 'addcdiv',
  gradFn: () => 'AddcdivBackward0',
  symbol: '+÷',
  formula: (n) => `${tex(n, 0)} + ${valueTex(n)}\\frac{${tex(n, 1)}}{${tex(n, 2)}}`,
  forward(inputs, attrs) {
    const [x, a, b] = inputs;
    if (!a!.dtype.isFloatingPoint && !b!.dtype.isFloatingPoint) throw new RuntimeError(INTEGER_DIVISION);
    const dtype = resultType(inputs);
    checkShapes(inputs);
    return plain(() => x!.to(dtype).add(a!.to(dtype).div(b!.to(dtype)), { alpha: valueOf(attrs) }));
  },
  saves: { inputs: [1, 2], output: false },
  backward({ inputs, attrs, needs }, g) {
    const [x, a, b] = inputs;
    return [
      needs[0] ? like(g, x!) : null,
      needs[1] ? like(g.mul(b!.reciprocal().mul(valueOf(attrs))), a!) : null,
      needs[2] ? like(g.neg().mul(a!.mul(valueOf(attrs)).div(b!.mul(b!))), b!) : null,
    ];
  },
  explain: elementwiseExplanation(
    ONE,
    {
      tex: (n) => `${valueTex(n)}\\frac{1}{${tex(n, 2)}}`,
      value: (e, at) => valueOf(e.attrs) / operandAt(e, 2, at),
    },
    {
      tex: (n) => `-${valueTex(n)}\\frac{${tex(n, 1)}}{${tex(n, 2)}^2}`,
      value: (e, at) => (-valueOf(e.attrs) * operandAt(e, 1, at)) / operandAt(e, 2, at) ** 2,
    },
  ),
};

export const hypotRecord: OpRecord = {
  name: 'hypot',
  gradFn: () => 'HypotBackward0',
  symbol: '⊿',
  formula: (n) => `\\sqrt{${tex(n, 0)}^2 + ${operandTex(n, 1)}^2}`,
  forward([a, b]) {
    const dtype = resultType([a!, b!]);
    requireFloat('hypot_cpu', dtype);
    return runBinary('hypot', a!, b!, dtype);
  },
  saves: { inputs: [0, 1], output: true },
  backward: ({ inputs, output, needs }, g) =>
    inputs.map((input, k) => (needs[k] ? like(g.mul(input).div(output), input) : null)),
  explain: elementwiseExplanation(
    {
      tex: (n) => `\\frac{${tex(n, 0)}}{${n.output}}`,
      value: (e, at) => operandAt(e, 0, at) / elementAt(e.output, at),
    },
    {
      tex: (n) => `\\frac{${tex(n, 1)}}{${n.output}}`,
      value: (e, at) => operandAt(e, 1, at) / elementAt(e.output, at),
    },
  ),
};

export function hypot(a: Tensor, b: Tensor): Tensor {
  requireTensor('hypot', 'other', 2, b);
  return apply(hypotRecord, [a, b]);
}

export const PRODUCT_OPS: readonly OpRecord[] = [lerpRecord, addcmulRecord, addcdivRecord, hypotRecord];
