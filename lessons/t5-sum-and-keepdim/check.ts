/** @file Calls the learner's `centred` with matrices, the first one square: there a forgotten keepdim raises no error. */

import type { Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

/** Passes when `centred(x)` is x minus the mean of each row. */
export const check = tensorCheck<[x: Tensor]>({
  name: 'centred',
  answer: (x) => x.sub(x.mean(1, { keepdim: true })),
  cases: [
    (make) => [
      make([
        [1, 2, 6],
        [4, 4, 4],
        [0, -3, 9],
      ]),
    ],
    (make) => [
      make([
        [1, 2, 3],
        [4, 5, 9],
      ]),
    ],
    (make) => [make([[7], [-2], [0.5]])],
    (make) => [make([[10, 20, 30, 40]])],
  ],
  slips: [
    {
      rule: (x) => x.sub(x.mean(1)),
      hint: 'The means of the rows went to the columns: without keepdim they are a vector, and a vector meets the last dimension.',
    },
    {
      rule: (x) => x.sub(x.mean(0)),
      hint: 'That is the mean of each column. Which dimension should go away?',
    },
    { rule: (x) => x.sub(x.mean()), hint: 'That is the mean of all numbers. Each row has its own.' },
    { rule: (x) => x.sub(x.sum(1, { keepdim: true })), hint: 'That is the sum of each row, not its mean.' },
    { rule: (x) => x.mean(1, { keepdim: true }), hint: 'These are the means themselves.' },
  ],
  passed: 'centred takes its own mean from every row, in square matrices, too.',
});
