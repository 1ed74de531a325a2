# @file Two numbers learn to have the product 15, by gradient descent.
import torch
from torch import optim

reset = True  # set it to False and run again

var_1 = torch.tensor(3.0, requires_grad=True)
var_2 = torch.tensor(4.0, requires_grad=True)
target = torch.tensor(15.0)
opt = optim.SGD([var_1, var_2], lr=3e-3)

for step in range(1, 102):
    product = var_1.mul(var_2)
    loss = target.sub(product).pow(2)
    if step == 1:
        print('start: product', product.item(), 'loss', loss.item())

    loss.backward()
    opt.step()
    if reset:
        opt.zero_grad()
    if step == 1 or step == 101:
        print('after step', step, var_1, var_2)

print('product', var_1.mul(var_2))
