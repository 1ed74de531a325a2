/** @file Calls the learner's `cut` with texts of several lengths. */

import { torch, type Tensor } from '../../engine/index';
import { tensorCheck, type Case } from '../check-tensors';

type Args = [text: Tensor, rows: number, length: number];

/** The text 0, 1, 2 …, so that each number tells where it stood. */
const counted =
  (count: number, rows: number, length: number): Case<Args> =>
  (make) => [
    make(
      Array.from({ length: count }, (_, i) => i),
      torch.int64,
    ),
    rows,
    length,
  ];

/** Passes when `cut(text, rows, length)` has the pieces first, then the readers. */
export const check = tensorCheck<Args>({
  name: 'cut',
  answer: (text, rows, length) => text.view(rows, -1, length).permute(1, 0, 2),
  cases: [counted(12, 2, 2), counted(8, 2, 2), counted(12, 4, 3), counted(10, 1, 5), counted(24, 3, 2)],
  slips: [
    {
      rule: (text, rows, length) => text.view(rows, -1, length),
      hint: 'Here the readers come first, and each one’s pieces after it. The pieces are to come first.',
    },
    {
      rule: (text, rows, length) => text.view(-1, rows, length),
      hint: 'The shape is right, but one reader goes on where the other stopped. Each reads its own part: view by readers first, then permute.',
    },
    {
      rule: (text, rows, length) => text.view(rows, length, -1).permute(2, 0, 1),
      hint: 'The shape is right, but the numbers of a piece are not next to each other in the text.',
    },
    {
      rule: (text, rows, length) => text.view(rows, -1, length).permute(1, 2, 0),
      hint: 'The pieces come first, but the readers should come second.',
    },
  ],
  passed: 'cut gives each reader its own part, piece by piece.',
});
