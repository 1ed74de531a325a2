/** @file The recorder: what a run leaves in the trace, and what the budget leaves out. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { nn, optim, torch, type Tensor } from '../../../engine/index';
import { EpisodePlan, type EpisodeBudget } from '../../../engine/trace/episodes';
import type { OpEvent, TraceEvent } from '../../../engine/trace/events';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import { openTestDevice } from '../dawn';
import { testDevices } from '../devices';

afterEach(() => void observe(null));

async function record(
  work: (recorder: Recorder) => void | Promise<void>,
  budget: Partial<EpisodeBudget> = {},
) {
  const drafts: (TraceEvent | Promise<TraceEvent>)[] = [];
  const recorder = new Recorder((draft) => drafts.push(draft), new EpisodePlan(budget));
  observe(recorder);
  await work(recorder);
  observe(null);
  recorder.finish();
  return Promise.all(drafts);
}

const of = <T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T) =>
  events.filter((event): event is Extract<TraceEvent, { type: T }> => event.type === type);
const leaf = (data: number | number[]) => torch.tensor(data, { dtype: torch.float32, requiresGrad: true });
const list = (event: { elements: ArrayLike<number | bigint> }) => Array.from(event.elements, Number);

describe.each(await testDevices())('$name', ({ name: device, use }) => {
  beforeEach(use);

  test('what shares a storage with what is changed in place changes in the same step', async () => {
    const w = leaf([1, 2, 3, 4]);
    const events = await record(() => {
      w.mul(1);
      const view = torch.noGrad(() => w.view(2, 2));
      torch.noGrad(() => view.mul_(5));
      torch.noGrad(() => w.sub_(1));
    });
    const view = of(events, 'op').find((event) => event.op === 'view')!.output.id;
    const changes = events.filter((event) => event.type === 'mutate' || event.type === 'value');
    expect(changes.map((event) => [event.type, event.tensor, list(event.value)])).toEqual([
      ['value', w.id, [5, 10, 15, 20]],
      ['mutate', view, [5, 10, 15, 20]],
      ['value', view, [4, 9, 14, 19]],
      ['mutate', w.id, [4, 9, 14, 19]],
    ]);
  });

  test('a gradient used like any tensor follows what is accumulated, and its zeros', async () => {
    const events = await record(() => {
      const x = leaf([2]);
      x.mul(3).sum().backward();
      x.grad!.mul(2);
      x.mul(3).sum().backward();
      x.grad!.zero_();
    });
    expect(of(events, 'value').map((event) => list(event.value))).toEqual([[6], [0]]);
  });

  test('views of one storage made over and over do not add up', async () => {
    const events = await record(() => {
      const w = leaf([1, 2]);
      for (let i = 0; i < 200; i++) torch.noGrad(() => w.view(2, 1).add_(1));
    });
    expect(of(events, 'mutate')).toHaveLength(200);
    expect(of(events, 'value').length).toBeLessThan(200 * 17);
  });

  test('ops say which modules they ran in; a parameter met there was not made there', async () => {
    const net = new nn.Sequential(new nn.Linear(2, 2), new nn.Sequential(new nn.Tanh()));
    const x = torch.ones([1, 2]);
    const events = await record(() => {
      net(x).sum();
      net(x);
    });
    const ops = of(events, 'op').filter((event) => event.inputs.length > 0);
    const paths = ops.map(({ op, module }) => [
      op,
      module.map(({ name, type }) => `${name}:${type}`).join(' '),
    ]);
    expect(new Map(paths.map(([op, path]) => [op, path]))).toEqual(
      new Map([
        ['t', ':Sequential 0:Linear'],
        ['addmm', ':Sequential 0:Linear'],
        ['tanh', ':Sequential 1:Sequential 0:Tanh'],
        ['sum', ''],
      ]),
    );
    expect(of(events, 'op').find((event) => event.output.id === net.parameters()[0]!.id)!.module).toEqual([]);
    const [first, second] = ops
      .filter(({ op }) => op === 'tanh')
      .map(({ module }) => module.map(({ call }) => call));
    expect(first!.some((call) => second!.includes(call))).toBe(false);
  });

  test('ops carry inputs, name, line, value and grad_fn, in order', async () => {
    const events = await record((recorder) => {
      recorder.line = 3;
      const x = leaf([2]);
      recorder.name(x, 'x');
      recorder.line = 4;
      recorder.name(x.mul(5), 'y');
    });
    const [made, product] = of(events, 'op') as [OpEvent, OpEvent];
    expect(made).toMatchObject({ op: 'tensor', inputs: [], line: 3, gradFn: null });
    expect(product).toMatchObject({
      op: 'mul',
      attrs: { other: 5 },
      inputs: [made.output.id],
      line: 4,
      gradFn: 'MulBackward0',
    });
    expect(product.output).toMatchObject({
      shape: [1],
      dtype: 'float32',
      device,
      requiresGrad: true,
      isLeaf: false,
    });
    expect(list(product.value)).toEqual([10]);
    expect(of(events, 'name').map((event) => event.name)).toEqual(['x', 'y']);
    expect(of(events, 'requiresGrad')).toHaveLength(1);
  });

  test('a value is what it was then, not what became of it in place', async () => {
    const events = await record(() => {
      const x = torch.tensor([1], { dtype: torch.float32 });
      x.add_(1);
      x.mul_(10);
    });
    expect(list(of(events, 'op')[0]!.value)).toEqual([1]);
    expect(of(events, 'mutate').map((event) => list(event.value))).toEqual([[2], [20]]);
  });

  test('an in-place op in the graph is an operation: its former self goes in, a value with a new id comes out', async () => {
    let leafId = 0;
    const events = await record((recorder) => {
      const x = leaf([3]);
      leafId = x.id;
      const y = x.mul(1);
      recorder.name(y, 'y');
      y.mul_(2);
      y.add_(x);
      y.sum().backward();
    });
    const ops = of(events, 'op').slice(1);
    expect(ops.map((event) => [event.op, event.gradFn, list(event.value)])).toEqual([
      ['mul', 'MulBackward0', [3]],
      ['mul_', 'MulBackward0', [6]],
      ['add_', 'AddBackward0', [9]],
      ['sum', 'SumBackward0', [9]],
    ]);
    const [first, doubled, added, sum] = ops.map((event) => event.output.id);
    expect(new Set([first, doubled, added, sum]).size).toBe(4);
    expect(ops.map((event) => event.inputs)).toEqual([[leafId], [first], [doubled, leafId], [added]]);
    expect(of(events, 'mutate')).toEqual([]);
    expect(of(events, 'name').map((event) => [event.tensor, event.name])).toEqual(
      [first, doubled, added].map((id) => [id, 'y']),
    );
    expect(
      of(events, 'gradient').map((event) => [
        event.op,
        event.output,
        event.flows.map((flow) => [flow.tensor, list(flow.gradient)]),
      ]),
    ).toEqual([
      [ops[3]!.id, sum, [[added, [1]]]],
      [
        ops[2]!.id,
        added,
        [
          [doubled, [1]],
          [leafId, [1]],
        ],
      ],
      [ops[1]!.id, doubled, [[first, [2]]]],
      [ops[0]!.id, first, [[leafId, [2]]]],
    ]);
  });

  test('a view changed in place in the graph changes its base, and both are told as operations', async () => {
    const events = await record(() => {
      const x = leaf([1, 2]);
      const y = x.mul(1);
      const view = y.select(0, 1);
      view.mul_(10);
      y.mul(view).sum().backward();
    });
    const ops = of(events, 'op').slice(1);
    expect(ops.map((event) => [event.op, event.gradFn, list(event.value)])).toEqual([
      ['mul', 'MulBackward0', [1, 2]],
      ['select', 'SelectBackward0', [2]],
      ['copySlices', 'CopySlices', [1, 20]],
      ['asStrided', 'AsStridedBackward0', [20]],
      ['mul', 'MulBackward0', [20, 400]],
      ['sum', 'SumBackward0', [420]],
    ]);
    const id = (k: number) => ops[k]!.output.id;
    expect(ops[2]!.inputs).toEqual([id(0)]);
    expect(ops[3]!.inputs).toEqual([id(2)]);
    expect(ops[4]!.inputs).toEqual([id(2), id(3)]);
    // d(20·1 + 400)/dx: 20 and 10·(1 + 20) + 10·20
    expect(of(events, 'accumulate').map((event) => list(event.after))).toEqual([[20, 410]]);
    expect(of(events, 'gradient').map((event) => event.op)).toEqual([5, 4, 3, 2, 0].map((k) => ops[k]!.id));
  });

  test('what is changed in place episode after episode stays true', async () => {
    const events = await record(
      () => {
        const w = leaf([1]);
        for (let i = 0; i < 30; i++) {
          const h = w.mul(2);
          h.mul_(3);
          h.sum().backward();
          torch.noGrad(() => w.sub_(0.5));
          w.grad = null;
        }
      },
      { full: 5, total: 1000 },
    );
    const known = new Set(of(events, 'op').map((event) => event.output.id));
    for (const event of of(events, 'op')) {
      for (const id of event.inputs) expect(known.has(id)).toBe(true);
    }
    const ops = new Set(of(events, 'op').map((event) => event.id));
    const steps = of(events, 'gradient');
    expect(steps.every((event) => ops.has(event.op) && known.has(event.output))).toBe(true);
    expect(steps.filter((event) => event.episode === 29)).toHaveLength(3);
  });

  test('a backward step has upstream, flows, and what had come before', async () => {
    const events = await record(() => {
      const x = leaf([3]);
      x.mul(x).add(x).backward();
    });
    const steps = of(events, 'gradient');
    expect(steps).toHaveLength(2);
    expect(steps[0]!.flows.map((flow) => [list(flow.gradient), flow.before])).toEqual([
      [[1], null],
      [[1], null],
    ]);
    expect(steps[1]!.flows.map((flow) => [list(flow.gradient), flow.before && list(flow.before)])).toEqual([
      [[3], [1]],
      [[3], [4]],
    ]);
    expect(of(events, 'accumulate').map((event) => [event.before, list(event.after)])).toEqual([[null, [7]]]);
  });

  function loop(steps: number, reset = true) {
    const w = leaf(1);
    const optimizer = new optim.SGD([w], { lr: 0.1 });
    return async () => {
      for (let i = 0; i < steps; i++) {
        w.mul(w).backward();
        optimizer.step();
        if (reset) optimizer.zeroGrad();
      }
      await w.item();
    };
  }

  test('forward, backward and update share an episode; every episode has its loss', async () => {
    const events = await record(loop(3));
    expect(of(events, 'loss').map((event) => event.episode)).toEqual([0, 1, 2]);
    expect(of(events, 'update').map((event) => event.episode)).toEqual([0, 1, 2]);
    expect(of(events, 'zeroGrad').map((event) => [event.episode, event.setToNone])).toEqual([
      [0, true],
      [1, true],
      [2, true],
    ]);
    const { before, gradient, after } = of(events, 'update')[1]!.params[0]!;
    expect(list(after)[0]).toBeCloseTo(list(before)[0]! - 0.1 * list(gradient)[0]!, 6);
  });

  test('a long training keeps some episodes and the last; what follows a gap starts from true values', async () => {
    const events = await record(loop(57, false), { full: 5, total: 1000 });
    const kept = [...new Set(of(events, 'op').map((event) => event.episode))];
    expect(kept).toEqual([0, 1, 2, 3, 4, 5, 10, 20, 50, 56]);
    expect(of(events, 'loss')).toHaveLength(57);
    // values and gradients as the trace tells them, followed event by event
    let [value, gradient] = [1, 0];
    for (const event of events) {
      if (event.type === 'value') [value, gradient] = [list(event.value)[0]!, list(event.gradient!)[0]!];
      if (event.type === 'accumulate') {
        if (event.before) expect(list(event.before)[0]).toBe(gradient);
        gradient = list(event.after)[0]!;
      }
      if (event.type === 'update') {
        expect(list(event.params[0]!.before)[0]).toBe(value);
        value = list(event.params[0]!.after)[0]!;
      }
    }
  });

  test('the last step of a training is kept, whatever is computed after it', async () => {
    // 50 is a round number: what comes behind is an episode that is kept anyway
    for (const steps of [57, 50]) {
      const events = await record(
        () => {
          const w = leaf(1);
          const optimizer = new optim.SGD([w], { lr: 0.01 });
          for (let i = 0; i < steps; i++) {
            w.mul(w).backward();
            optimizer.step();
            optimizer.zeroGrad();
          }
          torch.noGrad(() => w.add(1));
          w.mul(3).add(1);
          torch.noGrad(() => w.fill_(7));
        },
        { full: 5, total: 1000 },
      );
      const ops = of(events, 'op').map(({ episode, op }) => `${episode} ${op}`);
      expect(ops.slice(-4)).toEqual([`${steps - 1} mul`, `${steps - 1} add`, `${steps} mul`, `${steps} add`]);
      const update = of(events, 'update').at(-1)!;
      expect(update.episode).toBe(steps - 1);
      expect(list(update.params[0]!.after)[0]).toBeLessThan(1);
      const tripled = of(events, 'op').at(-2)!;
      expect(list(tripled.value)[0]).toBeCloseTo(3 * list(update.params[0]!.after)[0]!, 5);
      expect(of(events, 'value').every(({ episode }) => episode < steps)).toBe(true);
    }
  });

  test('200,000 operations: the first are recorded, the rest counted', async () => {
    let x: Tensor = torch.tensor(0, { dtype: torch.float32 });
    const events = await record(
      () => {
        for (let i = 0; i < 3000; i++) x = x.add(1);
      },
      { episode: 100 },
    );
    expect(of(events, 'op')).toHaveLength(101);
    expect(of(events, 'omitted').at(-1)!.operations).toBe(2900);
  });

  test('updating by hand under noGrad ends an episode; x.grad.zero_() and x.grad = null are resets', async () => {
    const events = await record(() => {
      const w = leaf([1]);
      for (let i = 0; i < 2; i++) {
        w.mul(2).backward();
        torch.noGrad(() => w.sub_(w.grad!.mul(0.1)));
        if (i === 0) w.grad!.zero_();
        else w.grad = null;
      }
    });
    expect(of(events, 'mutate').map((event) => event.episode)).toEqual([0, 1]);
    expect(of(events, 'zeroGrad').map((event) => event.setToNone)).toEqual([false, true]);
  });

  test('a large tensor travels as a corner, int64 exactly', async () => {
    const events = await record(() => {
      torch.zeros([3, 100, 200]);
      torch.zeros([5000]);
      torch.tensor([7]);
    });
    const [cube, line, whole] = of(events, 'op').map((event) => event.value);
    expect(cube).toMatchObject({ shape: [1, 16, 16], whole: false });
    expect(line).toMatchObject({ shape: [256], whole: false });
    expect(whole!.elements).toEqual(BigInt64Array.of(7n));
  });
});

test('on a GPU the first loss is on its way before the backward pass begins, with the values before it', async () => {
  const gpu = await openTestDevice();
  registerDevice(gpu);
  setDefaultDevice(gpu);
  const w = leaf([1, 2, 3]);
  const transfers: number[] = [];
  const events = await record(() => {
    for (let step = 0; step < 2; step++) {
      const loss = w.mul(w).sum();
      transfers.push(gpu.counts.transfers);
      loss.backward();
      transfers.push(gpu.counts.transfers);
      torch.noGrad(() => w.sub_(w.grad!));
    }
  });
  // nothing was awaited, and of later ones nobody is in a hurry
  expect(transfers).toEqual([0, 1, 1, 1]);
  expect(of(events, 'loss').map(({ value }) => value)).toEqual([14, 14]);
  setDefaultDevice(cpu);
  gpu.destroy();
});
