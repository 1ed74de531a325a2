/** @file Calls the learner's `frame` with several sizes. */

import { torch, type Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

const ones = (n: number): Tensor => torch.ones(n, n, { device: 'cpu' });
const framed = (n: number): Tensor => (n > 2 ? ones(n).put('1:-1', '1:-1', 0) : ones(n));

/** Passes when `frame(n)` is n×n, 1 at the border and 0 inside. */
export const check = tensorCheck<[n: number]>({
  name: 'frame',
  answer: framed,
  cases: [() => [4], () => [3], () => [5], () => [2]],
  slips: [
    {
      rule: ones,
      hint: 'The ones are there. Put 0 into the rows and columns between the first and the last.',
    },
    { rule: (n) => ones(n).sub(framed(n)), hint: 'The border and the inner part are exchanged.' },
    { rule: (n) => ones(n).put('1:3', '1:3', 0), hint: 'The slice has fixed ends, but n may be any number.' },
    {
      rule: (n) => ones(n).put('1:', '1:', 0),
      hint: 'The last row and the last column belong to the border: a slice can end before them, at -1.',
    },
    {
      rule: (n) => ones(n).put('1:-1', 0),
      hint: 'Whole rows were overwritten. A second slice, for the columns, spares their ends.',
    },
    { rule: (n) => ones(n).put('0:-1', '0:-1', 0), hint: 'Row 0 and column 0 belong to the border.' },
  ],
  passed: 'frame has a border of ones at every size, and for n = 2 nothing but border.',
});
