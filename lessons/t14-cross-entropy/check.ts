/** @file Calls the learner's `stable` with ordinary logits, then with ones that overflow and ones that underflow. */

import { F, torch, type Tensor } from '../../engine/index';
import { tensorCheck } from '../check-tensors';

type Args = [logits: Tensor, classes: Tensor];

/** −log of the probability of each example's class. */
const losses = (logits: Tensor, classes: Tensor): Tensor =>
  logits.logSoftmax(1).gather(1, classes.unsqueeze(1)).neg();

/** Passes when `stable(logits, classes)` is the cross-entropy for scores of any size. */
export const check = tensorCheck<Args>({
  name: 'stable',
  answer: (logits, classes) => F.crossEntropy(logits, classes),
  cases: [
    (make) => [
      make([
        [2, 1, 0.1],
        [0.5, 2.5, 0.3],
      ]),
      make([0, 1], torch.int64),
    ],
    (make) => [
      make([
        [100, 1, 0.1],
        [0.5, 2.5, 0.3],
      ]),
      make([0, 1], torch.int64),
    ],
    (make) => [
      make([
        [1000, 1],
        [0.5, 2.5],
        [-3, 4],
      ]),
      make([0, 0, 1], torch.int64),
    ],
    (make) => [make([[-200, -201]]), make([1], torch.int64)],
    (make) => [
      make([
        [300, 0],
        [0, 1],
      ]),
      make([1, 1], torch.int64),
    ],
  ],
  slips: [
    {
      rule: (logits, classes) => F.crossEntropy(logits, classes).neg(),
      hint: 'The sign is the wrong way round.',
    },
    {
      rule: (logits, classes) => losses(logits, classes).sum(),
      hint: 'That is the sum over the examples, not the mean.',
    },
    {
      rule: (logits, classes) => {
        const counts = logits.sub(logits.max(1, { keepdim: true }).values).exp();
        const p = counts.div(counts.sum(1, { keepdim: true }));
        return p.gather(1, classes.unsqueeze(1)).log().mean().neg();
      },
      hint: 'The probability has become 0. The log of a quotient is a difference of logs, and the log of exp(s) is s.',
    },
    {
      rule: (logits, classes) => {
        const counts = logits.exp();
        const p = counts.div(counts.sum(1, { keepdim: true }));
        return p.gather(1, classes.unsqueeze(1)).log().mean().neg();
      },
      hint: 'exp has left the range of float32. Subtract the largest score of each row first.',
    },
    {
      rule: (logits, classes) => {
        const moved = logits.sub(logits.max());
        const logP = moved.sub(moved.exp().sum(1, { keepdim: true }).log());
        return logP.gather(1, classes.unsqueeze(1)).mean().neg();
      },
      hint: 'The largest score of all was subtracted from every row. In a row of small scores nothing is left of exp.',
    },
    { rule: (logits, classes) => losses(logits, classes).mean().exp(), hint: 'The log is missing.' },
  ],
  passed: 'stable is right for scores of 2, of 1000 and of −200.',
});
