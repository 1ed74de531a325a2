"""PyTorch's side of the bench: `pytorch.py NAME` prints the median milliseconds of the work of that name.

Two threads; the process does nothing else. Without a name: prints the version, and so tells that torch is there.
"""

import math
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

ROUNDS = 15
ROUND_MS = 30


def numbers(count, scale=1.0):
    return torch.sin(torch.arange(count, dtype=torch.float64) * 12.9898).mul(scale).float()


def matmul(n):
    a, b = numbers(n * n).view(n, n), numbers(n * n, 0.5).view(n, n)
    return lambda: a @ b


def add():
    a, b = numbers(1_000_000), numbers(1_000_000, 0.5)
    return lambda: a + b


def softmax():
    x = numbers(1024 * 1024, 4).view(1024, 1024)
    return lambda: x.softmax(1)


def classifier():
    x, y = numbers(64 * 784).view(64, 784), torch.tensor([i * 7 % 10 for i in range(64)])
    net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)

    def step():
        loss = F.cross_entropy(net(x), y)
        adam.zero_grad()
        loss.backward()
        adam.step()

    return step


def convolution():
    x = numbers(32 * 28 * 28).view(32, 1, 28, 28)
    net = nn.Sequential(nn.Conv2d(1, 20, 5, bias=False), nn.ReLU(), nn.Conv2d(20, 20, 5, bias=False))

    def step():
        loss = net(x).sum()
        net.zero_grad()
        loss.backward()

    return step


def chain():
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)

    def work():
        y = x
        for _ in range(1000):
            y = y + x

    return work


def tiny_step():
    x, target = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
    fc1, fc2 = nn.Linear(3, 2), nn.Linear(2, 5)
    sgd = torch.optim.SGD([*fc1.parameters(), *fc2.parameters()], lr=1e-6)

    def step():
        loss = fc2(fc1(x)).sub(target).pow(2).sum()
        sgd.zero_grad()
        loss.backward()
        sgd.step()

    return step


WORKS = {
    "matmul 256": lambda: matmul(256),
    "matmul 512": lambda: matmul(512),
    "matmul 1024": lambda: matmul(1024),
    "add 1M": add,
    "softmax 1024²": softmax,
    "MLP 784-128-10": classifier,
    "conv 1→20→20": convolution,
    "1,000 adds of 4": chain,
    "step of 3→2→5": tiny_step,
}


def milliseconds(work, repetitions):
    start = time.perf_counter()
    for _ in range(repetitions):
        work()
    return (time.perf_counter() - start) * 1000 / repetitions


def measure(work):
    for _ in range(3):
        work()
    repetitions = max(1, math.ceil(ROUND_MS / max(milliseconds(work, 3), 1e-6)))
    return statistics.median(milliseconds(work, repetitions) for _ in range(ROUNDS))


if __name__ == "__main__":
    torch.set_num_threads(2)
    if len(sys.argv) < 2:
        print(torch.__version__)
    elif sys.argv[1] in WORKS:
        print(measure(WORKS[sys.argv[1]]()))
    else:
        sys.exit(3)
