# @file The same work on the CPU and on the GPU, timed.
import time as clock

import torch

devices = ['cpu', 'cuda'] if torch.cuda.is_available() else ['cpu']
if len(devices) < 2:
    print('No GPU was opened for this run: choose WebGPU as its device.')


# Milliseconds that `work` takes, the mean of several times; and what it computed is waited for.
def time(repeats, work):
    work().sum().item()  # the first time is not counted: a GPU prepares its program then
    start = clock.perf_counter()
    for i in range(repeats):
        result = work()
    result.sum().item()
    return round((clock.perf_counter() - start) * 1000 / repeats, 3)


rows = []
for device in devices:
    few = torch.ones(1_000, device=device)
    many = torch.ones(1_000_000, device=device)
    small = torch.ones(32, 32, device=device)
    large = torch.ones(256, 256, device=device)
    row = [
        time(500, lambda: few.add(few)),
        time(20, lambda: many.add(many)),
        time(200, lambda: small.matmul(small)),
        time(10, lambda: large.matmul(large)),
    ]
    print(device, 'adds 1,000 numbers in', row[0], 'ms, a million in', row[1], 'ms')
    print(device, 'multiplies 32 × 32 matrices in', row[2], 'ms, 256 × 256 in', row[3], 'ms')
    rows.append(row)
milliseconds = torch.tensor(rows, dtype=torch.float32)
