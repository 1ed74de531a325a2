# @file Rows times columns: matrix by matrix, transposed, vector by matrix, matrix by column, and the outer product.
import torch

a = torch.arange(1, 7).reshape(2, 3).float()
b = torch.arange(1, 7).reshape(3, 2).float()
product = a.mm(b)
same = a @ b
print(product)
print('equal', torch.equal(product, same))

# Transposed: rows become columns, and the sizes fit again.
turned = a.T
gram = a @ turned
print(turned)
print(gram)

# A vector from the left takes rows together, a column from the right takes columns together.
v = torch.tensor([1.0, 10.0])
from_left = v @ a
column = v.reshape(2, 1)
from_right = b @ column
print(from_left)
print(from_right)

# A column times a row: every product of two elements.
u = torch.tensor([1, 0])
outer = u.reshape(2, 1) @ u.reshape(1, 2)
print(outer)
