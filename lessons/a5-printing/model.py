# @file What a print tells about history: grad_fn, requires_grad, and modules and optimisers in words.
import torch
from torch import nn, optim

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor([3.0, 4.0], requires_grad=True)
print(a)
print(b)

# A result names the operation that made it, and only the last one.
product = a * b
shifted = product + 1
total = (shifted ** 2).sum()
print(product)
print(shifted)
print(total)
print(product.detach())

# Backwards, the history is gone through; the gradient itself has none.
total.backward()
print(b.grad)

# A layer and an optimiser print their settings.
layer = nn.Linear(3, 2)
opt = optim.SGD(layer.parameters(), lr=0.01)
print(layer)
print(opt)
