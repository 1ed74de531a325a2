/** @file Optimisers and schedulers against real PyTorch, step by step. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optim, torch, type Tensor } from '../../../engine/index';
import { camelOptions } from '../../golden/modules/names';
import { dtypeOf, numbers, type Numbers } from '../../golden/packed';
import { testDevices, type TestDevice } from '../devices';

type Options = Record<string, unknown>;

interface Golden {
  runs: {
    name: OptimName;
    options: Options;
    dtype: string;
    grouped: boolean;
    print: string;
    steps: Numbers[];
  }[];
  refusals: { name: OptimName; options: Options; message: string }[];
  schedules: {
    name: string;
    optimizer: 'SGD' | 'Adam';
    args: unknown[];
    options: Options;
    rates: number[];
    momenta: number[];
  }[];
  plateaus: { options: Options; metrics: number[]; rates: number[] }[];
  sequential: number[];
  chained: number[];
}

type OptimName = 'SGD' | 'Adam' | 'AdamW' | 'NAdam' | 'RMSprop' | 'Adagrad' | 'Adadelta';

const golden = JSON.parse(
  readFileSync(new URL('../../golden/modules/optim.json', import.meta.url), 'utf8'),
) as Golden;

const make = (name: OptimName, params: unknown, options: Options): optim.Optimizer =>
  new (optim[name] as unknown as new (params: unknown, options: Options) => optim.Optimizer)(
    params,
    camelOptions(options),
  );

let devices: readonly TestDevice[] = [];
beforeAll(async () => {
  devices = await testDevices();
  devices.find(({ name }) => name === 'cpu')!.use();
});

describe.each(['cpu', 'webgpu'] as const)('20 steps on %s', (place) => {
  const use = (name: string): void => devices.find((device) => device.name === name)!.use();
  beforeAll(() => use(place));
  afterAll(() => use('cpu'));
  const runs = golden.runs.filter(({ dtype }) => place === 'cpu' || dtype === 'float32');

  test.each(runs.map((r) => [`${r.name} ${r.dtype} ${JSON.stringify(r.options)} ${r.grouped}`, r] as const))(
    '%s',
    async (_, { name, options, dtype: typeName, grouped, print, steps }) => {
      const dtype = dtypeOf(typeName);
      const leaf = (data: number[] | number[][]): Tensor => torch.tensor(data, { dtype, requiresGrad: true });
      const a = leaf([
        [1, -2, 0.5],
        [3, 0.25, -1],
      ]);
      const b = leaf([0.5, 1.5, -0.75]);
      const scales = torch.tensor([0.1, 1, 5], { dtype: torch.float32 }).to(dtype);
      const params = grouped ? [{ params: [a] }, { params: [b], lr: 0.02 }] : [a, b];
      const opt = make(name, params, options);
      // a Python float that is whole prints with its point; a JavaScript number has none
      expect(String(opt)).toBe(print.replace(/: (\d+)\.0\n/g, ': $1\n'));
      const slack = dtype === torch.float64 ? 1e-12 : place === 'cpu' ? 2e-6 : 1e-5;
      for (const expected of steps) {
        opt.zeroGrad();
        const loss = a
          .mul(scales)
          .sum(-1)
          .pow(2)
          .sum()
          .add(b.sub(2).pow(2).sum().mul(0.5))
          .add(a.mul(b).sum());
        loss.backward();
        opt.step();
        const got = [...((await a.reshape(-1).tolist()) as number[]), ...((await b.tolist()) as number[])];
        numbers(expected).forEach((x, i) =>
          expect(Math.abs(got[i]! - x)).toBeLessThanOrEqual(slack * (1 + Math.abs(x))),
        );
      }
    },
  );
});

test.each(golden.refusals)('refuses $name $options', ({ name, options, message }) => {
  expect(() => make(name, [torch.zeros([1], { requiresGrad: true })], options)).toThrow(
    expect.objectContaining({ name: 'ValueError', message }),
  );
});

describe('schedulers', () => {
  const functions: Record<string, (epoch: number) => number> = {
    half: (epoch) => 0.5 ** epoch,
    inverse: (epoch) => 1 / (1 + epoch),
  };
  const near = (got: number, wanted: number): void => expect(Math.abs(got - wanted)).toBeLessThan(1e-14);

  test.each(
    golden.schedules.map((s) => [`${s.name} ${s.optimizer} ${JSON.stringify(s.options)}`, s] as const),
  )('%s', (_, { name, optimizer: kind, args, options, rates, momenta }) => {
    const p = torch.zeros([1], { requiresGrad: true });
    const opt = make(kind, [p], kind === 'SGD' ? { lr: 0.1, momentum: 0.9 } : { lr: 0.1 });
    const Scheduler = (
      optim.lrScheduler as unknown as Record<
        string,
        new (...given: unknown[]) => optim.lrScheduler.LRScheduler
      >
    )[name]!;
    const given = args.map((arg) => (typeof arg === 'string' ? functions[arg] : arg));
    const scheduler = new Scheduler(opt, ...given, camelOptions(options));
    near(scheduler.getLastLr()[0]!, rates[0]!);
    momenta.forEach((momentum, i) => {
      scheduler.step();
      near(scheduler.getLastLr()[0]!, rates[i + 1]!);
      const group = opt.paramGroups[0] as unknown as { momentum: number; betas: number[] };
      near(kind === 'SGD' ? group.momentum : group.betas[0]!, momentum);
    });
  });

  test.each(golden.plateaus)('ReduceLROnPlateau $options', ({ options, metrics, rates }) => {
    const opt = new optim.SGD([torch.zeros([1], { requiresGrad: true })], { lr: 0.1 });
    const scheduler = new optim.lrScheduler.ReduceLROnPlateau(opt, camelOptions(options));
    metrics.forEach((metric, i) => {
      scheduler.step(metric);
      near(scheduler.getLastLr()[0]!, rates[i]!);
    });
  });

  test('SequentialLR', () => {
    const { SequentialLR, LinearLR, ExponentialLR, StepLR } = optim.lrScheduler;
    const opt = new optim.SGD([torch.zeros([1], { requiresGrad: true })], { lr: 0.1 });
    const parts = [
      new LinearLR(opt, { startFactor: 0.25, totalIters: 4 }),
      new ExponentialLR(opt, 0.9),
      new StepLR(opt, 2),
    ];
    const scheduler = new SequentialLR(opt, parts, [5, 10]);
    golden.sequential.forEach((rate, i) => {
      if (i > 0) scheduler.step();
      near(scheduler.getLastLr()[0]!, rate);
    });
  });

  test('ChainedScheduler', () => {
    const { ChainedScheduler, ConstantLR, ExponentialLR } = optim.lrScheduler;
    const opt = new optim.SGD([torch.zeros([1], { requiresGrad: true })], { lr: 0.1 });
    const scheduler = new ChainedScheduler([
      new ConstantLR(opt, { factor: 0.5, totalIters: 3 }),
      new ExponentialLR(opt, 0.9),
    ]);
    golden.chained.forEach((rate, i) => {
      if (i > 0) scheduler.step();
      near(scheduler.getLastLr()[0]!, rate);
    });
  });

  interface Saved {
    step(metric?: number): void;
    getLastLr(): number[];
    stateDict(): optim.SchedulerState;
    loadStateDict(state: optim.SchedulerState): void;
  }
  const S = optim.lrScheduler;
  const saved: Record<string, (opt: optim.SGD) => Saved> = {
    StepLR: (opt) => new S.StepLR(opt, 3),
    MultiStepLR: (opt) => new S.MultiStepLR(opt, [2, 6]),
    ConstantLR: (opt) => new S.ConstantLR(opt),
    LinearLR: (opt) => new S.LinearLR(opt, { totalIters: 8 }),
    ExponentialLR: (opt) => new S.ExponentialLR(opt, 0.9),
    PolynomialLR: (opt) => new S.PolynomialLR(opt, { totalIters: 9 }),
    CyclicLR: (opt) => new S.CyclicLR(opt, 0.01, 0.5, { stepSizeUp: 3 }),
    CosineAnnealingLR: (opt) => new S.CosineAnnealingLR(opt, 6),
    CosineAnnealingWarmRestarts: (opt) => new S.CosineAnnealingWarmRestarts(opt, 3, { tMult: 2 }),
    LambdaLR: (opt) => new S.LambdaLR(opt, (epoch) => 1 / (1 + epoch)),
    MultiplicativeLR: (opt) => new S.MultiplicativeLR(opt, () => 0.9),
    OneCycleLR: (opt) => new S.OneCycleLR(opt, 0.5, { totalSteps: 12 }),
    ReduceLROnPlateau: (opt) => new S.ReduceLROnPlateau(opt, { patience: 1, cooldown: 2 }),
    SequentialLR: (opt) =>
      new S.SequentialLR(opt, [new S.LinearLR(opt, { totalIters: 3 }), new S.ExponentialLR(opt, 0.9)], [4]),
    ChainedScheduler: (opt) =>
      new S.ChainedScheduler([new S.ConstantLR(opt, { totalIters: 6 }), new S.ExponentialLR(opt, 0.9)]),
  };

  test('every scheduler is tried for its state dict', () => {
    const abstracts = ['LRScheduler'];
    expect(Object.keys(saved).sort()).toEqual(
      Object.keys(S)
        .filter((name) => !abstracts.includes(name))
        .sort(),
    );
  });

  test.each(Object.entries(saved))('%s goes on from its state dict', (_, build) => {
    const fresh = (): optim.SGD =>
      new optim.SGD([torch.zeros([1], { requiresGrad: true })], { lr: 0.1, momentum: 0.9 });
    const metrics = [3, 2, 2, 2, 2, 2, 2, 2, 2, 2];
    const whole = build(fresh());
    const firstOpt = fresh();
    const first = build(firstOpt);
    metrics.slice(0, 5).forEach((metric) => {
      whole.step(metric);
      first.step(metric);
    });
    // the state crosses a file as JSON does
    const state = JSON.parse(JSON.stringify(first.stateDict())) as optim.SchedulerState;
    const secondOpt = fresh();
    const second = build(secondOpt);
    secondOpt.loadStateDict(firstOpt.stateDict());
    second.loadStateDict(state);
    metrics.slice(5).forEach((metric) => {
      whole.step(metric);
      second.step(metric);
      near(second.getLastLr()[0]!, whole.getLastLr()[0]!);
    });
  });

  test('a total that is over, and arguments that make no sense, are refused', () => {
    const { OneCycleLR, ReduceLROnPlateau } = optim.lrScheduler;
    const opt = new optim.SGD([torch.zeros([1], { requiresGrad: true })], { lr: 0.1, momentum: 0.9 });
    const scheduler = new OneCycleLR(opt, 1, { totalSteps: 2 });
    scheduler.step();
    scheduler.step();
    expect(() => scheduler.step()).toThrow('Tried to step 3 times. The specified number of total steps is 2');
    expect(() => new OneCycleLR(opt, 1)).toThrow(
      'You must define either total_steps OR (epochs AND steps_per_epoch)',
    );
    expect(() => new ReduceLROnPlateau(opt, { factor: 1 })).toThrow('Factor should be < 1.0.');
  });
});

describe('the optimizer itself', () => {
  const leaf = (): Tensor => torch.tensor([1, 2], { dtype: torch.float32, requiresGrad: true });

  test('goes on from its state dict as if nothing had happened', async () => {
    const train = (p: Tensor, opt: optim.Optimizer, steps: number): void => {
      for (let i = 0; i < steps; i++) {
        opt.zeroGrad();
        p.pow(2).sum().backward();
        opt.step();
      }
    };
    const [a, b] = [leaf(), leaf()];
    const whole = new optim.Adam([a], { lr: 0.1 });
    train(a, whole, 6);
    const first = new optim.Adam([b], { lr: 0.1 });
    train(b, first, 3);
    const saved = first.stateDict();
    expect(Object.keys(saved.state[0]!)).toEqual(['step', 'expAvg', 'expAvgSq']);
    const second = new optim.Adam([b], { lr: 5 });
    second.loadStateDict(saved);
    train(b, second, 3);
    expect(await b.tolist()).toEqual(await a.tolist());
    const two = new optim.Adam([leaf(), leaf()]);
    expect(() => two.loadStateDict(saved)).toThrow(
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    );
  });

  test('step(closure) computes the loss with gradients on and gives it back', async () => {
    const p = leaf();
    const opt = new optim.SGD([p], { lr: 0.5 });
    const loss = torch.noGrad(() =>
      opt.step(() => {
        const value = p.pow(2).sum();
        value.backward();
        return value;
      }),
    );
    expect(await loss.item()).toBe(5);
    expect(await p.tolist()).toEqual([0, 0]);
  });

  test('refuses what it cannot optimise', () => {
    const p = leaf();
    expect(() => new optim.SGD([])).toThrow('optimizer got an empty parameter list');
    expect(() => new optim.SGD([p.mul(2)])).toThrow("can't optimize a non-leaf Tensor");
    expect(() => new optim.SGD([{ params: [p] }, { params: [p] }])).toThrow(
      'some parameters appear in more than one parameter group',
    );
    expect(() => new optim.SGD([3] as unknown as Tensor[])).toThrow('optimizer can only optimize Tensors');
  });
});
