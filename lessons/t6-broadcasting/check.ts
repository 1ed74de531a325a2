/** @file Calls the learner's `differences` with vectors of equal and of different lengths. */

import type { Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

/** Passes when `differences(a, b)` has a_i − b_j in row i and column j. */
export const check = tensorCheck<[a: Tensor, b: Tensor]>({
  name: 'differences',
  answer: (a, b) => a.reshape(-1, 1).sub(b),
  cases: [
    (make) => [make([1, 2, 4]), make([10, 20, 40])],
    (make) => [make([5, 7]), make([1, 2, 3])],
    (make) => [make([0.5, -1, 3, 2]), make([-2])],
  ],
  slips: [
    {
      rule: (a, b) => a.sub(b),
      hint: 'Only equal places meet. A size of 1 is what makes one repeat for the other.',
    },
    {
      rule: (a, b) => a.sub(b.reshape(-1, 1)),
      hint: 'Rows and columns are exchanged: now b goes downwards. It is a that should.',
    },
    {
      rule: (a, b) => b.sub(a.reshape(-1, 1)),
      hint: 'The shape is right, the sign is not: it is a minus b.',
    },
  ],
  passed: 'differences lets every a meet every b, whatever their lengths are.',
});
