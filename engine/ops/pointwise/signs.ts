/** @file Signs and steps: whose sign a number has, the unit step, and which infinity it is. */

import { bool } from '../../dtype';
import { RuntimeError } from '../../errors';
import { Tensor } from '../../tensor';
import { elementAt, elementwiseExplanation, floatType, operandAt, operandTex, resultType } from '../common';
import type { OpRecord } from '../op';
import { like, otherOf, plain, plainRecord, runBinary, underived, zerosOf } from './common';
import { where } from './where';

const signTex = (x: string): string => `\\operatorname{sign}(${x})`;

/** |first| with the second's sign, a zero's among them; the second may be the number `other`. */
export const copysign: OpRecord = {
  name: 'copysign',
  gradFn: (attrs) => `CopysignBackward${attrs['other'] === undefined ? 0 : 1}`,
  symbol: '|·|±',
  formula: (n) => `|${operandTex(n, 0)}| \\cdot ${signTex(operandTex(n, 1))}`,
  forward(inputs, attrs) {
    const [a, b] = [inputs[0]!, otherOf(inputs, attrs)];
    return runBinary('copysign', a, b, floatType(resultType([a, b])));
  },
  saves: { inputs: [0, 1], output: true },
  backward: ({ inputs: [a, b], output, needs }, g) => [
    needs[0] ? like(g.mul(where(a!.eq(0), 0, output.div(a!))), a!) : null,
    needs[1] ? zerosOf(b!) : null,
  ],
  explain: elementwiseExplanation(
    {
      tex: (n) => `\\frac{${n.output}}{${operandTex(n, 0)}}`,
      value(e, at) {
        const a = operandAt(e, 0, at);
        return a === 0 ? 0 : elementAt(e.output, at) / a;
      },
    },
    { tex: () => '0', value: () => 0 },
  ),
};

/** 0 below 0, 1 above, and at 0 the second tensor's element. */
export const heaviside: OpRecord = {
  ...underived('heaviside'),
  name: 'heaviside',
  symbol: 'H',
  formula: (n) => `H(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
  forward([x, values]) {
    if (x!.dtype !== values!.dtype) {
      throw new RuntimeError('heaviside is not yet implemented for tensors with different dtypes.');
    }
    return plain(() => where(x!.eq(0), values!, x!.gt(0).to(x!.dtype)));
  },
  saves: { inputs: [], output: false },
};

const noneOf = (x: Tensor): Tensor => Tensor.full(x.shape, 0, bool, x.device);

/** Whether the sign is −: of −0, too. */
export const signbit = plainRecord(
  'signbit',
  '−?',
  (n) => `\\operatorname{signbit}(${operandTex(n, 0)})`,
  ([x]) => {
    if (x!.dtype.name === 'bool' || x!.dtype.name === 'uint8') return noneOf(x!);
    return plain(() => (x!.dtype.isFloatingPoint ? runBinary('copysign', 1, x!, x!.dtype) : x!).lt(0));
  },
);

const infinity = (name: string, symbol: string, value: number): OpRecord =>
  plainRecord(
    name,
    symbol,
    (n) => `${operandTex(n, 0)} = ${value < 0 ? '-' : ''}\\infty`,
    ([x]) => (x!.dtype.isFloatingPoint ? plain(() => x!.eq(value)) : noneOf(x!)),
  );

export const isposinf = infinity('isposinf', '+∞?', Infinity);
export const isneginf = infinity('isneginf', '−∞?', -Infinity);

export const SIGN_OPS: readonly OpRecord[] = [copysign, heaviside, signbit, isposinf, isneginf];
