/** @file The lesson’s model, with a count of the neurons that cannot learn. */
import { torch, F, optim, data, print, type Tensor } from 'backstep';

const steps = 1000; // 5_000 for a better model
const spread = 1.0; // of the first weights: 0.3 keeps the hidden layer awake

// Every letter of every name, with the three before it. A dot, number 0, fills up at the start and ends a name.
function windows(names: readonly string[]): [Tensor, Tensor] {
  const before: number[][] = [];
  const next: number[] = [];
  for (const name of names) {
    let context = [0, 0, 0];
    for (const letter of `${name}.`) {
      before.push(context);
      next.push('.abcdefghijklmnopqrstuvwxyz'.indexOf(letter));
      context = [...context.slice(1), next.at(-1)];
    }
  }
  return [torch.tensor(before), torch.tensor(next)];
}
const names = await data.names();
const [X, Y] = windows(names.slice(0, 7500));
const [Xval, Yval] = windows(names.slice(7500));

// Ten numbers for each letter; three letters give 30, which go into 100 neurons with tanh, and on to 27 scores.
torch.manualSeed(42);
const C = torch.randn(27, 10);
const W1 = torch.randn(30, 100).mul(spread);
const b1 = torch.zeros(100);
const W2 = torch.randn(100, 27).mul(0.01);
const b2 = torch.zeros(27);
const parameters = [C, W1, b1, W2, b2].map((parameter) => parameter.requiresGrad_());
const opt = new optim.SGD(parameters, { lr: 0.1 });

function hidden(inputs: Tensor): Tensor {
  const embedded = F.embedding(inputs, C).view(-1, 30);
  const n = embedded.matmul(W1).add(b1);
  return n.tanh();
}

function lossOf(h: Tensor, targets: Tensor): Tensor {
  const logits = h.matmul(W2).add(b2);
  return F.crossEntropy(logits, targets);
}

for (let step = 0; step < steps; step++) {
  const batch = torch.randint(0, X.shape[0], [32]);
  const h = hidden(X.indexSelect(0, batch));
  const loss = lossOf(h, Y.indexSelect(0, batch));
  opt.zeroGrad();
  loss.backward();
  opt.step();
  if (step === 0) print('loss at first    ', loss, 'saturated', h.abs().gt(0.99).float().mean());
}

torch.noGrad(() => {
  print('loss on new names', lossOf(hidden(Xval), Yval));
  const h = hidden(X.narrow(0, 0, 32));
  print('saturated        ', h.abs().gt(0.99).float().mean());
});

// Exercise: saturated in every row, column by column.
function asleep(h: Tensor): Tensor {
  return h.abs().gt(0.99).all(0).sum();
}

const first = torch.noGrad(() => hidden(X.narrow(0, 0, 32)));
print('asleep', asleep(first));
