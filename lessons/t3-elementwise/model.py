# @file Arithmetic on all elements at once, with a tensor and with one number; the length of a vector.
import math

import torch

a = torch.tensor([1, 2, 3])
b = torch.tensor([4, 5, 6])
sum = a + b
difference = a - b
product = a * b
quotient = a / b
print(sum, difference, product)
print(quotient)

# With one number, every element gets it.
scaled = a * 4
squares = a ** 2
print(scaled, squares)

# One number about all elements: the length of the arrow from the origin.
v = torch.tensor([-1.0, -2.0, 3.0])
sizes = v.abs()
length = v.norm()
by_hand = (v ** 2).sum().sqrt()
print(sizes)
print(length, by_hand)
print('the root of 14 is', math.sqrt(14))
