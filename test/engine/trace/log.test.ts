/** @file An episode that is told late, because nobody knew that it would be the last, is told as it would have been at once. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import { EpisodePlan } from '../../../engine/trace/episodes';
import type { TraceEvent } from '../../../engine/trace/events';
import { Kept } from '../../../engine/trace/kept';
import { observe, type Observer } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import { testDevices } from '../devices';

afterEach(() => void observe(null));

/** One more than a round number: the last episode is not kept for its own sake. */
const STEPS = 14;

type Step = (recorder: Recorder, step: number) => unknown;

/** Trainings, each with what comes before its loop, and one turn of it. */
const PROGRAMS: Readonly<Record<string, () => Step>> = {
  'modules and SGD'() {
    const net = new nn.Sequential(new nn.Linear(3, 2), new nn.Tanh(), new nn.Linear(2, 1));
    const sgd = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
    const x = torch.randn(4, 3);
    return (recorder, step) => {
      recorder.line = step;
      const y = net(x);
      recorder.name(y, 'y');
      const loss = y.pow(2).mean();
      recorder.name(loss, 'loss');
      sgd.zeroGrad();
      loss.backward();
      sgd.step();
    };
  },
  'gradients that are filled with zeros, and Adam'() {
    const w = torch.randn(3, 3).requiresGrad_();
    const adam = new optim.Adam([w], { lr: 0.1 });
    return () => {
      w.t().matmul(w).sum().backward();
      adam.step();
      adam.zeroGrad({ setToNone: false });
    };
  },
  'gradients that add up, over two backwards'() {
    const w = torch.randn(3).requiresGrad_();
    const sgd = new optim.SGD([w], { lr: 0.01 });
    return (_, step) => {
      w.mul(w).sum().backward();
      w.mul(3).sum().backward();
      w.grad!.mul(2);
      sgd.step();
      if (step % 3 === 0) sgd.zeroGrad();
    };
  },
  'updates by hand, and a view of the weights'() {
    const w = torch.randn(4).requiresGrad_();
    return (recorder) => {
      const view = w.view(2, 2);
      recorder.name(view, 'view');
      view.exp().sum().backward();
      torch.noGrad(() => w.sub_(w.grad!.mul(0.01)));
      w.grad!.zero_();
    };
  },
  'updates of what is detached'() {
    const w = torch.randn(4).requiresGrad_();
    return () => {
      w.exp().sum().backward();
      w.data.sub_(w.grad!.mul(0.01));
      w.grad = null;
    };
  },
  'in-place ops in the graph, and a hook that changes what it sees'() {
    const w = torch.randn(4).requiresGrad_();
    const sgd = new optim.SGD([w], { lr: 0.01 });
    return () => {
      const h = w.mul(2);
      h.retainGrad();
      h.registerHook((gradient) => gradient.clone().mul_(0.5));
      h.mul_(5).add_(1);
      h.select(0, 1).mul_(3);
      sgd.zeroGrad();
      h.sum().backward();
      sgd.step();
    };
  },
  'statistics that a module keeps, and clipped gradients'() {
    const net = new nn.Sequential(new nn.Linear(3, 4), new nn.BatchNorm1d(4), new nn.Dropout(0.5));
    const sgd = new optim.SGD(net.parameters(), { lr: 0.1 });
    const x = torch.randn(8, 3);
    return () => {
      const loss = net(x).abs().mean();
      sgd.zeroGrad();
      loss.backward();
      nn.utils.clipGradNorm_(net.parameters(), 0.01);
      sgd.step();
    };
  },
  'large tensors'() {
    const w = torch.randn(100, 60).requiresGrad_();
    const sgd = new optim.SGD([w], { lr: 0.1 });
    return () => {
      w.mul(w).mean().backward();
      sgd.step();
      sgd.zeroGrad();
    };
  },
  'other shapes in place'() {
    const w = torch.randn(4).requiresGrad_();
    return () => {
      const h = w.mul(2);
      h.unsqueeze_(0);
      h.matmul(h.t()).sum().backward();
      torch.noGrad(() => w.sub_(0.1));
      w.grad = null;
    };
  },
  'leaves that are made, switched and changed in the loop'() {
    const w = torch.randn(4).requiresGrad_();
    return () => {
      const x = torch.ones([4]);
      x.mul(2);
      x.requiresGrad = true;
      w.mul(x).sum().backward();
      torch.noGrad(() => x.put(0, 7));
      torch.noGrad(() => w.sub_(w.grad!));
      w.grad = null;
    };
  },
  'a state that goes from step to step'() {
    const w = torch.randn(3, 3).requiresGrad_();
    const sgd = new optim.SGD([w], { lr: 0.1 });
    let state: Tensor = torch.ones([1, 3]);
    return () => {
      state = F.softmax(state.detach().matmul(w), 1);
      state.norm().backward();
      sgd.step();
      sgd.zeroGrad();
    };
  },
  LBFGS() {
    const w = torch.randn(3).requiresGrad_();
    const lbfgs = new optim.LBFGS([w], { maxIter: 2 });
    return (_, step) =>
      lbfgs.step(() => {
        lbfgs.zeroGrad();
        const loss = w.sub(step).pow(2).sum();
        loss.backward();
        return loss;
      });
  },
};

/** Numbers that are new in every run, by the order in which they come. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  of(kind: string, number: number): number {
    const key = `${kind} ${number}`;
    if (!this.#numbers.has(key)) this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.get(key)!;
  }
}

/** Which numbers a key holds; in a gradient event `op` and `output` are numbers, too. */
const KINDS: Readonly<Record<string, string>> = {
  inputs: 'tensor',
  tensor: 'tensor',
  tensors: 'tensor',
  root: 'tensor',
  output: 'tensor',
  storage: 'storage',
  call: 'call',
  kept: 'kept',
  op: 'op',
};

function renumbered(value: unknown, key: string, numbers: Numbers): unknown {
  if (typeof value === 'number') {
    const kind = KINDS[key];
    return kind ? numbers.of(kind, value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => renumbered(item, key, numbers));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const isOp = 'type' in value && value.type === 'op';
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const kind = name !== 'id' ? name : isOp ? 'op' : key === 'output' ? 'tensor' : name;
      return [name, renumbered(inner, kind, numbers)];
    }),
  );
}

/** Everything that a training leaves in the trace; with `atOnce` nothing is told late. */
async function trace(make: () => Step, atOnce: boolean) {
  torch.manualSeed(1);
  const drafts: (TraceEvent | Promise<TraceEvent>)[] = [];
  const kept = new Kept();
  const recorder = new Recorder((draft) => drafts.push(draft), new EpisodePlan({ full: 4, total: 8 }), kept);
  const other = torch.zeros([1]);
  observe(atOnce ? hastened(recorder, () => recorder.changing(other, true)) : recorder);
  const turn = make();
  for (let step = 0; step < STEPS; step++) await turn(recorder, step);
  observe(null);
  recorder.finish();
  const events = await Promise.all(drafts);
  const looks = await Promise.all(
    keptIn(events).map(async (id) => (await kept.find(id)?.reshape(-1).tolist()) ?? null),
  );
  const numbers = new Numbers();
  // losses are told at once, the others when they are sent
  const all = events.filter(({ type }) => type !== 'loss').map((event) => renumbered(event, '', numbers));
  return { all, looks, types: new Set(events.map(({ type }) => type)) };
}

function keptIn(value: unknown): number[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const own = 'kept' in value ? (value.kept as number[]) : [];
  return [...own, ...Object.values(value).flatMap(keptIn)];
}

/** The observer, with something done after each call. */
function hastened(recorder: Recorder, after: () => void): Observer {
  return new Proxy<Observer>(recorder, {
    get(target, key: keyof Observer) {
      const value = target[key];
      if (typeof value !== 'function') return value;
      return (...args: never[]) => {
        const result = (value as (...args: never[]) => unknown).apply(target, args);
        after();
        return result;
      };
    },
  });
}

describe.each(await testDevices())('$name', ({ use }) => {
  beforeEach(use);

  test.each(Object.keys(PROGRAMS))('%s', async (name) => {
    const late = await trace(PROGRAMS[name]!, false);
    const soon = await trace(PROGRAMS[name]!, true);
    expect(late.all).toEqual(soon.all);
    expect(late.looks).toEqual(soon.looks);
    expect(late.types).toContain('backward');
    const episodes = late.all.map((event) => (event as { episode?: number }).episode ?? 0);
    expect(Math.max(...episodes)).toBeGreaterThanOrEqual(STEPS - 1);
  });
});
