/** @file The lesson’s model, with one turn of the loop as a function. */
import { torch, print } from 'backstep';

const x = torch.arange(1, 7).reshape(3, 2);
const rolled = x.roll(-1, 0);
print(rolled);

// The row that came round is not wanted: the newest takes its place.
const shifted = rolled.clone();
shifted.put(-1, torch.tensor([7, 8]));
print(shifted);
print(x);

// Again and again: a window that moves over a sequence.
let memory = torch.zeros(3);
for (const next of [5, 9, 2, 7]) {
  memory = memory.roll(-1, 0);
  memory.put(-1, next);
  print(memory);
}

// Exercise: roll makes a new tensor, and that one is written into.
function push(memory: torch.Tensor, next: number): torch.Tensor {
  const moved = memory.roll(-1, 0);
  moved.put(-1, next);
  return moved;
}

print(push(torch.tensor([1, 2, 3]), 5));
