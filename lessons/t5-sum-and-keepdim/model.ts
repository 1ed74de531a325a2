/** @file Sums along each dimension, kept and not; shares of each row, right and wrong. */
import { torch, print } from 'backstep';

const x = torch.tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const downwards = x.sum(0);
const across = x.sum(1);
print(downwards, across, x.sum());
print(x.float().mean(0), x.float().mean(1));

// Kept: the summed dimension stays, with size 1.
const keptDown = x.sum(0, { keepdim: true });
const keptAcross = x.sum(1, { keepdim: true });
print(keptDown.shape, keptAcross.shape);
print(keptAcross);

// Shares of each row. Only the kept sum stands beside its own row.
const counts = torch.tensor([
  [1.0, 1.0, 2.0],
  [2.0, 4.0, 2.0],
  [8.0, 4.0, 4.0],
]);
const right = counts.div(counts.sum(1, { keepdim: true }));
const wrong = counts.div(counts.sum(1));
print('rows add up to', right.sum(1));
print('rows add up to', wrong.sum(1));
