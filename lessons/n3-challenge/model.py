# @file A network through two numbers tries to learn [a, b, c] → [a, b, c, c + 1, c + 2].
import torch
import torch.nn.functional as F
from torch import nn, optim

steps = 500
hidden = 2


# The right answers to vectors [n, 3], as [n, 5].
def answers(vectors):
    c = vectors.narrow(1, 2, 1)
    return torch.cat([vectors, c.add(1), c.add(2)], 1)


torch.manual_seed(3)
net = nn.Sequential(nn.Linear(3, hidden), nn.Linear(hidden, 5))
opt = optim.Adam(net.parameters(), lr=0.05)

for step in range(steps):
    vectors = torch.randint(-10, 11, [32, 3]).float()
    loss = F.mse_loss(net(vectors), answers(vectors))
    opt.zero_grad()
    loss.backward()
    opt.step()

# Vectors it has never seen.
unseen = torch.tensor([[5.0, -8.0, 2.0], [30.0, 0.0, -20.0]])
wanted = answers(unseen)
given = net(unseen)
print('wanted', wanted)
print('given ', given)
