/** @file Calls the learner's `push` with memories of several lengths, and looks whether they stay as they were. */

import type { Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

/** Passes when `push(memory, next)` is the memory moved on by one, with `next` last. */
export const check = tensorCheck<[memory: Tensor, next: number]>({
  name: 'push',
  answer: (memory, next) => memory.roll(-1, 0).put(-1, next),
  cases: [
    (make) => [make([1, 2, 3]), 5],
    (make) => [make([0, 0, 0, 4]), 9],
    (make) => [make([7]), 8],
    (make) => [make([3, 1, 4, 1, 5]), -2.5],
  ],
  slips: [
    {
      rule: (memory) => memory.roll(-1, 0),
      hint: 'The oldest came round to the end. The newest belongs there.',
    },
    {
      rule: (memory, next) => memory.roll(1, 0).put(-1, next),
      hint: 'The numbers moved the other way: 1 moves them towards the end.',
    },
    {
      rule: (memory, next) => memory.roll(1, 0).put(0, next),
      hint: 'The newest stands first, and everything moved towards the end. It is to be the other way round.',
    },
    {
      rule: (memory, next) => memory.clone().put(-1, next),
      hint: 'The last number was overwritten before the others had moved on.',
    },
    {
      rule: (memory, next) => memory.roll(-1, 0).put(0, next),
      hint: 'The newest belongs to the end: index -1.',
    },
  ],
  passed: 'push moves every memory on by one and leaves the one it was given alone.',
});
