/** @file Updates of parameters in kernels of their own: as in doubles, step by step, with every setting. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { WebGPUDevice } from '../../../engine/devices/webgpu';
import { observe } from '../../../engine/trace/observer';
import { optim, torch, type Tensor } from '../../../engine/index';
import { dawn, openTestDevice } from '../dawn';

let fused: WebGPUDevice;
let plain: WebGPUDevice;
/** takes the emulation for a GPU: there many parameters are one kernel's */
let hardware: WebGPUDevice;
/** with what every adapter has */
let least: WebGPUDevice;
beforeAll(async () => {
  fused = await openTestDevice();
  plain = await openTestDevice({ fuse: false });
  hardware = await openAsHardware(16);
  least = await openAsHardware(8);
  registerDevice(fused);
  setDefaultDevice(cpu);
});
afterAll(() => [fused, plain, hardware, least].forEach((device) => device.destroy()));

/** @param bindings storage buffers of a kernel, if the adapter has so many */
async function openAsHardware(bindings: number): Promise<WebGPUDevice> {
  const adapter = (await dawn().requestAdapter())!;
  const maxStorageBuffersPerShaderStage = Math.min(bindings, adapter.limits.maxStorageBuffersPerShaderStage);
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBuffersPerShaderStage } });
  return new WebGPUDevice(device, 'as on hardware', false, { validate: true, hostValues: false });
}

type Make = (params: Tensor[]) => optim.Optimizer;

/** Seventy are moved one by one, 72 four at a time. */
const start = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i) * 2);

/** The parameter after some steps down a bowl. */
async function run(make: Make, count: number, to: 'float64' | 'webgpu'): Promise<number[]> {
  const p = torch
    .tensor(start(count))
    .to(to === 'float64' ? torch.float64 : to)
    .detach()
    .requiresGrad_();
  const optimizer = make([p]);
  for (let step = 0; step < 4; step++) {
    optimizer.zeroGrad();
    p.mul(p).mul(p.add(1.5)).sum().backward();
    optimizer.step();
  }
  return (await p.tolist()) as number[];
}

describe('optimisers', () => {
  const makes: Readonly<Record<string, Make>> = {
    Adam: (params) => new optim.Adam(params, { lr: 0.1 }),
    'Adam with weight decay, uphill': (params) =>
      new optim.Adam(params, { lr: 0.05, weightDecay: 0.1, maximize: true }),
    AdamW: (params) => new optim.AdamW(params, { lr: 0.1, weightDecay: 0.3, betas: [0.8, 0.99] }),
    SGD: (params) => new optim.SGD(params, { lr: 0.01 }),
    'SGD with momentum': (params) => new optim.SGD(params, { lr: 0.01, momentum: 0.9, nesterov: true }),
  };
  for (const [name, make] of Object.entries(makes))
    test.each([70, 72])(`${name}, %i elements`, async (count) => {
      const [exact, got] = [await run(make, count, 'float64'), await run(make, count, 'webgpu')];
      exact.forEach((value, i) =>
        expect(Math.abs(got[i]! - value)).toBeLessThan(2e-5 * Math.max(1, Math.abs(value))),
      );
    });

  test('a parameter that is its own gradient', async () => {
    const moved = async (to: 'float64' | 'webgpu'): Promise<unknown> => {
      const p = torch
        .tensor(start(8))
        .to(to === 'float64' ? torch.float64 : to)
        .detach()
        .requiresGrad_();
      p.grad = p.detach();
      const adam = new optim.Adam([p], { lr: 0.5 });
      for (let step = 0; step < 3; step++) adam.step();
      return p.tolist();
    };
    const [exact, got] = [(await moved('float64')) as number[], (await moved('webgpu')) as number[]];
    exact.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
  });
});

describe('all parameters at once', () => {
  /** Of odd sizes, one that is a part of a storage, and three that are more than two workgroups each. */
  const SIZES = [[3], [8, 5], [1], [40, 9], [16], [17], [256], [2, 2], [5, 13], []];

  type Groups = readonly (readonly Tensor[])[];
  type MakeOf = (groups: Groups) => optim.Optimizer;
  const of = (
    Kind: new (params: { params: Tensor[] }[], options: object) => optim.Optimizer,
    options: object,
    others: object = {},
  ): MakeOf => {
    const settings = [{}, others];
    return (groups) =>
      new Kind(
        groups.map((params, i) => ({ params: [...params], ...settings[i] })),
        options,
      );
  };
  const MAKES: Readonly<Record<string, MakeOf>> = {
    Adam: of(optim.Adam as never, { lr: 0.1 }, { lr: 0.03, betas: [0.7, 0.9] }),
    'Adam, uphill': of(optim.Adam as never, { lr: 0.1, maximize: true, weightDecay: 0.1 }),
    AdamW: of(optim.AdamW as never, { lr: 0.05, weightDecay: 0.2 }, { weightDecay: 0 }),
    SGD: of(optim.SGD as never, { lr: 0.02 }, { lr: 0.01, weightDecay: 0.5 }),
    'SGD, momentum': of(optim.SGD as never, { lr: 0.02, momentum: 0.9, dampening: 0.3 }, { momentum: 0 }),
    'SGD, Nesterov': of(optim.SGD as never, { lr: 0.02, momentum: 0.8, nesterov: true, weightDecay: 0.1 }),
  };

  const values = (shape: number[], seed: number): Tensor => {
    const count = shape.reduce((a, b) => a * b, 1);
    return torch
      .fromArray(Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.7)))
      .view(shape);
  };

  /** The last is in the middle of others, which must stay as they are. */
  function leaves(): { params: Tensor[]; whole: Tensor } {
    const whole = torch.fromArray(Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)));
    const all = [...SIZES.map((shape, i) => values(shape, i)), whole.narrow(0, 4, 7)];
    return { params: all.map((x) => x.detach().requiresGrad_()), whole };
  }

  interface Outcome {
    readonly values: number[][];
    /** of the last step */
    readonly dispatches: number;
  }

  /** @param apart an optimiser for each parameter */
  async function train(device: WebGPUDevice, make: MakeOf, apart: boolean): Promise<Outcome> {
    registerDevice(device);
    setDefaultDevice(device);
    try {
      const { params, whole } = leaves();
      const untouched = [whole.narrow(0, 0, 4), whole.narrow(0, 11, 9)].map((x) => x.clone());
      const [some, rest] = [params.slice(0, 6), params.slice(6)];
      const optimizers = apart
        ? params.map((p, i) => make(i < 6 ? [[p], []] : [[], [p]]))
        : [make([some, rest])];
      let dispatches = 0;
      for (let step = 0; step < 3; step++) {
        params.forEach((p, i) => (p.grad = values([...p.shape], 10 * step + i)));
        await device.settled();
        const before = device.counts.dispatches;
        optimizers.forEach((optimizer) => optimizer.step());
        dispatches = device.counts.dispatches - before;
      }
      const values_ = await Promise.all(params.map((p) => p.reshape(-1).tolist()));
      const others = [whole.narrow(0, 0, 4), whole.narrow(0, 11, 9)];
      expect(await torch.cat(others).tolist()).toEqual(await torch.cat(untouched).tolist());
      return { values: values_ as number[][], dispatches };
    } finally {
      registerDevice(fused);
      setDefaultDevice(cpu);
    }
  }

  describe.each(['fused', 'plain', 'hardware', 'least'] as const)('%s', (which) => {
    const device = (): WebGPUDevice => ({ fused, plain, hardware, least })[which];
    const isHardware = which === 'hardware' || which === 'least';

    test.each(Object.keys(MAKES))('%s: the same numbers as one by one', async (name) => {
      const together = await train(device(), MAKES[name]!, false);
      const apart = await train(device(), MAKES[name]!, true);
      expect(together.values).toEqual(apart.values);
      expect(apart.dispatches).toBe(SIZES.length + 1);
      if (!isHardware) return;
      // with eight bindings three parameters and their states; the one that is walked one by one, apart
      expect(together.dispatches).toBeLessThanOrEqual(which === 'least' ? 6 : 5);
    });

    test('listened to, too', async () => {
      const alone = await train(device(), MAKES['AdamW']!, false);
      const told: number[] = [];
      const deaf = (): void => undefined;
      const before = observe({
        ...{ line: 0, op: deaf, requiresGrad: deaf, changing: deaf, mutate: deaf, reshape: deaf },
        ...{ backwardBegin: deaf, backwardStep: deaf, zeroGrad: deaf },
        update: (_, settings, params) => () =>
          void told.push(settings['weightDecay'] as number, params.length),
      });
      try {
        expect((await train(device(), MAKES['AdamW']!, false)).values).toEqual(alone.values);
      } finally {
        observe(before);
      }
      expect(told).toEqual([0.2, 6, 0, 5, 0.2, 6, 0, 5, 0.2, 6, 0, 5]);
    });
  });

  afterEach(() => registerDevice(fused));

  test('parameters that share a storage, and gradients that are parameters, in order', async () => {
    registerDevice(hardware);
    const moved = async (to: 'float64' | 'webgpu'): Promise<unknown> => {
      const whole = torch.tensor(start(8)).to(to === 'float64' ? torch.float64 : to);
      const [p, q, r] = [whole.detach(), whole.detach(), whole.mul(2).detach()];
      [p.grad, q.grad, r.grad] = [whole.mul(3), r.detach(), p.detach()];
      const sgd = new optim.SGD(
        [p, q, r].map((x) => x.requiresGrad_()),
        { lr: 0.1, momentum: 0.5 },
      );
      sgd.step();
      await hardware.settled();
      const before = hardware.counts.dispatches;
      for (let step = 0; step < 2; step++) sgd.step();
      // none of them beside another
      if (to === 'webgpu') expect(hardware.counts.dispatches - before).toBe(2 * 3);
      return torch.cat([p, q, r]).tolist();
    };
    const [exact, got] = [(await moved('float64')) as number[], (await moved('webgpu')) as number[]];
    exact.forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
  });

  test('a loaded state goes on where it was', async () => {
    registerDevice(hardware);
    const steps = async (reload: boolean): Promise<unknown> => {
      const params = [[7], [4]].map((shape, i) => values(shape, i).to('webgpu').detach().requiresGrad_());
      let adam = new optim.Adam(params, { lr: 0.1 });
      for (let step = 0; step < 4; step++) {
        params.forEach((p, i) => (p.grad = values([...p.shape], step + i).to('webgpu')));
        adam.step();
        if (!reload || step !== 1) continue;
        const state = adam.stateDict();
        expect(Object.keys(state.state[0]!)).toEqual(['step', 'expAvg', 'expAvgSq']);
        adam = new optim.Adam(params, { lr: 0.1 });
        adam.loadStateDict(state);
      }
      return Promise.all(params.map((p) => p.tolist()));
    };
    expect(await steps(true)).toEqual(await steps(false));
  });

  test('a gradient that is no number, infinite, or of infinite momentum', async () => {
    registerDevice(hardware);
    const p = torch.tensor([1, 1, 1, 1], { dtype: torch.float32 }).to('webgpu').detach().requiresGrad_();
    const sgd = new optim.SGD([p], { lr: 1, momentum: 0.5 });
    p.grad = torch.tensor([NaN, Infinity, -Infinity, 2]).to('webgpu');
    sgd.step();
    expect(await p.tolist()).toEqual([NaN, -Infinity, Infinity, -1]);
  });
});
