# @file What a tensor knows about itself, what comes out of it as plain numbers, and casts.
import torch

# Two tables of whole numbers, added place by place.
a = torch.tensor([
    [1, 2, 3],
    [4, 5, 6],
])
b = torch.tensor([
    [2, 1, 2],
    [0, 5, 2],
])
sum = a + b
print(sum)
print('shape', list(sum.shape), 'ndim', sum.ndim, 'dtype', sum.dtype)
print('as a list', sum.tolist())

# Numbers with a point make float32.
x = torch.tensor(2.2)
y = torch.tensor(5.1)
z = x + y
print(z, z.dtype)
print('as a number', z.item())

# The same values as another type.
wide = x.double()
print(wide.dtype, wide.item(), 'on', wide.device.type)
print(sum.float(), x.long(), x.type(torch.int32).dtype)
