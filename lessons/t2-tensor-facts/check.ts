/** @file Calls the learner's `whole` with tensors of several dtypes and looks at numbers and dtype. */

import { torch, type Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

/** Passes when `whole(x)` drops what stands behind the point and keeps the dtype. */
export const check = tensorCheck<[x: Tensor]>({
  name: 'whole',
  answer: (x) => x.long().to(x.dtype),
  cases: [
    (make) => [make([2.7, -2.7, 0.5, 3])],
    (make) => [
      make([
        [1.25, -0.75],
        [9.5, -3.1],
      ]),
    ],
    (make) => [make(5, torch.int64)],
    (make) => [make([-1.5, 2.5], torch.float64)],
    (make) => [make(-0.25)],
  ],
  slips: [
    {
      rule: (x) => x.long(),
      hint: 'The cast to int64 dropped the rest. One more cast leads back to x.dtype.',
    },
    { rule: (x) => x.long().float(), hint: 'Not every tensor is float32: ask x for its dtype.' },
    {
      rule: (x) => x.clone(),
      hint: 'Nothing has been dropped. Which dtype has no room for what is behind the point?',
    },
    { rule: (x) => x.floor(), hint: 'floor goes down, below 0 that is away from 0.' },
    { rule: (x) => x.round(), hint: 'round goes to the nearest whole number, not towards 0.' },
  ],
  exactType: true,
  passed: 'whole drops what is behind the point and keeps float32, float64 and int64.',
});
