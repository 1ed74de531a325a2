# @file Tensors from a number, a list and a list of lists; filled and drawn ones; numbers put into rows.
import torch

# From what you have.
number = torch.tensor(7)
vector = torch.tensor([1, 2, 3])
table = torch.tensor([
    [1.5, 2.5],
    [3.5, 4.5],
])
print(number, vector)
print(table, table.dtype)

# From a shape: filled, or drawn at random.
zeros = torch.zeros(2, 3)
ones = torch.ones(2, 3)
sevens = torch.full([2, 3], 7)
uniform = torch.rand(8, 12)
normal = torch.randn(8, 12)
print(zeros, ones, sevens)
print(list(uniform.shape), list(normal.shape))

# Counting, then put into rows. The -1 is worked out: 10 numbers in rows of 5.
ten = torch.arange(10)
rows = ten.reshape(2, 5)
same_rows = ten.reshape(-1, 5)
print(ten, ten.dtype)
print(rows)
print('equal', torch.equal(rows, same_rows))
