# @file A small transformer learns to learn: from the examples in its input, it finds the rule behind them.
import math

import torch
import torch.nn.functional as F
from torch import nn, optim

from backstep import baselines

steps = 10  # 2_000 follows least squares, after some minutes
batch = 64
dims = 5
examples = 11
width = 32
heads = 4


# n tasks with weights of their own: x [n, examples, dims], and y = w · x + noise [n, examples].
def tasks(n, noise=1, inputs=lambda x: x):
    x = inputs(torch.randn(n, examples, dims))
    w = torch.randn(n, dims, 1)
    y = x.matmul(w).squeeze(2).add(torch.randn(n, examples).mul(noise))
    return x, y


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        n, length, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, length, 3, heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q.matmul(k.transpose(2, 3)).div(math.sqrt(width / heads))
        attention = scores.add(torch.full([length, length], -math.inf).triu(1)).softmax(3)
        mixed = attention.matmul(v).transpose(1, 2).reshape(n, length, width)
        y = x.add(self.out(mixed))
        return y.add(self.down(F.gelu(self.up(self.norm2(y)))))


class Learner(nn.Module):
    def __init__(self):
        super().__init__()
        self.read = nn.Linear(dims, width)
        self.position = nn.Parameter(torch.randn(2 * examples, width).mul(0.02))
        self.blocks = nn.Sequential(Block(), Block(), Block())
        self.norm = nn.LayerNorm(width)
        self.answer = nn.Linear(width, 1)

    # The y it expects at every x, from the pairs before it.
    def forward(self, x, y):
        numbers = F.pad(y.unsqueeze(2), [0, dims - 1])
        tokens = torch.stack([x, numbers], 2).view(-1, 2 * examples, dims)  # x₁, y₁, x₂, y₂ …
        h = self.norm(self.blocks(self.read(tokens).add(self.position)))
        return self.answer(h).view(-1, examples, 2).select(2, 0)


torch.manual_seed(5)
net = Learner()
opt = optim.Adam(net.parameters(), lr=2e-3)
for step in range(steps):
    x, y = tasks(batch)
    loss = net(x, y).sub(y).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()


# Mean squared errors with 2, 4, 6 … examples: a row for each way to answer.
def curves(task):
    x, y = task
    b = baselines

    def error(guess, k):
        return guess.sub(y.select(1, k)).pow(2).mean()

    with torch.no_grad():
        given = net(x, y)
    counts = range(2, examples, 2)
    rows = [
        [error(answer(x.narrow(1, 0, k), y.narrow(1, 0, k), x.select(1, k)), k) for k in counts]
        for answer in [b.least_squares, b.nearest_neighbours, b.averaging, b.lasso]
    ]
    return torch.stack([torch.stack(row) for row in [[error(given.select(1, k), k) for k in counts], *rows]])


as_trained = curves(tasks(200))
print('transformer, least squares, 3 nearest, averaging, Lasso; with 2, 4, 6 … examples:')
print(as_trained)
