# @file Gather: in each row, the elements that the same row of an index names.
import torch

x = torch.arange(1, 13).reshape(4, 3)
index = torch.tensor([
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
])
gathered = x.gather(1, index)
print(gathered)

# One of each row.
column = torch.tensor([[1], [0], [2], [1]])
picked = x.gather(1, column)
print(picked)

# An index that was computed: where the largest of each row stands.
scores = torch.tensor([
    [0.1, 0.7, 0.2],
    [0.5, 0.3, 0.2],
    [0.2, 0.2, 0.6],
    [0.1, 0.8, 0.1],
])
best = scores.max(1, keepdim=True).indices
winners = x.gather(1, best)
print(winners)
