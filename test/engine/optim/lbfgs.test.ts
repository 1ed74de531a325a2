/** @file L-BFGS against real PyTorch, step by step, on every device. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optim, torch, type Tensor } from '../../../engine/index';
import { camelOptions } from '../../golden/modules/names';
import { dtypeOf, numbers, type Numbers } from '../../golden/packed';
import { testDevices } from '../devices';

interface Valley {
  options: Record<string, unknown>;
  dtype: string;
  print: string;
  steps: { loss: number; calls: number; params: Numbers }[];
}

const { valleys } = JSON.parse(
  readFileSync(new URL('../../golden/modules/optim.json', import.meta.url), 'utf8'),
) as { valleys: Valley[] };

const devices = await testDevices();

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const here = valleys.filter(({ dtype }) => device.name === 'cpu' || dtype === 'float32');

  test.each(here.map((v) => [`${v.dtype} ${JSON.stringify(v.options)}`, v] as const))(
    '%s',
    async (_, { options, dtype: name, print, steps }) => {
      const dtype = dtypeOf(name);
      const a = torch.tensor([-1.5, 2], { dtype, requiresGrad: true });
      const b = torch.tensor([[0.5, -1, 2]], { dtype, requiresGrad: true });
      const scales = torch.tensor([1, 5, 0.25], { dtype });
      const opt = new optim.LBFGS([a, b], camelOptions(options));
      expect(String(opt)).toBe(print);
      let calls = 0;
      const closure = (): Tensor => {
        calls++;
        opt.zeroGrad();
        const [x, y] = [a.at(0), a.at(1)];
        const valley = y.sub(x.pow(2)).pow(2).mul(10).add(x.rsub(1).pow(2));
        const loss = valley.add(b.sub(1).pow(2).mul(scales).sum());
        loss.backward();
        return loss;
      };
      const slack = name === 'float64' ? 1e-7 : 2e-4;
      for (const step of steps) {
        const loss = await (await opt.step(closure)).item();
        expect(calls).toBe(step.calls);
        expect(Math.abs(loss - step.loss)).toBeLessThanOrEqual(slack * (1 + step.loss));
        const got = [...((await a.tolist()) as number[]), ...((await b.reshape(-1).tolist()) as number[])];
        numbers(step.params).forEach((x, i) => expect(Math.abs(got[i]! - x)).toBeLessThanOrEqual(slack));
      }
    },
  );
});

test('on the cpu the loss is there at once; without a closure, and with groups, it is refused', () => {
  const p = torch.tensor([2], { dtype: torch.float32, device: 'cpu', requiresGrad: true });
  const opt = new optim.LBFGS([p]);
  const loss = opt.step(() => {
    opt.zeroGrad();
    const square = p.pow(2).sum();
    square.backward();
    return square;
  });
  expect(loss.shape).toEqual([]);
  expect(() => opt.step()).toThrow("LBFGS.step() missing 1 required positional argument: 'closure'");
  expect(
    () => new optim.LBFGS([{ params: [p] }, { params: [torch.zeros(1, { requiresGrad: true })] }]),
  ).toThrow("LBFGS doesn't support per-parameter options (parameter groups)");
  expect(() => new optim.LBFGS([p], { lineSearchFn: 'armijo' as 'strong_wolfe' }).step(() => p)).toThrow(
    "only 'strong_wolfe' is supported",
  );
});

test('what it remembers goes out and in: a copy goes on as the original does', async () => {
  const start = (): { p: Tensor; opt: optim.LBFGS; step: () => unknown } => {
    const p = torch.tensor([3, -2], { dtype: torch.float64, device: 'cpu', requiresGrad: true });
    const opt = new optim.LBFGS([p], { maxIter: 2, lr: 0.1 });
    const step = (): unknown =>
      opt.step(() => {
        opt.zeroGrad();
        const loss = p.pow(4).sum();
        loss.backward();
        return loss;
      });
    return { p, opt, step };
  };
  const [one, other] = [start(), start()];
  one.step();
  other.p.data.copy_(one.p.data);
  other.opt.loadStateDict(one.opt.stateDict());
  one.step();
  other.step();
  expect(await other.p.tolist()).toEqual(await one.p.tolist());
});
