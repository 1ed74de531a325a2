/** @file Trigonometric and hyperbolic functions and their inverses. */

import { apply } from '../../autograd/apply';
import type { Tensor } from '../../tensor';
import { elementwiseExplanation, floatType, operandAt, operandTex, resultType } from '../common';
import type { OpRecord } from '../op';
import { like, requireTensor, runBinary, unaryRecord, type UnaryParts } from './common';
import { where } from './where';

/** A function whose TeX and PyTorch node carry its name; its derivative reads the input. */
function record(
  name: UnaryParts['name'],
  tex: string,
  backward: (x: Tensor, g: Tensor) => Tensor,
  slopeTex: (x: string) => string,
  slope: (x: number) => number,
): OpRecord {
  return unaryRecord({
    name,
    gradFn: `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`,
    symbol: name,
    formula: (x) => `${tex}(${x})`,
    saves: 'input',
    backward,
    tex: slopeTex,
    slope,
  });
}

export const sin = record(
  'sin',
  '\\sin',
  (x, g) => g.mul(x.cos()),
  (x) => `\\cos(${x})`,
  Math.cos,
);
export const cos = record(
  'cos',
  '\\cos',
  (x, g) => g.mul(x.sin().neg()),
  (x) => `-\\sin(${x})`,
  (x) => -Math.sin(x),
);
export const tan = unaryRecord({
  name: 'tan',
  gradFn: 'TanBackward0',
  symbol: 'tan',
  formula: (x) => `\\tan(${x})`,
  saves: 'output',
  backward: (_, g, y) => g.mul(y.mul(y).add(1)),
  tex: (x) => `1 + \\tan^2(${x})`,
  slope: (_, y) => 1 + y * y,
});
export const asin = record(
  'asin',
  '\\arcsin',
  (x, g) => g.mul(x.mul(x).rsub(1).rsqrt()),
  (x) => `\\frac{1}{\\sqrt{1 - ${x}^2}}`,
  (x) => 1 / Math.sqrt(1 - x * x),
);
export const acos = record(
  'acos',
  '\\arccos',
  (x, g) => g.mul(x.mul(x).rsub(1).rsqrt().neg()),
  (x) => `-\\frac{1}{\\sqrt{1 - ${x}^2}}`,
  (x) => -1 / Math.sqrt(1 - x * x),
);
export const atan = record(
  'atan',
  '\\arctan',
  (x, g) => g.div(x.mul(x).add(1)),
  (x) => `\\frac{1}{1 + ${x}^2}`,
  (x) => 1 / (1 + x * x),
);
export const sinh = record(
  'sinh',
  '\\sinh',
  (x, g) => g.mul(x.cosh()),
  (x) => `\\cosh(${x})`,
  Math.cosh,
);
export const cosh = record(
  'cosh',
  '\\cosh',
  (x, g) => g.mul(x.sinh()),
  (x) => `\\sinh(${x})`,
  Math.sinh,
);
export const asinh = record(
  'asinh',
  '\\operatorname{arsinh}',
  (x, g) => g.mul(x.mul(x).add(1).rsqrt()),
  (x) => `\\frac{1}{\\sqrt{${x}^2 + 1}}`,
  (x) => 1 / Math.sqrt(x * x + 1),
);
export const acosh = record(
  'acosh',
  '\\operatorname{arcosh}',
  (x, g) => g.mul(x.mul(x).sub(1).rsqrt()),
  (x) => `\\frac{1}{\\sqrt{${x}^2 - 1}}`,
  (x) => 1 / Math.sqrt(x * x - 1),
);
export const atanh = record(
  'atanh',
  '\\operatorname{artanh}',
  (x, g) => g.div(x.mul(x).rsub(1)),
  (x) => `\\frac{1}{1 - ${x}^2}`,
  (x) => 1 / (1 - x * x),
);

const squares = (a: number, b: number): number => a * a + b * b;

export const atan2Record: OpRecord = {
  name: 'atan2',
  gradFn: () => 'Atan2Backward0',
  symbol: '∠',
  formula: (n) => `\\operatorname{atan2}(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
  forward: ([a, b]) => runBinary('atan2', a!, b!, floatType(resultType([a!, b!]))),
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, needs }, g) {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const square = a.mul(a).add(b.mul(b));
    const inverse = square.reciprocal();
    const scale = where(square.eq(0), 0, inverse);
    return [
      needs[0] ? like(g.mul(b).mul(scale), a) : null,
      needs[1] ? like(g.mul(a.neg()).mul(scale), b) : null,
    ];
  },
  explain: elementwiseExplanation(
    {
      tex: (n) => `\\frac{${operandTex(n, 1)}}{${operandTex(n, 0)}^2 + ${operandTex(n, 1)}^2}`,
      value: (e, at) => operandAt(e, 1, at) / squares(operandAt(e, 0, at), operandAt(e, 1, at)),
    },
    {
      tex: (n) => `-\\frac{${operandTex(n, 0)}}{${operandTex(n, 0)}^2 + ${operandTex(n, 1)}^2}`,
      value: (e, at) => -operandAt(e, 0, at) / squares(operandAt(e, 0, at), operandAt(e, 1, at)),
    },
  ),
};

export function atan2(a: Tensor, b: Tensor): Tensor {
  requireTensor('atan2', 'other', 2, b);
  return apply(atan2Record, [a, b]);
}

export const TRIGONOMETRY_OPS: readonly OpRecord[] = [
  ...[sin, cos, tan, asin, acos, atan, sinh, cosh, asinh, acosh, atanh, atan2Record],
];
