/** @file Steps: what counts as one, how they are folded, and that making them stays cheap. */

import { describe, expect, it } from 'vitest';
import { History } from '../../../renderer/run/history/history';
import { opLabel, stepLabel, tensorLabel } from '../../../renderer/run/history/labels';
import { StepList } from '../../../renderer/run/history/step-list';
import { tanhNeuron, TraceBuilder, training, value } from './fixtures';

function listed(events: ReturnType<typeof tanhNeuron>['events']) {
  const history = new History();
  history.append(events);
  const list = new StepList(history);
  list.refresh();
  return { history, list };
}

describe('steps of the tanh neuron', () => {
  it('are five leaves, five operations, five backward steps', () => {
    const { list } = listed(tanhNeuron().events);
    expect(list.steps.map((step) => step.kind)).toEqual([
      ...Array.from({ length: 5 }, () => 'leaf'),
      ...Array.from({ length: 5 }, () => 'forward'),
      ...Array.from({ length: 5 }, () => 'backward'),
    ]);
  });

  it('tell of the preparation that was folded into a leaf', () => {
    const { list } = listed(tanhNeuron().events);
    const [first] = list.steps;
    expect(first?.kind === 'leaf' && first.preparation.map((op) => op.op)).toEqual(['tensor']);
    // the leaf's step ends where it was told to require grad
    expect(first!.end - first!.start).toBe(1);
  });

  it('show every operation on wish', () => {
    const { list } = listed(tanhNeuron().events);
    list.detail = 'all';
    list.refresh();
    expect(list.steps).toHaveLength(25);
    list.detail = 'differentiable';
    list.refresh();
    expect(list.steps).toHaveLength(15);
  });

  it('put the leaves that took in a gradient with the step it came from', () => {
    const neuron = tanhNeuron();
    const { list } = listed(neuron.events);
    const last = list.steps.at(-1);
    expect(last?.kind === 'backward' && last.accumulates.map((event) => event.tensor)).toEqual([
      neuron.x1,
      neuron.w1,
    ]);
  });

  it('stand on the line of the operation they go back through', () => {
    const { list } = listed(tanhNeuron().events);
    expect(list.steps.slice(10).map((step) => step.line)).toEqual([15, 14, 14, 13, 12]);
  });
});

describe('folding', () => {
  it('shows all where nothing requires grad', () => {
    const t = new TraceBuilder();
    const a = t.op('tensor', value([1]));
    t.op('exp', value([2]), { inputs: [a] });
    expect(listed(t.events).list.steps.map((step) => step.kind)).toEqual(['leaf', 'forward']);
  });

  it('keeps an input without gradient that a differentiated operation takes in', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([1]), { name: 'x' });
    t.op('exp', value([1]), { inputs: [x], name: 'unused' });
    const w = t.op('tensor', value([1]), { name: 'w', requiresGrad: true, isLeaf: true });
    t.op('mul', value([1]), { inputs: [x, w], requiresGrad: true, name: 'y' });
    const { history, list } = listed(t.events);
    expect(list.steps.map((step) => stepLabel(history, step))).toEqual([
      'x is made',
      'w is made',
      'y = x × w',
    ]);
  });

  it('reaches back to an earlier episode when a tensor turns out to matter', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([1]), { name: 'x' });
    const w = t.op('tensor', value([1]), { name: 'w', requiresGrad: true, isLeaf: true });
    const history = new History();
    const list = new StepList(history);
    history.append(t.events);
    list.refresh();
    expect(list.steps).toHaveLength(1);
    const before = t.events.length;
    t.episode = 1;
    t.op('mul', value([1]), { inputs: [x, w], requiresGrad: true, name: 'y' });
    history.append(t.events.slice(before));
    list.refresh();
    expect(list.steps.map((step) => step.episode)).toEqual([0, 0, 1]);
  });
});

describe('steps of a training', () => {
  it('go through forward, backward, update in each episode', () => {
    const { list } = listed(training(3).events);
    expect(list.count(1)).toBe(8);
    const phases = list.steps.slice(list.first(1), list.first(2)).map((step) => step.phase);
    expect(phases).toEqual([
      ...['forward', 'forward', 'forward'],
      ...['backward', 'backward', 'backward'],
      ...['update', 'update'],
    ]);
  });

  it('rest on the last forward step of the newest episode', () => {
    const { list, history } = listed(training(3).events);
    const step = list.steps[list.resting()]!;
    expect(step.episode).toBe(2);
    expect(stepLabel(history, step)).toBe('loss = (15 − product) ^ 2');
  });

  it('do not rest on a last look at the result', () => {
    const { events, parameters } = training(3);
    const look = new TraceBuilder();
    look.episode = 3;
    look.op('mul', value([15]), { inputs: parameters, requiresGrad: true });
    const op = look.events.at(-1)!;
    if (op.type !== 'op') throw new Error('no operation');
    const { list } = listed([...events, { ...op, id: 999, output: { ...op.output, id: 999 } }]);
    expect(list.steps.at(-1)?.episode).toBe(3);
    expect(list.steps[list.resting()]?.episode).toBe(2);
  });

  it('come at the same cost however many there are', () => {
    const { events } = training(6000);
    const history = new History();
    const list = new StepList(history);
    const started = performance.now();
    for (let i = 0; i < events.length; i += 1000) {
      history.append(events.slice(i, i + 1000));
      list.refresh();
    }
    expect(events.length).toBeGreaterThan(80_000);
    expect(list.steps.length).toBe(6000 * 8 + 2);
    // some 0.2 s here; working everything out anew at each batch takes more than ten times as long
    expect(performance.now() - started).toBeLessThan(2500);
  });
});

describe('labels', () => {
  it('are the names, or an expression of operation and inputs', () => {
    const neuron = tanhNeuron();
    const { history } = listed(neuron.events);
    expect(tensorLabel(history, neuron.n)).toBe('n');
    const sum = history.tensor(neuron.n)!.made.inputs[0]!;
    expect(tensorLabel(history, sum)).toBe('x1w1 + x2w2');
    expect(opLabel(history, history.tensor(neuron.n)!.made)).toBe('(x1w1 + x2w2) + b');
  });

  it('turn rsub round and are cut when long', () => {
    const t = new TraceBuilder();
    const a = t.op('tensor', value([1]), { name: 'a_rather_long_name' });
    const r = t.op('rsub', value([14]), { inputs: [a], attrs: { other: 15 } });
    const long = t.op('mul', value([1]), { inputs: [r, r] });
    const { history } = listed(t.events);
    expect(tensorLabel(history, r)).toBe('15 − a_rather_long_na…');
    expect(tensorLabel(history, long).length).toBeLessThanOrEqual(22);
  });
});
