/** @file A wrong attempt: along dimension 0 the classes name rows. */
import { torch, print } from 'backstep';

const x = torch.arange(1, 13).reshape(4, 3);
const index = torch.tensor([
  [0, 1, 0],
  [1, 0, 0],
  [0, 0, 1],
  [0, 1, 0],
]);
const gathered = x.gather(1, index);
print(gathered);

// One of each row.
const column = torch.tensor([[1], [0], [2], [1]]);
const picked = x.gather(1, column);
print(picked);

// An index that was computed: where the largest of each row stands.
const scores = torch.tensor([
  [0.1, 0.7, 0.2],
  [0.5, 0.3, 0.2],
  [0.2, 0.2, 0.6],
  [0.1, 0.8, 0.1],
]);
const best = scores.max(1, { keepdim: true }).indices;
const winners = x.gather(1, best);
print(winners);

// Exercise, wrong: gathered along the rows.
function pick(p: torch.Tensor, classes: torch.Tensor): torch.Tensor {
  return p.gather(0, classes.unsqueeze(0)).squeeze(0);
}

print(pick(scores, torch.tensor([1, 0, 2])));
