/** @file Calls the learner's `distance` with pairs of points of one, two, three and four dimensions. */

import type { Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

/** Passes when `distance(a, b)` is the norm of a − b. */
export const check = tensorCheck<[a: Tensor, b: Tensor]>({
  name: 'distance',
  answer: (a, b) => a.sub(b).norm(),
  cases: [
    (make) => [make([1, 2, 3]), make([4, 6, 3])],
    (make) => [make([0, 0]), make([-3, 4])],
    (make) => [make([2.5]), make([-1.5])],
    (make) => [make([1, 1, 1, 1]), make([1, 1, 1, 1])],
    (make) => [make([-1, -2, 3]), make([1, 2, -3])],
  ],
  slips: [
    { rule: (a, b) => a.sub(b), hint: 'That is the way from one to the other. How long is it?' },
    { rule: (a, b) => a.sub(b).pow(2).sum(), hint: 'That is the square of the distance.' },
    {
      rule: (a, b) => a.sub(b).abs().sum(),
      hint: 'That is the way along the streets of a grid. The straight way is shorter: squares first, then the root.',
    },
    {
      rule: (a, b) => a.norm().sub(b.norm()),
      hint: 'That compares the lengths of a and b. Two points may be equally far from the origin, and far apart.',
    },
    { rule: (a, b) => a.sub(b).pow(2).sqrt(), hint: 'The sum is missing between the squares and the root.' },
  ],
  passed: 'distance is right in one, two, three and four dimensions, and 0 between equal points.',
});
