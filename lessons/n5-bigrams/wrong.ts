/** @file A wrong attempt: without keepdim the sums line up with the columns. */
import { torch, F, optim, Generator, data, print, type Tensor } from 'backstep';

const howMany = 1000;
const steps = 100;
const names = (await data.names()).slice(0, howMany);

// A dot, number 0, stands before the first letter of a name and behind its last; a is 1, z is 26.
const letters = '.abcdefghijklmnopqrstuvwxyz';
const first: number[] = [];
const second: number[] = [];
for (const name of names) {
  const text = [...`.${name}.`].map((letter) => letters.indexOf(letter));
  first.push(...text.slice(0, -1));
  second.push(...text.slice(1));
}
const xs = torch.tensor(first);
const ys = torch.tensor(second);
print(names.length, 'names have', xs.numel(), 'pairs of letters');

// Counting: each pair adds 1 in the row of its first letter and the column of its second.
const X = F.oneHot(xs, 27).float();
const Y = F.oneHot(ys, 27).float();
const counts = X.t().matmul(Y);

// Each row by its own sum: [27, 27] ÷ [27, 1].
const probabilities = counts.div(counts.sum(1, { keepdim: true }));
const ofPairs = probabilities.indexSelect(0, xs).gather(1, ys.unsqueeze(1));
const counted = ofPairs.log().mean().neg();
print('loss of the counts ', counted);

// Learning: one layer without a bias gives the scores (logits) of all 27 letters that could come next.
const generator = new Generator().manualSeed(2147483647);
const W = torch.randn(27, 27, { generator, requiresGrad: true });
const opt = new optim.Adam([W], { lr: 0.3 });
for (let step = 0; step < steps; step++) {
  const loss = F.crossEntropy(X.matmul(W), ys);
  opt.zeroGrad();
  loss.backward();
  opt.step();
}
const learned = F.crossEntropy(X.matmul(W), ys);
print('loss of the network', learned);

// Names nobody has: from a dot on, draw what follows until it is a dot again.
async function invent(table: Tensor): Promise<string> {
  let name = '';
  for (let at = 0; name === '' || at !== 0;) {
    at = await torch.multinomial(table.select(0, at), 1, { replacement: true, generator }).item();
    name += letters[at];
  }
  return name;
}
const softmax = W.detach().softmax(1);
for (let i = 0; i < 5; i++) print(await invent(probabilities), await invent(softmax));

// Exercise, wrong: [n, n] ÷ [n] divides column j by the sum of row j, and no error tells.
function smoothed(counts: Tensor): Tensor {
  const more = counts.add(1);
  return more.div(more.sum(1));
}

print(smoothed(counts));
