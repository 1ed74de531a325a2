/** @file Examples for the ops of matrices and linear algebra. */

import type { Example } from './example';

const pair = (a: number[], b: number[], attrs: Example['attrs'] = {}): Example => ({ shapes: [a, b], attrs });
const sum = (self: number[], a: number[], b: number[]): Example[] => [
  { shapes: [self, a, b] },
  { shapes: [self, a, b], attrs: { beta: 0.5, alpha: -2 } },
];

const dominant = (examples: Example[]): Example[] => examples.map((e) => ({ ...e, dominant: true }));

/** At least one example for every op that has a derivative. */
export const matrix: Record<string, Example[]> = {
  mm: [pair([2, 3], [3, 4])],
  bmm: [pair([2, 2, 3], [2, 3, 2])],
  mv: [pair([2, 3], [3])],
  dot: [pair([3], [3])],
  vdot: [pair([3], [3])],
  addmm: [...sum([4], [2, 3], [3, 4]), ...sum([2, 4], [2, 3], [3, 4])],
  addmv: sum([2], [2, 3], [3]),
  baddbmm: sum([2, 1, 2], [2, 2, 3], [2, 3, 2]),
  addbmm: sum([2, 2], [3, 2, 3], [3, 3, 2]),
  addr: sum([2, 3], [2], [3]),
  trace: [{ shapes: [[3, 3]] }, { shapes: [[2, 3]] }, { shapes: [[3, 2]] }],
  cross: [pair([3], [3], { dim: 0 }), pair([2, 3], [1, 3], { dim: 1 }), pair([3, 2], [3, 2], { dim: -2 })],
  cdist: [1, 2, 3].flatMap((p) => [pair([2, 3], [4, 3], { p }), pair([2, 2, 3], [3, 3], { p })]),
  unsafeView: [{ shapes: [[2, 3]], attrs: { shape: [3, 2] } }],
  inv: dominant([{ shapes: [[3, 3]] }, { shapes: [[2, 2, 2]] }]),
  solve: dominant([
    pair([3, 3], [3, 2]),
    pair([3, 3], [3]),
    pair([2, 2, 2], [2, 2, 1]),
    pair([2, 2, 2], [2, 2]),
  ]),
  det: dominant([{ shapes: [[3, 3]] }, { shapes: [[2, 2, 2]] }]),
  logAbsDet: dominant([{ shapes: [[3, 3]] }, { shapes: [[2, 2, 2]] }]),
  // of one number: a drawn matrix is neither symmetric nor positive-definite; see the golden figures
  cholesky: [
    { shapes: [[1, 1]], positive: true },
    { shapes: [[3, 1, 1]], positive: true },
  ],
  eigvalsh: [{ shapes: [[1, 1]] }, { shapes: [[3, 1, 1]] }],
  pinv: dominant(
    [
      [3, 2],
      [2, 3],
      [2, 2],
    ].map((shape) => ({ shapes: [shape], attrs: { rcond: 1e-12 } })),
  ),
  svdvals: [{ shapes: [[3, 2]] }, { shapes: [[2, 2, 3]] }],
};
