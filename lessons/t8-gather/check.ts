/** @file Calls the learner's `pick` with probabilities and classes of several sizes. */

import { torch, type Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

/** Passes when `pick(p, classes)` has p[i, classes[i]] at place i. */
export const check = tensorCheck<[p: Tensor, classes: Tensor]>({
  name: 'pick',
  answer: (p, classes) => p.gather(1, classes.unsqueeze(1)).squeeze(1),
  cases: [
    (make) => [
      make([
        [0.1, 0.7, 0.2],
        [0.5, 0.3, 0.2],
        [0.25, 0.15, 0.6],
      ]),
      make([1, 0, 2], torch.int64),
    ],
    (make) => [
      make([
        [0.9, 0.1],
        [0.8, 0.2],
        [0.3, 0.7],
        [0.4, 0.6],
      ]),
      make([1, 1, 0, 0], torch.int64),
    ],
    (make) => [make([[0.1, 0.2, 0.3, 0.4]]), make([3], torch.int64)],
  ],
  slips: [
    {
      rule: (p, classes) => p.gather(1, classes.unsqueeze(1)),
      hint: 'These are the right numbers in a column.',
    },
    {
      rule: (p, classes) => p.gather(0, classes.unsqueeze(0)).squeeze(0),
      hint: 'Along dimension 0 the index names rows. The classes are columns.',
    },
    {
      rule: (p, classes) => p.indexSelect(1, classes),
      hint: 'That takes these columns from every row. Each row should give the one of its own class.',
    },
    { rule: (p) => p.max(1).values, hint: 'That is the largest of each row, whatever the right class is.' },
    { rule: (p) => p.at(':', 0), hint: 'That is class 0 of each row. The index is to come from classes.' },
  ],
  passed: 'pick takes from each row the probability of its own class.',
});
