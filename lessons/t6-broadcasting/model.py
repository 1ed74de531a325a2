# @file Tensors of different shapes in one operation: what is missing is repeated.
import torch

# (1, 5) × (2, 5): the one row serves both rows.
row = torch.arange(1, 6).reshape(1, 5)
grid = torch.arange(10).reshape(2, 5)
product = row * grid
print(product)

# (2, 2) ÷ (2, 1): each row has its own divisor.
m = torch.arange(1, 5).reshape(2, 2)
divisor = torch.arange(1, 3).reshape(2, 1)
quotient = m / divisor
expanded = torch.tensor([
    [1, 1],
    [2, 2],
])
by_hand = m / expanded
print(quotient)
print('equal', torch.equal(quotient, by_hand))

# (27, 27) ÷ (27, 1): counts of letter pairs to shares, row by row.
counts = torch.arange(1, 730).reshape(27, 27)
totals = counts.sum(1, keepdim=True)
shares = counts / totals
print(list(counts.shape), list(totals.shape), list(shares.shape))
furthest = (shares.sum(1) - 1).abs().max()
print('every row adds up to 1', furthest < 1e-6)
