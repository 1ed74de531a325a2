# @file One linear layer, then two of them in a module of your own.
import torch
from torch import nn

torch.manual_seed(1)
x = torch.tensor([1.0, 2.0, 3.0])

# One layer: three numbers in, two out.
layer = nn.Linear(3, 2)
y = layer(x)
print(layer)
print('y      ', y)

# What it computes, by hand: each row of the weights times x, summed, plus the bias.
by_hand = layer.weight.mul(x).sum(1).add(layer.bias)
print('by hand', by_hand)


# A module of your own: 3 → 2 → 5.
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 2)
        self.fc2 = nn.Linear(2, 5)

    def forward(self, x):
        hidden = self.fc1(x)
        return self.fc2(hidden)


net = Net()
out = net(x)
print(net)
print('out    ', out)

total = 0
for name, parameter in net.named_parameters():
    print(name, list(parameter.shape), 'is', parameter.numel(), 'numbers')
    total += parameter.numel()
print('to learn:', total, 'numbers')
