# @file Three numbers made into probabilities, and indices drawn by them.
import torch

generator = torch.Generator().manual_seed(1337)
weights = torch.rand(3, generator=generator)
p = weights / weights.sum()
print(p.tolist())

# Ten draws, from the same generator. Each index comes as often as its probability says, by and by.
draws = torch.multinomial(p, 10, replacement=True, generator=generator)
print(draws, draws.dtype)

# Which draws were 0, which 1, which 2: a table of yes and no, and the share of yes in each column.
options = torch.arange(3)
hits = draws.reshape(10, 1) == options
shares = hits.float().mean(0)
print(shares)

# A thousand draws come nearer.
many = torch.multinomial(p, 1000, replacement=True, generator=generator)
nearer = (many.reshape(1000, 1) == options).float().mean(0)
print(nearer)
