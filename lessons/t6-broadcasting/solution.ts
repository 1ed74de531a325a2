/** @file The lesson’s model, with all differences of two vectors. */
import { torch, print } from 'backstep';

// (1, 5) × (2, 5): the one row serves both rows.
const row = torch.arange(1, 6).reshape(1, 5);
const grid = torch.arange(10).reshape(2, 5);
const product = row.mul(grid);
print(product);

// (2, 2) ÷ (2, 1): each row has its own divisor.
const m = torch.arange(1, 5).reshape(2, 2);
const divisor = torch.arange(1, 3).reshape(2, 1);
const quotient = m.div(divisor);
const expanded = torch.tensor([
  [1, 1],
  [2, 2],
]);
const byHand = m.div(expanded);
print(quotient);
print('equal', await quotient.equal(byHand));

// (27, 27) ÷ (27, 1): counts of letter pairs to shares, row by row.
const counts = torch.arange(1, 730).reshape(27, 27);
const totals = counts.sum(1, { keepdim: true });
const shares = counts.div(totals);
print(counts.shape, totals.shape, shares.shape);
const furthest = shares.sum(1).sub(1).abs().max();
print('every row adds up to 1', furthest.lt(1e-6));

// Exercise: a column and a row.
function differences(a: torch.Tensor, b: torch.Tensor): torch.Tensor {
  return a.reshape(-1, 1).sub(b);
}

print(differences(torch.tensor([5, 7]), torch.tensor([1, 2, 3])));
