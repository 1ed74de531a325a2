# @file A network 3 → 2 → 5 learns to answer [1, 2, 3, 4, 5].
import torch
from torch import nn, optim

steps = 5_000  # 50_000 trains it to the end
lr = 1e-6


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 2)
        self.fc2 = nn.Linear(2, 5)

    def forward(self, x):
        return self.fc2(self.fc1(x))


torch.manual_seed(845)
net = Net()
x = torch.tensor([1.0, 2.0, 3.0])
target = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
opt = optim.SGD(net.parameters(), lr=lr)


def train():
    for step in range(steps):
        loss = net(x).sub(target).pow(2).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()


print('before      ', net(x))
train()
print('after half  ', net(x))
train()
print('after all   ', net(x))
