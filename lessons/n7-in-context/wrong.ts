/** @file A wrong attempt: averaging, which forgets that the x of the examples are not independent. */
import { torch, nn, F, optim, baselines, print, type Tensor } from 'backstep';

const steps = 10; // 2_000 follows least squares, after some minutes
const batch = 64;
const dims = 5;
const examples = 11;
const width = 32;
const heads = 4;

/** n tasks with weights of their own: x [n, examples, dims], and y = w · x + noise [n, examples]. */
function tasks(n: number, { noise = 1, inputs = (x: Tensor): Tensor => x } = {}): [Tensor, Tensor] {
  const x = inputs(torch.randn(n, examples, dims));
  const w = torch.randn(n, dims, 1);
  const y = x.matmul(w).squeeze(2).add(torch.randn(n, examples).mul(noise));
  return [x, y];
}

class Block extends nn.Module {
  norm1 = new nn.LayerNorm(width);
  qkv = new nn.Linear(width, 3 * width);
  out = new nn.Linear(width, width);
  norm2 = new nn.LayerNorm(width);
  up = new nn.Linear(width, 4 * width);
  down = new nn.Linear(4 * width, width);

  forward(x: Tensor): Tensor {
    const [n, length] = x.shape;
    const [q, k, v] = this.qkv(this.norm1(x)).view(n, length, 3, heads, -1).permute(2, 0, 3, 1, 4).unbind(0);
    const scores = q.matmul(k.transpose(2, 3)).div(Math.sqrt(width / heads));
    const attention = scores.add(torch.full([length, length], -Infinity).triu(1)).softmax(3);
    const mixed = attention.matmul(v).transpose(1, 2).reshape(n, length, width);
    const y = x.add(this.out(mixed));
    return y.add(this.down(F.gelu(this.up(this.norm2(y)))));
  }
}

class Learner extends nn.Module {
  read = new nn.Linear(dims, width);
  position = new nn.Parameter(torch.randn(2 * examples, width).mul(0.02));
  blocks = new nn.Sequential(new Block(), new Block(), new Block());
  norm = new nn.LayerNorm(width);
  answer = new nn.Linear(width, 1);

  /** The y it expects at every x, from the pairs before it. */
  forward(x: Tensor, y: Tensor): Tensor {
    const numbers = F.pad(y.unsqueeze(2), [0, dims - 1]);
    const tokens = torch.stack([x, numbers], 2).view(-1, 2 * examples, dims); // x₁, y₁, x₂, y₂ …
    const h = this.norm(this.blocks(this.read(tokens).add(this.position)));
    return this.answer(h).view(-1, examples, 2).select(2, 0);
  }
}
torch.manualSeed(5);
const net = new Learner();
const opt = new optim.Adam(net.parameters(), { lr: 2e-3 });
for (let step = 0; step < steps; step++) {
  const [x, y] = tasks(batch);
  const loss = net(x, y).sub(y).pow(2).mean();
  opt.zeroGrad();
  loss.backward();
  opt.step();
}

/** Mean squared errors with 2, 4, 6 … examples: a row for each way to answer. */
function curves([x, y]: [Tensor, Tensor]): Tensor {
  const { leastSquares, nearestNeighbours, averaging, lasso } = baselines;
  const error = (guess: Tensor, k: number): Tensor => guess.sub(y.select(1, k)).pow(2).mean();
  const given = torch.noGrad(() => net(x, y));
  const counts = Array.from({ length: Math.floor(examples / 2) }, (_, i) => 2 * i + 2);
  const rows = [leastSquares, nearestNeighbours, averaging, lasso].map((answer) =>
    counts.map((k) => error(answer(x.narrow(1, 0, k), y.narrow(1, 0, k), x.select(1, k)), k)),
  );
  return torch.stack(
    [counts.map((k) => error(given.select(1, k), k)), ...rows].map((row) => torch.stack(row)),
  );
}

const asTrained = curves(tasks(200));
print('transformer, least squares, 3 nearest, averaging, Lasso; with 2, 4, 6 … examples:');
print(asTrained);

// Exercise, wrong: right only if XᵀX happened to be n times the identity.
function leastSquares(xs: Tensor, ys: Tensor, query: Tensor): Tensor {
  const w = xs.t().matmul(ys).div(ys.shape[0]);
  return w.mul(query).sum();
}
