/** @file Examples for the first ops. */

import type { Example } from './example';

const TWO: Example[] = [
  { shapes: [[3], [3]] },
  { shapes: [[2, 3], [3]] },
  {
    shapes: [
      [2, 1],
      [1, 3],
    ],
  },
  { shapes: [[], [2, 2]] },
  { shapes: [[4]], attrs: { other: 1.5 } },
];
const ONE: Example[] = [{ shapes: [[]] }, { shapes: [[5]] }, { shapes: [[2, 3]] }];
const positive = (examples: Example[]): Example[] => examples.map((e) => ({ ...e, positive: true }));
const reduced: Example[] = [null, [0], [1], [-1], [0, 2]].flatMap((dim) =>
  [false, true].map((keepdim) => ({ shapes: [[2, 3, 4]], attrs: { dim, keepdim } })),
);
const product = (a: number[], b: number[]): Example => ({
  shapes: [a, b],
  attrs: { ranks: [a.length, b.length] },
});

/** At least one example for every op that has a derivative. */
export const basics: Record<string, Example[]> = {
  add: [...TWO, { shapes: [[3], [3]], attrs: { alpha: 2 } }],
  sub: [...TWO, { shapes: [[3], [3]], attrs: { alpha: -0.5 } }],
  rsub: TWO,
  mul: TWO,
  div: positive(TWO),
  pow: [...positive(TWO), { shapes: [[3]], attrs: { other: 2 } }, { shapes: [[3]], attrs: { other: 0 } }],
  neg: ONE,
  exp: ONE,
  log: positive(ONE),
  sqrt: positive(ONE),
  tanh: ONE,
  sigmoid: ONE,
  relu: ONE,
  sum: reduced,
  mean: reduced,
  matmul: [
    product([3], [3]),
    product([2, 3], [3, 4]),
    product([2, 3], [3]),
    product([3], [3, 2]),
    product([2, 2, 3], [2, 3, 2]),
    product([2, 3], [2, 3, 2]),
    product([2, 1, 2, 3], [3, 3, 2]),
    product([3], [2, 3, 2]),
  ],
  view: [{ shapes: [[2, 3]], attrs: { shape: [3, 2] } }],
  reshape: [{ shapes: [[2, 3]], attrs: { shape: [6] } }],
  expand: [{ shapes: [[2, 1]], attrs: { shape: [3, 2, 4] } }],
  transpose: [{ shapes: [[2, 3, 4]], attrs: { dim0: 0, dim1: -1 } }],
  t: [{ shapes: [[2, 3]] }, { shapes: [[3]] }],
  clone: ONE,
  to: [{ shapes: [[3]], attrs: { dtype: 'float32', device: 'cpu' } }],
};
