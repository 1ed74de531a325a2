/** @file Division with a whole quotient, and what is left over. */

import { apply } from '../../autograd/apply';
import type { PointwiseBinary } from '../../devices/pointwise';
import type { DType } from '../../dtype';
import { notImplemented, RuntimeError } from '../../errors';
import type { Tensor, TensorLike } from '../../tensor';
import { elementwiseExplanation, operandAt, operandTex, resultType } from '../common';
import { binary } from '../elementwise';
import type { OpRecord } from '../op';
import { like, otherOf, runBinary, underived, zerosOf } from './common';

/** The operands' common type. PyTorch does not divide bools. */
function quotientType(a: Tensor, b: TensorLike, kernel: string): DType {
  const dtype = resultType([a, b]);
  if (dtype.name === 'bool') notImplemented(kernel, dtype);
  return dtype;
}

const ZERO = { tex: () => '0', value: () => 0 };

function quotient(name: string, kernel: PointwiseBinary, torchKernel: string, tex: string): OpRecord {
  return {
    name,
    gradFn: () => 'DivBackward2',
    symbol: '÷',
    formula: (n) => `\\operatorname{${tex}}\\frac{${operandTex(n, 0)}}{${operandTex(n, 1)}}`,
    forward(inputs, attrs) {
      const [a, b] = [inputs[0]!, otherOf(inputs, attrs)];
      return runBinary(kernel, a, b, quotientType(a, b, torchKernel));
    },
    saves: { inputs: [], output: false },
    backward: ({ inputs, needs }) => inputs.map((input, k) => (needs[k] ? zerosOf(input) : null)),
    explain: elementwiseExplanation(ZERO, ZERO),
  };
}

/** div with roundingMode 'floor' */
export const divFloor = quotient('divFloor', 'floorDivide', 'div_floor_cpu', 'floor');
/** div with roundingMode 'trunc' */
export const divTrunc = quotient('divTrunc', 'truncDivide', 'div_trunc_cpu', 'trunc');

export const floorDivideRecord: OpRecord = { ...divFloor, ...underived('floor_divide'), name: 'floorDivide' };

/** a − quotient·b: `rounded` gives the quotient. */
function rest(
  name: 'fmod' | 'remainder',
  gradFn: string,
  rounded: OpRecord,
  tex: string,
  whole: (x: number) => number,
): OpRecord {
  return {
    name,
    gradFn: (attrs) => `${gradFn}Backward${attrs['other'] === undefined ? 1 : 0}`,
    symbol: 'mod',
    formula: (n) => `${operandTex(n, 0)} \\bmod ${operandTex(n, 1)}`,
    forward(inputs, attrs) {
      const [a, b] = [inputs[0]!, otherOf(inputs, attrs)];
      return runBinary(name, a, b, quotientType(a, b, `${name}_cpu`));
    },
    saves: { inputs: [0, 1], output: false },
    backward({ inputs, needs }, g) {
      const [a, b] = [inputs[0]!, inputs[1]];
      return [needs[0] ? like(g, a) : null, needs[1] ? like(g.neg().mul(apply(rounded, [a, b!])), b!) : null];
    },
    explain: elementwiseExplanation(
      { tex: () => '1', value: () => 1 },
      {
        tex: (n) => `-\\operatorname{${tex}}\\frac{${operandTex(n, 0)}}{${operandTex(n, 1)}}`,
        value: (e, at) => -whole(operandAt(e, 0, at) / operandAt(e, 1, at)),
      },
    ),
  };
}

export const fmod = rest('fmod', 'Fmod', divTrunc, 'trunc', Math.trunc);
export const remainder = rest('remainder', 'Remainder', divFloor, 'floor', Math.floor);

/** @throws RuntimeError "ZeroDivisionError" for integers by 0 */
export function floorDivide(a: Tensor, b: TensorLike): Tensor {
  return binary(floorDivideRecord, a, b);
}

/**
 * The record of `div` with a rounding mode.
 * @throws RuntimeError for a mode that there is not
 */
export function divRecord(mode: string): OpRecord {
  if (mode === 'floor') return divFloor;
  if (mode === 'trunc') return divTrunc;
  throw new RuntimeError(
    `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${mode}'`,
  );
}

export const DIVISION_OPS: readonly OpRecord[] = [divFloor, divTrunc, floorDivideRecord, fmod, remainder];
