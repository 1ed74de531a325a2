/** @file Calls the learner's `counting` with several numbers of rows and columns. */

import { torch, type Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

const range = (from: number, to: number): Tensor => torch.arange(from, to, { device: 'cpu' });

/** Passes when `counting(rows, columns)` has 1, 2, 3 … row by row. */
export const check = tensorCheck<[rows: number, columns: number]>({
  name: 'counting',
  answer: (rows, columns) => range(1, rows * columns + 1).reshape(rows, columns),
  cases: [() => [2, 3], () => [3, 2], () => [1, 5], () => [4, 1], () => [10, 10]],
  slips: [
    {
      rule: (rows, columns) => range(0, rows * columns).reshape(rows, columns),
      hint: 'arange begins with 0 unless it is told where to begin.',
    },
    {
      rule: (rows, columns) => range(1, rows * columns).reshape(-1),
      hint: 'arange leaves out its end, and the shape is still to come.',
    },
    {
      rule: (rows, columns) => range(1, rows * columns + 1),
      hint: 'The numbers are right. What puts them into rows?',
    },
    {
      rule: (rows, columns) => range(0, rows * columns),
      hint: 'These are as many numbers as it takes, but from 0 and without rows.',
    },
    {
      rule: (rows, columns) => range(1, rows * columns + 1).reshape(columns, rows),
      hint: 'The first size is the number of rows.',
    },
  ],
  passed: 'counting fills every shape that was tried, row by row: counting(10, 10) ends with 100.',
});
