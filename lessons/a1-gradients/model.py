# @file f(x, y) = x²y² with its two partial derivatives, and the gradient of a sum of squares.
import torch


def f(x, y):
    x_squared = x.pow(2)
    y_squared = y.pow(2)
    return x_squared.mul(y_squared)


# Two inputs: backward gives each its own partial derivative.
x = torch.tensor(3.0, requires_grad=True)
y = torch.tensor(4.0, requires_grad=True)
out = f(x, y)
out.backward()
print('f     =', out.item())
print('df/dx =', x.grad)
print('df/dy =', y.grad)

# Four inputs in one tensor: the gradient has one number for each.
v = torch.tensor([10.0, 12.0, 14.0, 16.0], requires_grad=True)
z = v.mul(v).sum()
z.backward()
print('z     =', z.item())
print('dz/dv =', v.grad)
