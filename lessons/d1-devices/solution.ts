/** @file The lesson’s model, with the size from which the GPU is worth it. */
import { torch, print, type Tensor } from 'backstep';

const devices = torch.cuda.isAvailable() ? (['cpu', 'webgpu'] as const) : (['cpu'] as const);
if (devices.length < 2) print('No GPU was opened for this run: choose WebGPU as its device.');

/** Milliseconds that `work` takes, the mean of several times; and what it computed is waited for. */
async function time(repeats: number, work: () => Tensor): Promise<number> {
  await work().sum().item(); // the first time is not counted: a GPU prepares its program then
  const start = Date.now();
  let result = work();
  for (let i = 1; i < repeats; i++) result = work();
  await result.sum().item();
  return (Date.now() - start) / repeats;
}

const rows: number[][] = [];
for (const device of devices) {
  const few = torch.ones(1_000, { device });
  const many = torch.ones(1_000_000, { device });
  const small = torch.ones(32, 32, { device });
  const large = torch.ones(256, 256, { device });
  const row = [
    await time(500, () => few.add(few)),
    await time(20, () => many.add(many)),
    await time(200, () => small.matmul(small)),
    await time(10, () => large.matmul(large)),
  ];
  print(device, 'adds 1,000 numbers in', row[0], 'ms, a million in', row[1], 'ms');
  print(device, 'multiplies 32 × 32 matrices in', row[2], 'ms, 256 × 256 in', row[3], 'ms');
  rows.push(row);
}
const milliseconds = torch.tensor(rows, { dtype: torch.float32 });

// Exercise: from the large end down, as long as the GPU wins.
function crossover(sizes: number[], cpu: number[], gpu: number[]): number | null {
  let from: number | null = null;
  for (let i = sizes.length - 1; i >= 0 && gpu[i] < cpu[i]; i--) from = sizes[i];
  return from;
}
