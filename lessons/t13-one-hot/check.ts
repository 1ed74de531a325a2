/** @file Calls the learner's `hot` with classes of several kinds and looks at places and dtype. */

import { torch, type Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

const compared = (classes: Tensor, n: number): Tensor =>
  classes.unsqueeze(1).eq(torch.arange(n, { device: 'cpu' }));

/** Passes when `hot(classes, n)` has a 1 at each class, 0 elsewhere, as int64. */
export const check = tensorCheck<[classes: Tensor, n: number]>({
  name: 'hot',
  answer: (classes, n) => compared(classes, n).long(),
  cases: [
    (make) => [make([0, 2, 1], torch.int64), 3],
    (make) => [make([1, 1], torch.int64), 4],
    (make) => [make([0, 15, 4, 2, 4], torch.int64), 26],
    (make) => [make([0], torch.int64), 1],
  ],
  slips: [
    { rule: compared, hint: 'The comparison gives true and false. A cast makes numbers of them.' },
    {
      rule: (classes, n) => compared(classes, n).float(),
      hint: 'The ones are in the right places. Classes are counted in whole numbers, though.',
    },
    {
      rule: (classes, n) => compared(classes, n).long().t(),
      hint: 'Rows and columns are exchanged: each class is to have a row.',
    },
    {
      rule: (classes, n) => torch.zeros(classes.shape[0]!, n, { device: 'cpu' }),
      hint: 'The shape is there, the ones are not.',
    },
  ],
  exactType: true,
  passed: 'hot puts the one where oneHot puts it, as int64.',
});
