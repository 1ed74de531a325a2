/** @file A network through two numbers tries to learn [a, b, c] → [a, b, c, c + 1, c + 2]. */
import { torch, nn, optim, F, print, type Tensor } from 'backstep';

const steps = 500;
const hidden = 2;

/** The right answers to vectors [n, 3], as [n, 5]. */
function answers(vectors: Tensor): Tensor {
  const c = vectors.narrow(1, 2, 1);
  return torch.cat([vectors, c.add(1), c.add(2)], 1);
}

torch.manualSeed(3);
const net = new nn.Sequential(new nn.Linear(3, hidden), new nn.Linear(hidden, 5));
const opt = new optim.Adam(net.parameters(), { lr: 0.05 });

for (let step = 0; step < steps; step++) {
  const vectors = torch.randint(-10, 11, [32, 3]).float();
  const loss = F.mseLoss(net(vectors), answers(vectors));
  opt.zeroGrad();
  loss.backward();
  opt.step();
}

// Vectors it has never seen.
const unseen = torch.tensor([
  [5.0, -8.0, 2.0],
  [30.0, 0.0, -20.0],
]);
const wanted = answers(unseen);
const given = net(unseen);
print('wanted', wanted);
print('given ', given);
