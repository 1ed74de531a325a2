# @file Random numbers that come out the same every time: a generator and its seed.
import torch

generator = torch.Generator().manual_seed(1337)
three = torch.rand(3, generator=generator)
next_three = torch.rand(3, generator=generator)
print(three.tolist())
print(next_three.tolist())

# The same seed again: the same numbers again.
generator.manual_seed(1337)
again = torch.rand(3, generator=generator)
print('equal', torch.equal(again, three))

# Another seed, a bell curve, whole numbers.
other = torch.Generator().manual_seed(42)
flat = torch.rand(30, 30, generator=other)
bell = torch.randn(30, 30, generator=other)
digits = torch.randint(0, 10, (12,), generator=other)
print(flat[0, 0:4])
print(bell[0, 0:4])
print(digits)
