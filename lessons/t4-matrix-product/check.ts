/** @file Calls the learner's `outerProduct` with vectors of equal and of different lengths. */

import type { Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

const outer = (u: Tensor, v: Tensor): Tensor => u.reshape(-1, 1).mm(v.reshape(1, -1));

/** Passes when `outerProduct(u, v)` has u_i · v_j in row i and column j. */
export const check = tensorCheck<[u: Tensor, v: Tensor]>({
  name: 'outerProduct',
  answer: outer,
  cases: [
    (make) => [make([1, 0]), make([1, 0])],
    (make) => [make([1, 2]), make([3, 5])],
    (make) => [make([1, -2, 3]), make([10, 0.5])],
    (make) => [make([4]), make([1, 2, 3, 4])],
  ],
  slips: [
    { rule: (u, v) => u.mul(v), hint: 'mul works place by place. Which shapes make every pair meet?' },
    {
      rule: (u, v) => u.matmul(v),
      hint: 'Two vectors make one number: a row times a column. Here a column comes first.',
    },
    {
      rule: (u, v) => outer(v, u),
      hint: 'Rows and columns are exchanged: u is to be the column, v the row.',
    },
  ],
  passed: 'outerProduct has every product of two elements, with u downwards and v across.',
});
