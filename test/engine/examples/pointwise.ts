/** @file Examples for the pointwise ops. */

import type { Example } from './example';

const ONE: Example[] = [{ shapes: [[]] }, { shapes: [[5]] }, { shapes: [[2, 3]] }];
const within = (from: number, to: number, examples: Example[] = ONE): Example[] =>
  examples.map((e) => ({ ...e, range: [from, to] as const }));
const positive = (examples: Example[]): Example[] => examples.map((e) => ({ ...e, positive: true }));
const given = (attrs: NonNullable<Example['attrs']>, examples: Example[] = ONE): Example[] =>
  examples.map((e) => ({ ...e, attrs }));

const CHOICE: boolean[] = [true, false, true];

const TENSORS: Example[] = [
  { shapes: [[3], [3]] },
  { shapes: [[2, 3], [3]] },
  {
    shapes: [
      [2, 1],
      [1, 3],
    ],
  },
  { shapes: [[], [2, 2]] },
];
const TWO: Example[] = [...TENSORS, { shapes: [[4]], attrs: { other: 1.5 } }];
const THREE: Example[] = [
  { shapes: [[3], [3], [3]] },
  { shapes: [[2, 3], [3], [2, 1]] },
  { shapes: [[], [2], []] },
];

/** At least one example for every op that has a derivative. */
export const pointwise: Record<string, Example[]> = {
  rsqrt: positive(ONE),
  expm1: ONE,
  log1p: positive(ONE),
  log2: positive(ONE),
  log10: positive(ONE),
  exp2: ONE,
  erf: ONE,
  erfc: ONE,
  lgamma: positive(ONE),
  digamma: positive(ONE),
  polygamma: positive([...given({ n: 1 }), ...given({ n: 2 })]),
  erfinv: within(-0.9, 0.9),
  sinc: ONE,
  deg2rad: ONE,
  rad2deg: ONE,
  copysign: TWO,
  logaddexp: TENSORS,
  logaddexp2: TENSORS,
  xlogy: positive(TWO),
  reciprocal: positive(ONE),
  sin: ONE,
  cos: ONE,
  tan: within(-1.2, 1.2),
  asin: within(-0.9, 0.9),
  acos: within(-0.9, 0.9),
  atan: ONE,
  sinh: ONE,
  cosh: ONE,
  asinh: ONE,
  acosh: within(1.2, 4),
  atanh: within(-0.9, 0.9),
  atan2: TENSORS,
  sign: ONE,
  floor: ONE,
  ceil: ONE,
  trunc: ONE,
  round: ONE,
  roundTo: given({ decimals: 2 }),
  frac: ONE,
  abs: ONE,
  nanToNum: given({ nan: 0, posinf: null, neginf: null }),
  divFloor: positive(TWO),
  divTrunc: positive(TWO),
  fmod: positive(TWO),
  remainder: TWO,
  maximum: TENSORS,
  fmax: TENSORS,
  fmin: TENSORS,
  logit: within(0.1, 0.9),
  minimum: TENSORS,
  clamp: [
    ...given({ min: -0.5, max: 0.5 }),
    ...given({ min: null, max: 0.3 }),
    ...given({ min: -0.2, max: null }),
  ],
  clampMin: given({ min: 0.1, max: null }),
  clampMax: given({ min: null, max: 0.1 }),
  clampTensor: [
    ...given({ has: 'both' }, THREE),
    ...given({ has: 'min' }, TENSORS),
    ...given({ has: 'max' }, TENSORS),
  ],
  clampMinTensor: given({ has: 'min' }, TENSORS),
  clampMaxTensor: given({ has: 'max' }, TENSORS),
  where: [
    { shapes: [[3], [3], [3]], given: [CHOICE, null, null] },
    { shapes: [[3], [2, 1], [2, 3]], given: [CHOICE, null, null] },
    { shapes: [[3], [3]], given: [CHOICE, null], attrs: { input: 0.5 } },
    { shapes: [[3], [2, 3]], given: [CHOICE, null], attrs: { other: 0.5 } },
  ],
  lerp: [...given({ weight: 0.3 }, TENSORS), ...given({ weight: 0.8 }, TENSORS), ...THREE],
  addcmul: [...given({ value: 1 }, THREE), ...given({ value: -0.5 }, THREE)],
  addcdiv: positive([...given({ value: 1 }, THREE), ...given({ value: -0.5 }, THREE)]),
  hypot: TENSORS,
  elu: [...given({ alpha: 1 }), ...given({ alpha: 0.5 })],
  selu: ONE,
  celu: [...given({ alpha: 1 }), ...given({ alpha: 2 })],
  gelu: ONE,
  geluTanh: ONE,
  silu: ONE,
  mish: ONE,
  softplus: [...given({ beta: 1, threshold: 20 }), ...given({ beta: 2, threshold: 1e9 })],
  logsigmoid: ONE,
  leakyRelu: given({ negativeSlope: 0.1 }),
  hardtanh: given({ minVal: -0.5, maxVal: 0.5 }),
  relu6: within(-2, 8).map((e) => ({ ...e, attrs: { minVal: 0, maxVal: 6 } })),
  hardsigmoid: within(-5, 5),
  hardswish: within(-5, 5),
  softshrink: given({ lambda: 0.3 }),
  hardshrink: given({ lambda: 0.3 }),
  threshold: given({ threshold: 0.2, value: -1 }),
  prelu: [
    {
      shapes: [
        [2, 3],
        [1, 3],
      ],
    },
    { shapes: [[4], [1]] },
  ],
  glu: [
    { shapes: [[4]], attrs: { dim: 0 } },
    { shapes: [[2, 6]], attrs: { dim: 1 } },
    { shapes: [[2, 4, 3]], attrs: { dim: 1 } },
  ],
};
