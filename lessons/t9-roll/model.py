# @file Roll: every row moves on by one, the first comes round; then the last is overwritten.
import torch

x = torch.arange(1, 7).reshape(3, 2)
rolled = x.roll(-1, 0)
print(rolled)

# The row that came round is not wanted: the newest takes its place.
shifted = rolled.clone()
shifted[-1] = torch.tensor([7, 8])
print(shifted)
print(x)

# Again and again: a window that moves over a sequence.
memory = torch.zeros(3)
for next in [5, 9, 2, 7]:
    memory = memory.roll(-1, 0)
    memory[-1] = next
    print(memory)
