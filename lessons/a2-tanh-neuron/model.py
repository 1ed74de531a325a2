# @file One neuron with two inputs: o = tanh(x1·w1 + x2·w2 + b), forwards and backwards.
import torch

# Inputs, weights and bias: made as float32, then cast to float64.
x1 = torch.tensor([2.0]).double().requires_grad_()
x2 = torch.tensor([0.0]).double().requires_grad_()
w1 = torch.tensor([-3.0]).double().requires_grad_()
w2 = torch.tensor([1.0]).double().requires_grad_()
b = torch.tensor([6.8813735870195432]).double().requires_grad_()

x1w1 = x1.mul(w1)
x2w2 = x2.mul(w2)
x1w1x2w2 = x1w1.add(x2w2)
n = x1w1x2w2.add(b)
o = n.tanh()
print('o       =', o.item())

# Without backward() there is no gradient to read: .grad is None.
o.backward()
print('x2.grad =', x2.grad.item())
print('w2.grad =', w2.grad.item())
print('x1.grad =', x1.grad.item())
print('w1.grad =', w1.grad.item())
