/**
 * @file A text whose kernels most trainings need: products of matrices, convolution, norms, attention, losses, Adam. It is
 * rehearsed once and never run: the GPU of a worker that waits compiles them beforehand, so that a lesson that nobody has
 * opened yet begins sooner, too.
 */

export const USUAL = `
import { torch, nn, F, optim } from 'backstep';

const seen = new nn.Sequential(
  new nn.Conv2d(1, 20, 5), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Flatten(), new nn.Linear(720, 10),
);
const norm = new nn.LayerNorm(32);
const qkv = new nn.Linear(32, 96);
const up = new nn.Linear(32, 128);
const down = new nn.Linear(128, 32);
const answer = new nn.Linear(32, 1);
const layers = [seen, norm, qkv, up, down, answer];
const opt = new optim.Adam(layers.flatMap((layer) => [...layer.parameters()]));

function attend(x) {
  const [q, k, v] = qkv(norm(x)).view(64, 22, 3, 4, 8).permute(2, 0, 3, 1, 4).unbind(0);
  const scores = q.matmul(k.transpose(2, 3)).div(Math.sqrt(8));
  const mixed = scores.add(torch.full([22, 22], -Infinity).triu(1)).softmax(3).matmul(v);
  return mixed.transpose(1, 2).reshape(64, 22, 32);
}

for (let step = 0; step < 2; step++) {
  const x = torch.randn(64, 22, 32);
  const y = x.add(attend(x));
  const guess = answer(y.add(down(F.gelu(up(norm(y))))));
  const error = guess.sub(torch.randn(64, 22, 1)).pow(2).mean();
  const labels = torch.randint(0, 10, [32]);
  const loss = error.add(F.crossEntropy(seen(torch.randn(32, 1, 16, 16)), labels));
  opt.zeroGrad();
  loss.backward();
  opt.step();
}
`;
