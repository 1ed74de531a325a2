# @file Leaves: which tensors ask for a gradient, which get one, and why some have none.
import torch

x = torch.tensor([2.0, 0.0])  # data: nobody asks for its gradient
w = torch.tensor([3.0, 4.0], requires_grad=True)  # a parameter
spare = torch.tensor([1.0, 1.0], requires_grad=True)  # a parameter that is not used
y = x * w
kept = y + 1
kept.retain_grad()
loss = kept.sum()
frozen = w.detach()

for name, t in {'x': x, 'w': w, 'spare': spare, 'y': y, 'kept': kept, 'loss': loss, 'frozen': frozen}.items():
    print(name, 'requires grad', t.requires_grad, 'is a leaf', t.is_leaf)

loss.backward()
print('x.grad =', x.grad)
print('w.grad =', w.grad)
print('spare.grad =', spare.grad)
print('y.grad =', y.grad)
print('kept.grad =', kept.grad)
