# @file The same numbers under other shapes: cut, permuted, taken apart, put together, repeated.
import torch

# Two sequences of four, cut into pieces of two; then the pieces come first.
x = torch.arange(1, 9).reshape(2, 4)
pieces = x.view(2, 2, 2)
batches = pieces.permute(1, 0, 2)
print(batches)

# Taken apart along one dimension, and joined again.
rows = x.unbind(0)
columns = x.unbind(1)
print(*rows)
print(*columns)
joined = torch.cat(rows)
turned = torch.stack(columns)
print(joined)
print(turned)

# Three copies, in two ways.
stacked = torch.stack([x, x, x])
lifted = x.unsqueeze(0)
repeated = lifted.repeat(3, 1, 1)
print(list(lifted.shape), list(repeated.shape), 'equal', torch.equal(stacked, repeated))

# A view has no numbers of its own, a copy has.
x[0, 0] = 100
print(batches[0])
print(stacked[0])
