/** @file The step cards: the chain rule in names and numbers, formulas, updates. */

import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { opRecord } from '../../../engine/ops/registry';
import { Run } from '../../../renderer/state/run.svelte';
import { chainOf } from '../../../renderer/training/chain';
import { forwardOf, makingOf, roundingOf } from '../../../renderer/training/forward';
import { texName, texNumber } from '../../../renderer/training/tex';
import { along, stretches } from '../../../renderer/training/track';
import { isPlainDescent } from '../../../renderer/training/update';
import { flow, GRAD, OUTPUT, tanhNeuron, TraceBuilder, training, value } from '../history/fixtures';

function finished(events = tanhNeuron().events): Run {
  const run = new Run({ id: 1, file: 'model.ts', source: '', schedule: () => undefined });
  run.append(events);
  return run;
}

function chainAt(run: Run, cursor: number) {
  run.seek(cursor);
  const step = run.current;
  if (step?.kind !== 'backward' || step.op === null) throw new Error('no backward step here');
  return chainOf(run.history, step, opRecord(step.op.op))!;
}

describe('the chain-rule card', () => {
  it('of tanh: 1 − tanh², upstream 1, nothing before', () => {
    const chain = chainAt(finished(), 10);
    const [n] = chain.inputs;
    expect(n!.partial).toBe('\\dfrac{\\partial \\texttt{o}}{\\partial \\texttt{n}}');
    expect(n!.rule).toMatch(/tanh/);
    const element = n!.element(0);
    expect(element.terms).toHaveLength(1);
    expect(element.terms![0]!.upstream).toBe(1);
    expect(element.terms![0]!.local).toBeCloseTo(1 - OUTPUT ** 2, 15);
    expect(element.result).toBe(GRAD);
    expect(element.before).toBeNull();
    expect(element.after).toBe(GRAD);
  });

  it('of a product: the other factor, into .grad of the leaves', () => {
    const chain = chainAt(finished(), 14);
    const [x1, w1] = chain.inputs;
    expect(x1!.leaf).toBe(true);
    expect(x1!.element(0).terms).toEqual([{ at: 0, upstream: GRAD, local: -3 }]);
    expect(x1!.element(0).result).toBe(-1.5000003851533106);
    expect(w1!.element(0).terms![0]!.local).toBe(2);
  });

  it('tells what was there before, where zeroGrad was forgotten', () => {
    const run = finished(training(2, false).events);
    const last = run.steps.findLastIndex((step) => step.kind === 'backward');
    const element = chainAt(run, last).inputs[0]!.element(0);
    expect(element.before).toBe(-24);
    expect(element.after).toBe(-24 + Number(element.result));
  });

  it('tells of .grad by itself where several flows met on the way to a leaf', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([3]), { name: 'x', isLeaf: true, requiresGrad: true });
    const y = t.op('mul', value([9]), { inputs: [x, x], name: 'y', requiresGrad: true });
    const back = t.backward(y, 1);
    t.gradient(back, y, value([1]), [flow(x, 0, 3), flow(x, 1, 3, value([3]))]);
    t.accumulate(back, x, value([10]), value([6]));
    const chain = chainAt(finished([...t.events, { type: 'done', milliseconds: 1 }]), 2);
    expect(chain.inputs.map((input) => input.leaf)).toEqual([false, false]);
    expect(chain.inputs[1]!.element(0)).toMatchObject({ before: 3, after: 6 });
    expect(chain.gathered.map((event) => event.after.elements[0])).toEqual([16]);
  });

  it('of matmul: a sum of terms for the element that was picked', () => {
    const t = new TraceBuilder();
    const grad = { requiresGrad: true } as const;
    const x = t.op('tensor', value([1, 2, 3, 4], [2, 2]), { name: 'x', isLeaf: true, ...grad });
    const w = t.op('tensor', value([5, 6, 7, 8], [2, 2]), { name: 'w', isLeaf: true, ...grad });
    const ranks = { ranks: [2, 2] };
    const y = t.op('matmul', value([19, 22, 43, 50], [2, 2]), {
      inputs: [x, w],
      name: 'y',
      attrs: ranks,
      ...grad,
    });
    const back = t.backward(y, 1);
    const upstream = value([1, 10, 100, 1000], [2, 2]);
    t.gradient(back, y, upstream, [
      { tensor: x, input: 0, gradient: value([65, 87, 6500, 8700], [2, 2]), before: null },
    ]);
    const run = finished([...t.events, { type: 'done', milliseconds: 1 }]);
    const element = chainAt(run, 3).inputs[0]!.element(3);
    expect(element.terms).toEqual([
      { at: 2, upstream: 100, local: 7 },
      { at: 3, upstream: 1000, local: 8 },
    ]);
    expect(element.result).toBe(8700);
  });

  it('does not make up terms of a tensor that was not recorded whole', () => {
    const t = new TraceBuilder();
    const grad = { requiresGrad: true } as const;
    const corner = { ...value([1, 2, 3, 4], [2, 2]), whole: false };
    const x = t.op('randn', corner, { name: 'x', isLeaf: true, ...grad });
    const y = t.op('tanh', corner, { inputs: [x], name: 'y', ...grad });
    const back = t.backward(y, 1);
    t.gradient(back, y, corner, [{ tensor: x, input: 0, gradient: corner, before: null }]);
    const run = finished([...t.events, { type: 'done', milliseconds: 1 }]);
    expect(chainAt(run, 2).inputs[0]!.element(1)).toMatchObject({ terms: null, result: 2 });

    // a whole upstream is not enough: an input of which only a corner is known cannot explain a sum
    const u = new TraceBuilder();
    const z = u.op('randn', corner, { name: 'z', isLeaf: true, ...grad });
    const s = u.op('sum', value([10], []), { inputs: [z], name: 's', attrs: { dim: null }, ...grad });
    u.gradient(u.backward(s, 1), s, value([1], []), [
      { tensor: z, input: 0, gradient: value([1, 1, 1, 1], [2, 2]), before: null },
    ]);
    const second = finished([...u.events, { type: 'done', milliseconds: 1 }]);
    expect(chainAt(second, 2).inputs[0]!.element(0).terms).toBeNull();
  });
});

describe('forward and leaf cards', () => {
  it('put numbers for names', () => {
    const run = finished();
    run.seek(5);
    const { event } = run.current as { event: Parameters<typeof forwardOf>[1] };
    const { formula, substituted } = forwardOf(run.history, event, opRecord('mul'));
    expect(formula).toContain('\\texttt{x1w1} = ');
    expect(substituted).toContain('2.000');
    expect(substituted).toContain('(-3.000)');
  });

  it('put an unnamed operand in one pair of brackets, not two', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([2]), { name: 'x', requiresGrad: true, isLeaf: true });
    const sum = t.op('add', value([4]), { inputs: [x, x], requiresGrad: true });
    t.op('tanh', value([1]), { inputs: [sum], requiresGrad: true, name: 'y' });
    const run = finished([...t.events, { type: 'done', milliseconds: 1 }]);
    const { event } = run.steps.at(-1) as { event: Parameters<typeof forwardOf>[1] };
    const { formula } = forwardOf(run.history, event, opRecord('tanh'));
    expect(formula).toContain('tanh(');
    expect(formula).not.toContain('((');
  });

  it('tell the story of the rounding to float32', () => {
    const run = finished();
    run.seek(4);
    const step = run.current;
    if (step?.kind !== 'leaf') throw new Error('no leaf step');
    expect(makingOf(step).map((making) => making.text)).toEqual([
      'torch.tensor → float32 6.881373405456543',
      '.to → float64 6.881373405456543',
    ]);
    const source = `${'\n'.repeat(9)}const b = torch.tensor([6.8813735870195432]);`;
    expect(roundingOf(step, source)).toBe(
      'Written as 6.8813735870195432. float32 has no such number: the nearest is 6.881373405456543.',
    );
    expect(roundingOf(step, '\n'.repeat(9) + 'const b = torch.tensor([2.5]);')).toBeNull();
    run.seek(0);
    const exact = run.current;
    if (exact?.kind !== 'leaf') throw new Error('no leaf step');
    expect(roundingOf(exact, '\n'.repeat(3) + 'const x1 = torch.tensor([2.0]);')).toBeNull();
  });
});

describe('TeX', () => {
  it.each([
    ['x1', '\\texttt{x1}'],
    ['weight_of', '\\texttt{weight\\_of}'],
    ['x1 × w1', '(\\texttt{x1}\\;\\times \\;\\texttt{w1})'],
  ])('%s is %s', (label, tex) => {
    expect(texName(label)).toBe(tex);
  });

  it.each(['a_b', 'größe', '$money', '15 − a_rather_long…', 'sum(x, (a + b)', 'a ^ 2', 'x @ w', '\\evil{'])(
    'KaTeX accepts what %s becomes',
    (label) => {
      expect(() => katex.renderToString(texName(label), { throwOnError: true, strict: false })).not.toThrow();
    },
  );

  it('numbers get brackets where an operator would stick to them', () => {
    expect(texNumber(-3)).toBe('(-3.000)');
    expect(texNumber(1.205e-5)).toBe('(1.205 \\cdot 10^{-5})');
    expect(texNumber(2, false)).toBe('2.000');
  });
});

describe('updates', () => {
  it('plain descent is SGD with nothing else switched on', () => {
    const update = {
      type: 'update',
      optimizer: 'SGD',
      settings: { lr: 0.1, momentum: 0 },
      params: [],
      line: 1,
      episode: 0,
    } as const;
    expect(isPlainDescent(update)).toBe(true);
    expect(isPlainDescent({ ...update, settings: { lr: 0.1, momentum: 0.9 } })).toBe(false);
    expect(isPlainDescent({ ...update, optimizer: 'Adam' })).toBe(false);
  });
});

describe('the scrubber’s track', () => {
  it('has a stretch for each phase', () => {
    const run = finished();
    expect(stretches(run.steps, 0, 15)).toEqual([
      { phase: 'forward', from: 0, to: 10 },
      { phase: 'backward', from: 10, to: 15 },
    ]);
    expect(along(0, 2)).toBe(0.25);
  });
});
