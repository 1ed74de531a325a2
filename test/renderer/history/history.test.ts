/** @file The history: what each tensor held, and which gradient it had, at every moment. */

import { describe, expect, it } from 'vitest';
import { History } from '../../../renderer/run/history/history';
import { addValues, countUpTo } from '../../../renderer/run/history/values';
import { StepList } from '../../../renderer/run/history/step-list';
import { flow, GRAD, OUTPUT, tanhNeuron, TraceBuilder, training, value } from './fixtures';

function told(events: ReturnType<typeof tanhNeuron>['events']) {
  const history = new History();
  history.append(events);
  const list = new StepList(history);
  list.refresh();
  return { history, list, steps: list.steps };
}

const number = (held: { elements: ArrayLike<number | bigint> } | null) => held?.elements[0] ?? null;

describe('values at the cursor', () => {
  it('are absent until they are made, then there', () => {
    const neuron = tanhNeuron();
    const { history, steps } = told(neuron.events);
    const made = steps.findIndex((step) => step.kind === 'forward' && step.event.op === 'tanh');
    expect(history.valueAt(neuron.o, steps[made - 1]!.end)).toBeNull();
    expect(number(history.valueAt(neuron.o, steps[made]!.end))).toBe(OUTPUT);
  });

  it('follow updates', () => {
    const { events, parameters } = training(2);
    const { history, steps } = told(events);
    const update = steps.find((step) => step.kind === 'update')!;
    expect(number(history.valueAt(parameters[0], update.start - 1))).toBe(3);
    expect(number(history.valueAt(parameters[0], update.end))).toBeCloseTo(3.072, 10);
  });

  it('follow in-place changes', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([1]), { name: 'x' });
    t.events.push({ type: 'mutate', tensor: x, op: 'add_', value: value([5]), line: 2, episode: 0 });
    const { history, steps } = told(t.events);
    expect(steps.map((step) => step.kind)).toEqual(['leaf', 'mutate']);
    expect(number(history.valueAt(x, steps[0]!.end))).toBe(1);
    expect(number(history.valueAt(x, steps[1]!.end))).toBe(5);
  });
});

describe('gradients at the cursor', () => {
  it('are absent, not 0, before they arrive', () => {
    const neuron = tanhNeuron();
    const { history, steps } = told(neuron.events);
    const forward = steps.findLast((step) => step.phase === 'forward')!;
    for (const id of [neuron.o, neuron.n, neuron.x1, neuron.w2]) {
      expect(history.gradientAt(id, forward.end)).toBeNull();
    }
  });

  it('arrive one operation at a time, with the true numbers', () => {
    const neuron = tanhNeuron();
    const { history, steps } = told(neuron.events);
    const back = steps.filter((step) => step.kind === 'backward');
    expect(number(history.gradientAt(neuron.o, back[0]!.end))).toBe(1);
    expect(number(history.gradientAt(neuron.n, back[0]!.end))).toBe(GRAD);
    expect(history.gradientAt(neuron.b, back[0]!.end)).toBeNull();
    expect(number(history.gradientAt(neuron.b, back[1]!.end))).toBe(GRAD);
    const end = steps.at(-1)!.end;
    expect(number(history.gradientAt(neuron.x2, end))).toBe(0.5000001283844369);
    expect(number(history.gradientAt(neuron.w2, end))).toBe(0);
    expect(number(history.gradientAt(neuron.x1, end))).toBe(-1.5000003851533106);
    expect(number(history.gradientAt(neuron.w1, end))).toBe(1.0000002567688737);
  });

  it('of an intermediate that feeds two operations is the partial sum so far', () => {
    const t = new TraceBuilder();
    const grad = { requiresGrad: true } as const;
    const x = t.op('tensor', value([2]), { name: 'x', isLeaf: true, ...grad });
    const a = t.op('mul', value([4]), { inputs: [x, x], name: 'a', ...grad });
    const p = t.op('exp', value([1]), { inputs: [a], ...grad });
    const q = t.op('log', value([1]), { inputs: [a], ...grad });
    const o = t.op('add', value([2]), { inputs: [p, q], name: 'o', ...grad });
    const back = t.backward(o, 1);
    t.gradient(back, o, value([1]), [flow(p, 0, 1), flow(q, 1, 1)]);
    t.gradient(back, q, value([1]), [flow(a, 0, 0.25)]);
    t.gradient(back, p, value([1]), [flow(a, 0, 0.5, value([0.25]))]);
    const { history, steps } = told(t.events);
    const [, second, third] = steps.filter((step) => step.kind === 'backward');
    expect(number(history.gradientAt(a, second!.end))).toBe(0.25);
    expect(number(history.gradientAt(a, third!.end))).toBe(0.75);
  });

  it('of intermediates do not outlive the next backward', () => {
    const t = new TraceBuilder();
    const grad = { requiresGrad: true } as const;
    const x = t.op('tensor', value([2]), { name: 'x', isLeaf: true, ...grad });
    const a = t.op('exp', value([4]), { inputs: [x], name: 'a', ...grad });
    const o = t.op('log', value([2]), { inputs: [a], name: 'o', ...grad });
    const first = t.backward(o, 1);
    t.gradient(first, o, value([1]), [flow(a, 0, 0.5)]);
    const between = t.events.length - 1;
    t.backward(o, 2);
    const { history } = told(t.events);
    expect(number(history.gradientAt(a, between))).toBe(0.5);
    expect(history.gradientAt(a, between + 1)).toBeNull();
    expect(number(history.gradientAt(o, between + 1))).toBe(1);
  });

  it('of leaves are gone after zeroGrad, and pile up where it was forgotten', () => {
    const proper = training(2);
    const clean = told(proper.events);
    const zero = clean.steps.find((step) => step.kind === 'zeroGrad')!;
    expect(number(clean.history.gradientAt(proper.parameters[0], zero.start - 1))).toBe(-24);
    expect(clean.history.gradientAt(proper.parameters[0], zero.end)).toBeNull();

    const forgotten = training(2, false);
    const { history, steps } = told(forgotten.events);
    const second = steps.findLast((step) => step.kind === 'backward')!;
    expect(second.accumulates[0]!.before).not.toBeNull();
    const added = Number(second.accumulates[0]!.added.elements[0]);
    expect(number(history.gradientAt(forgotten.parameters[0], second.end))).toBe(-24 + added);
  });

  it('are 0 after zeroGrad that keeps them', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([2]), { name: 'x', isLeaf: true, requiresGrad: true });
    const never = t.op('tensor', value([2]), { name: 'y', isLeaf: true, requiresGrad: true });
    const back = t.backward(x, 1);
    t.accumulate(back, x, null, value([1]));
    t.events.push({ type: 'zeroGrad', tensors: [x, never], setToNone: false, line: 2, episode: 0 });
    const { history, steps } = told(t.events);
    expect(number(history.gradientAt(x, steps.at(-1)!.end))).toBe(0);
    expect(history.gradientAt(never, steps.at(-1)!.end)).toBeNull();
  });
});

describe('after episodes that were not recorded', () => {
  it('a tensor has the value and the gradient that it came out with', () => {
    const t = new TraceBuilder();
    const made = { requiresGrad: true, isLeaf: true } as const;
    const w = t.op('tensor', value([2]), { name: 'w', ...made });
    const v = t.op('tensor', value([2]), { name: 'v', ...made });
    t.events.push(
      { type: 'value', episode: 5, tensor: w, value: value([3]), gradient: value([0.5]) },
      { type: 'value', episode: 5, tensor: v, value: value([4]), gradient: null },
    );
    t.episode = 5;
    t.op('mul', value([12]), { inputs: [w, v], name: 'y', requiresGrad: true });
    const { history, steps } = told(t.events);
    expect(steps.map((step) => step.kind)).toEqual(['leaf', 'leaf', 'forward']);
    expect(number(history.valueAt(w, steps[1]!.end))).toBe(2);
    expect(number(history.valueAt(w, steps[2]!.end))).toBe(3);
    expect(number(history.gradientAt(w, steps[2]!.end))).toBe(0.5);
    expect(history.gradientAt(v, steps[2]!.end)).toBeNull();
  });
});

describe('arithmetic on recorded values', () => {
  it('rounds float32 sums as float32 does', () => {
    const sum = addValues(value([0.1]), value([0.2]), 'float32');
    expect(sum.elements[0]).toBe(Math.fround(0.1 + 0.2));
    expect(addValues(value([0.1]), value([0.2]), 'float64').elements[0]).toBe(0.1 + 0.2);
  });

  it('finds the entry in force', () => {
    const list = [{ position: 2 }, { position: 5 }, { position: 5 }];
    expect([1, 2, 4, 5, 9].map((position) => countUpTo(list, position))).toEqual([0, 1, 1, 3, 3]);
  });
});

describe('the first name stays', () => {
  it('even when another variable takes the tensor', () => {
    const neuron = tanhNeuron();
    const { history } = told([...neuron.events, { type: 'name', tensor: neuron.o, name: 'again' }]);
    expect(history.tensor(neuron.o)?.name).toBe('o');
  });
});
