/** @file Trains twins: one network with the learner's `fit`, its copy as the lesson does, and compares their weights. */

import { nn, optim, torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { call, fail, figure, figures, learnerFunction, pass } from '../check-helpers';
import { readNumbers } from '../check-networks';
import type { Check } from '../types';

interface Task {
  readonly inputs: number;
  readonly outputs: number;
  readonly steps: number;
  readonly lr: number;
}

const TASKS: readonly Task[] = [
  { inputs: 3, outputs: 5, steps: 3, lr: 0.004 },
  { inputs: 2, outputs: 1, steps: 1, lr: 0.05 },
  { inputs: 1, outputs: 3, steps: 10, lr: 0.01 },
];

/** How a loop can go wrong, and what to say to it. */
interface Variant {
  readonly reset?: boolean;
  readonly mean?: boolean;
  readonly direction?: number;
  readonly more?: number;
}

const SLIPS: readonly (readonly [Variant, string])[] = [
  [{ reset: false }, 'These are the weights of a training without opt.zeroGrad(): the gradients pile up.'],
  [{ mean: true }, 'These are the weights for the mean of the squared differences; asked for is their sum.'],
  [{ direction: -1 }, 'The steps go up the gradient, away from the target.'],
  [{ more: 1 }, 'It made one step too many.'],
  [{ more: -1 }, 'It made one step too few.'],
];

/** A network that begins where this one is. */
function copyOf(net: nn.Linear): nn.Linear {
  const copy = new nn.Linear(net.inFeatures, net.outFeatures);
  copy.loadStateDict(net.stateDict());
  return copy;
}

/** The lesson's own loop, or one that goes wrong. */
function trained(start: nn.Linear, task: Task, x: Tensor, target: Tensor, variant: Variant = {}): nn.Linear {
  const { reset = true, mean = false, direction = 1, more = 0 } = variant;
  const net = copyOf(start);
  const opt = new optim.SGD(net.parameters(), { lr: task.lr });
  for (let step = 0; step < task.steps + more; step++) {
    const squares = net(x).sub(target).pow(2);
    const loss = (mean ? squares.mean() : squares.sum()).mul(direction);
    if (reset) opt.zeroGrad();
    loss.backward();
    opt.step();
  }
  return net;
}

/** All weights and biases of a net in one list. */
async function weightsOf(net: nn.Module): Promise<readonly number[]> {
  const all: number[] = [];
  for (const parameter of net.parameters()) {
    const read = await readNumbers(parameter.detach());
    if (read.ok) all.push(...read.value.values);
  }
  return all;
}

/** The place of the largest difference; −1: both agree, as far as float32 does. */
function farthest(actual: readonly number[], expected: readonly number[]): number {
  let place = -1;
  let most = 2e-5;
  expected.forEach((wanted, i) => {
    const distance = Math.abs(actual[i]! - wanted) / Math.max(1, Math.abs(wanted));
    if (distance <= most) return;
    most = distance;
    place = i;
  });
  return Number.isNaN(actual.reduce((a, b) => a + b, 0)) ? actual.findIndex(Number.isNaN) : place;
}

/** Passes when `fit(net, x, target, steps, lr)` leaves the weights that SGD leaves. */
export const check: Check = async (context) => {
  const fit = learnerFunction(context, 'fit');
  if (!fit.ok) return fail(fit.reason);

  for (const task of TASKS) {
    const x = torch.arange(1, task.inputs + 1).float();
    const target = torch.arange(1, task.outputs + 1).float();
    const begin = new nn.Linear(task.inputs, task.outputs);
    const net = copyOf(begin);
    const start = await weightsOf(begin);
    const result = await call('fit', fit.value, [net, x, target, task.steps, task.lr]);
    if (!result.ok) return fail(result.reason);

    const actual = await weightsOf(net);
    const expected = await weightsOf(trained(begin, task, x, target));
    const place = farthest(actual, expected);
    if (place < 0) continue;
    const [got, wanted] = figures(actual[place]!, expected[place]!);
    const where = `After fit(…, steps = ${task.steps}, lr = ${figure(task.lr, 1)}) a weight that began at ${figure(start[place]!)}`;
    if (farthest(actual, start) < 0) {
      return fail(`${where} is still there; ${wanted} is where SGD takes it. Who calls opt.step()?`);
    }
    for (const [variant, hint] of SLIPS) {
      const slipped = await weightsOf(trained(begin, task, x, target, variant));
      if (farthest(actual, slipped) < 0) return fail(`${where} is ${got}, not ${wanted}. ${hint}`);
    }
    return fail(`${where} is ${got}; SGD on the sum of squared differences takes it to ${wanted}.`);
  }
  return pass(`fit trained ${TASKS.length} different networks just as SGD does, weight by weight.`);
};
