/** @file Steps of the lessons' trainings, with the time that each may take for the whole training to end in time. */

import { F, nn, optim, torch } from '../../../engine/index';
import type { Tensor } from '../../../engine/index';
import { numbers, type Ours, type Work } from '../work';

/** A step: what is forgotten, differentiated and moved. */
export type Step = () => Tensor;

/** A training as rows of the table: `steps` steps at a time, which may take `atMost` milliseconds on the cpu. */
function training(name: string, steps: number, atMost: number, begin: () => Step): Work {
  return {
    name,
    targets: { cpu: { kind: 'ms', atMost } },
    ours({ done }: Ours) {
      const step = begin();
      return () => {
        let loss = step();
        for (let i = 1; i < steps; i++) loss = step();
        return done(loss);
      };
    },
  };
}

function stepping(opt: optim.Optimizer, lossOf: () => Tensor): Step {
  return () => {
    const loss = lossOf();
    opt.zeroGrad();
    loss.backward();
    opt.step();
    return loss;
  };
}

const random = (...shape: number[]): Tensor =>
  torch.fromArray(numbers(shape.reduce((a, b) => a * b, 1))).view(shape);
const classes = (count: number, most: number): Tensor =>
  torch.tensor(Array.from({ length: count }, (_, i) => (i * 7) % most));

/** N2: 100,000 steps within 10 s. */
export const chain = (hidden = 2): Step => {
  const net = new nn.Sequential(new nn.Linear(3, hidden), new nn.Linear(hidden, 5));
  const [x, target] = [torch.arange(1, 4).float(), torch.arange(1, 6).float()];
  const opt = new optim.SGD(net.parameters(), { lr: 1e-6 });
  return stepping(opt, () => net(x).sub(target).pow(2).sum());
};

/** N4: 95 % of the test digits are read right after 250 steps, within 2 minutes. */
export const digits = (): Step => {
  const net = new nn.Sequential(
    new nn.Conv2d(1, 20, 5),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(20, 20, 5),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(320, 10),
  );
  const [images, labels] = [random(32, 1, 28, 28), classes(32, 10)];
  const opt = new optim.Adam(net.parameters(), { lr: 4e-3 });
  return stepping(opt, () => F.crossEntropy(net(images), labels));
};

/** N6: a validation loss below 2.3 after 5,000 steps, within 2 minutes. */
export const letters = (): Step => {
  const embedding = new nn.Embedding(27, 10);
  const net = new nn.Sequential(new nn.Linear(30, 100), new nn.Tanh(), new nn.Linear(100, 27));
  const [contexts, next] = [classes(96, 27).view(32, 3), classes(32, 27)];
  const opt = new optim.SGD([...embedding.parameters(), ...net.parameters()], { lr: 0.1 });
  return stepping(opt, () => F.crossEntropy(net(embedding(contexts).view(32, 30)), next));
};

/** N7: within 1.5 times the error of least squares after 1,500 steps, within 10 minutes. */
export const inContext = (): Step => {
  const [tasks, length, width] = [64, 22, 32];
  const layer = new nn.TransformerEncoderLayer(width, 4, {
    dimFeedforward: 4 * width,
    dropout: 0,
    activation: 'gelu',
    batchFirst: true,
    normFirst: true,
  });
  const read = new nn.Linear(5, width);
  const blocks = new nn.TransformerEncoder(layer, 3, { norm: new nn.LayerNorm(width) });
  const answer = new nn.Linear(width, 1);
  const [tokens, target] = [random(tasks, length, 5), random(tasks, length, 1)];
  const mask = torch.full([length, length], -Infinity, { dtype: torch.float32 }).triu(1);
  const parts = [read, blocks, answer].flatMap((part) => part.parameters());
  const opt = new optim.Adam(parts, { lr: 2e-3 });
  return stepping(opt, () =>
    answer(blocks(read(tokens), { mask }))
      .sub(target)
      .pow(2)
      .mean(),
  );
};

export const TRAININGS: readonly Work[] = [
  training('N2: 100 steps of 3-2-5, SGD', 100, 10, () => chain()),
  training('N4: a step of two Conv2d, 32 digits, Adam', 1, 450, digits),
  training('N6: 10 steps of 30-100-27, 32 contexts, SGD', 10, 240, letters),
  training('N7: a step of 3 blocks of width 32, 64 tasks, Adam', 1, 400, inContext),
];
