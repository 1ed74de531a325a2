/** @file A long training frees what it made: nobody disposes of anything, and memory stays where it was. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { F, nn, optim, torch } from '../../engine/index';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes in use when all that can go has gone, elements included. */
function used(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const STEPS = 100_000;

test('100,000 steps of a training hold on to nothing', { timeout: 600_000 }, async () => {
  setDefaultDevice(cpu);
  torch.manualSeed(1);
  const net = new nn.Linear(3, 2);
  const optimizer = new optim.SGD(net.parameters(), { lr: 1e-3, momentum: 0.5 });
  const x = torch.randn(5, 3);
  const y = torch.randn(5, 2);
  const train = async (steps: number): Promise<number> => {
    let loss = F.mseLoss(net(x), y);
    for (let step = 0; step < steps; step++) {
      optimizer.zeroGrad();
      loss = F.mseLoss(net(x), y);
      loss.backward();
      optimizer.step();
    }
    return loss.item();
  };
  const first = await train(2_000);
  const before = used();
  const marks: number[] = [];
  let last = first;
  for (let part = 0; part < 4; part++) {
    last = await train((STEPS - 2_000) / 4);
    marks.push(used() - before);
  }
  expect(last).toBeLessThan(first);
  // a single tensor held on to in each step would be some 20 MB by the end
  for (const grown of marks) expect(grown).toBeLessThan(2_000_000);
});
