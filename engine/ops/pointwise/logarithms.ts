/** @file Logarithms of sums of powers, and a number times a logarithm. */

import { apply } from '../../autograd/apply';
import { Tensor, type TensorLike } from '../../tensor';
import { elementwiseExplanation, floatType, operandAt, operandTex, resultType } from '../common';
import { binary } from '../elementwise';
import type { Evidence, Names, OpRecord } from '../op';
import { like, otherOf, plain, requireFloat } from './common';
import { where } from './where';

interface Base {
  readonly name: string;
  readonly gradFn: string;
  readonly tex: string;
  readonly log: string;
  readonly power: (x: Tensor) => Tensor;
  /** ln of the base */
  readonly natural: number;
}

/** The logarithm of base^a + base^b, from the larger of the two on, so that nothing overflows. */
function logOfSum({ name, gradFn, tex, log, power, natural }: Base): OpRecord {
  /** base^a / (base^a + base^b) */
  const share = (one: 0 | 1) => ({
    tex: (n: Names) => `\\frac{1}{1 + ${tex}^{${operandTex(n, one ? 0 : 1)} - ${operandTex(n, one)}}}`,
    value: (e: Evidence, at: number) =>
      1 / (1 + Math.exp(natural * (operandAt(e, one ? 0 : 1, at) - operandAt(e, one, at)))),
  });
  return {
    name,
    gradFn: () => gradFn,
    symbol: `${name.endsWith('2') ? 'log₂' : 'ln'}Σ`,
    formula: (n) => `${log}(${tex}^{${operandTex(n, 0)}} + ${tex}^{${operandTex(n, 1)}})`,
    forward([first, second]) {
      const dtype = resultType([first!, second!]);
      requireFloat(`${name}_cpu`, dtype);
      return plain(() => {
        const [a, b] = [first!.to(dtype), second!.to(dtype)];
        const rest = power(a.sub(b).abs().neg()).log1p();
        const sum = a.maximum(b).add(natural === 1 ? rest : rest.mul(1 / natural));
        return where(a.eq(b).logicalAnd(a.isinf()), a, sum);
      });
    },
    saves: { inputs: [0, 1], output: false },
    backward: ({ inputs: [a, b], needs }, g) => [
      needs[0] ? like(g.div(power(b!.sub(a!)).add(1)), a!) : null,
      needs[1] ? like(g.div(power(a!.sub(b!)).add(1)), b!) : null,
    ],
    explain: elementwiseExplanation(share(0), share(1)),
  };
}

export const logaddexp = logOfSum({
  name: 'logaddexp',
  gradFn: 'LogaddexpBackward0',
  tex: 'e',
  log: '\\ln',
  power: (x) => x.exp(),
  natural: 1,
});

export const logaddexp2 = logOfSum({
  name: 'logaddexp2',
  gradFn: 'Logaddexp2Backward0',
  tex: '2',
  log: '\\log_2',
  power: (x) => x.exp2(),
  natural: Math.LN2,
});

/** g·ln b; 0 where a is 0 and b has no logarithm. */
function logarithm(a: Tensor, b: TensorLike, g: Tensor): Tensor {
  const slope = xlogy(g, b);
  if (typeof b === 'number') return b > 0 ? slope : where(a.eq(0), 0, slope);
  return where(a.eq(0).logicalAnd(b.le(0)), 0, slope);
}

/** a·ln b, and 0 where a is 0; b may be the number `other`. `attrs.gradFn`: PyTorch's node where a was a number. */
export const xlogyRecord: OpRecord = {
  name: 'xlogy',
  gradFn: (attrs) =>
    (attrs['gradFn'] as string | undefined) ?? `XlogyBackward${attrs['other'] === undefined ? 0 : 2}`,
  symbol: 'x ln y',
  formula: (n) => `${operandTex(n, 0)} \\ln ${operandTex(n, 1)}`,
  forward(inputs, attrs) {
    const [x, other] = [inputs[0]!, otherOf(inputs, attrs)];
    const dtype = floatType(resultType([x, other]));
    return plain(() => {
      const [a, b] = [
        x.to(dtype),
        other instanceof Tensor ? other.to(dtype) : Tensor.full([], other, dtype, x.device),
      ];
      return where(a.eq(0).logicalAnd(b.isnan().logicalNot()), 0, a.mul(b.log()));
    });
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs }, g) {
    const [a, b] = [inputs[0]!, otherOf(inputs, attrs)];
    return [
      needs[0] ? like(logarithm(a, b, g), a) : null,
      needs[1] ? like(g.mul(a).div(b), inputs[1]!) : null,
    ];
  },
  explain: elementwiseExplanation(
    { tex: (n) => `\\ln ${operandTex(n, 1)}`, value: (e, at) => Math.log(operandAt(e, 1, at)) },
    {
      tex: (n) => `\\frac{${operandTex(n, 0)}}{${operandTex(n, 1)}}`,
      value: (e, at) => operandAt(e, 0, at) / operandAt(e, 1, at),
    },
  ),
};

/** a·ln b; at least one is a tensor. */
export function xlogy(a: TensorLike, b: TensorLike): Tensor {
  if (typeof a !== 'number') return binary(xlogyRecord, a, b);
  const other = b as Tensor;
  const first = Tensor.full([], a, resultType([a, other]), other.device);
  return apply(xlogyRecord, [first, other], { gradFn: 'XlogyBackward1' });
}

export const LOGARITHM_OPS: readonly OpRecord[] = [logaddexp, logaddexp2, xlogyRecord];
