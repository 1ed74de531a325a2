# @file Sums along each dimension, kept and not; shares of each row, right and wrong.
import torch

x = torch.tensor([
    [1, 2, 3],
    [4, 5, 6],
])
downwards = x.sum(0)
across = x.sum(1)
print(downwards, across, x.sum())
print(x.float().mean(0), x.float().mean(1))

# Kept: the summed dimension stays, with size 1.
kept_down = x.sum(0, keepdim=True)
kept_across = x.sum(1, keepdim=True)
print(list(kept_down.shape), list(kept_across.shape))
print(kept_across)

# Shares of each row. Only the kept sum stands beside its own row.
counts = torch.tensor([
    [1.0, 1.0, 2.0],
    [2.0, 4.0, 2.0],
    [8.0, 4.0, 4.0],
])
right = counts / counts.sum(1, keepdim=True)
wrong = counts / counts.sum(1)
print('rows add up to', right.sum(1))
print('rows add up to', wrong.sum(1))
