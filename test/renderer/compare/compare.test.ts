/** @file Two runs compared: text, graph, the first step at which they differ, hyper-parameters; and how many are kept. */

import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../renderer/compare/first-step';
import { diffGraphs } from '../../../renderer/compare/graph';
import { hyperParameters } from '../../../renderer/compare/hyper';
import { diffTexts } from '../../../renderer/compare/text';
import { withinBudget } from '../../../renderer/state/application-runs.svelte';
import { Run } from '../../../renderer/state/run.svelte';
import { TraceBuilder, tanhNeuron, training, value } from '../history/fixtures';
import type { TraceEvent } from '../../../engine/trace/events';

function run(events: readonly TraceEvent[]): Run {
  const made = new Run({ id: 1, file: 'model.ts', source: '', schedule: (show) => show() });
  made.append(events);
  return made;
}

describe('texts', () => {
  it('shows changed lines with those around them, and folds the rest', () => {
    const lines = Array.from({ length: 12 }, (_, k) => `line ${k + 1}`);
    const before = lines.join('\n');
    const after = lines.with(5, 'new').toSpliced(8, 0, 'more').join('\n');
    expect(
      diffTexts(before, after).map((row) =>
        row.kind === 'fold'
          ? `… ${row.count}`
          : `${row.kind} ${row.before ?? '-'} ${row.after ?? '-'} ${row.text}`,
      ),
    ).toEqual([
      '… 3',
      'same 4 4 line 4',
      'same 5 5 line 5',
      'removed 6 - line 6',
      'added - 6 new',
      'same 7 7 line 7',
      'same 8 8 line 8',
      'added - 9 more',
      'same 9 10 line 9',
      'same 10 11 line 10',
      '… 2',
    ]);
  });

  it('says nothing where nothing changed, a missing end of the last line included', () => {
    expect(diffTexts('a\nb', 'a\nb\n')).toEqual([]);
  });
});

describe('graphs', () => {
  const graph = (build: (t: TraceBuilder) => void) => {
    const t = new TraceBuilder();
    build(t);
    return run(t.events).graph;
  };
  const leaf = { requiresGrad: true, isLeaf: true } as const;

  it('matches nodes by name and structure: added, removed, changed', () => {
    const before = graph((t) => {
      const x = t.op('tensor', value([1, 2]), { name: 'x', ...leaf });
      const y = t.op('mul', value([2, 4]), {
        name: 'y',
        inputs: [x],
        attrs: { other: 2 },
        requiresGrad: true,
      });
      t.op('sum', value([6], []), { name: 'z', inputs: [y], requiresGrad: true });
    });
    const after = graph((t) => {
      const x = t.op('tensor', value([1, 2, 3]), { name: 'x', ...leaf });
      const y = t.op('mul', value([3, 6, 9]), {
        name: 'y',
        inputs: [x],
        attrs: { other: 3 },
        requiresGrad: true,
      });
      const h = t.op('tanh', value([1, 1, 1]), { name: 'h', inputs: [y], requiresGrad: true, line: 7 });
      t.op('sum', value([3], []), { name: 'z', inputs: [h], requiresGrad: true });
    });
    expect(diffGraphs(before, before)).toEqual([]);
    expect(diffGraphs(before, after).map(({ kind, label, text }) => `${kind} ${label}: ${text}`)).toEqual([
      'changed x: shape [2] → [3]',
      'changed y: settings other=2 → other=3; shape [2] → [3]',
      'added h: tanh [3], line 7',
      'changed z: inputs y → h',
    ]);
    expect(diffGraphs(after, before).at(-1)).toMatchObject({ kind: 'removed', label: 'h' });
  });
});

describe('the first difference', () => {
  it('is the update when the learning rate is another one, with both values', () => {
    // −24 is the gradient of var_1: 3 + 0.003 · 24 and 3 + 0.005 · 24
    const found = firstDifference(run(training(3).events), run(training(3, true, 5e-3).events));
    expect(found).toMatchObject({ episode: 0, labels: ['SGD update', 'SGD update'] });
    expect(found?.pair?.name).toBe('var_1');
    expect(found?.pair?.before).toBeCloseTo(3.072, 12);
    expect(found?.pair?.after).toBeCloseTo(3.12, 12);
  });

  it('is the step that only one of them has', () => {
    const found = firstDifference(run(training(2).events), run(training(2, false).events));
    expect(found).toMatchObject({
      episode: 0,
      pair: null,
      labels: ['zeroGrad', 'nothing more'],
      after: null,
    });
  });

  it('names the element of a tensor', () => {
    const made = (last: number) => {
      const t = new TraceBuilder();
      t.op('tensor', value([1, 2, 3, last], [2, 2]), { name: 'x', requiresGrad: true, isLeaf: true });
      return run(t.events);
    };
    expect(firstDifference(made(4), made(5))?.pair).toEqual({ name: 'x[1, 1]', before: 4, after: 5 });
  });

  it('is none between runs with the same values', () => {
    expect(firstDifference(run(tanhNeuron().events), run(tanhNeuron().events))).toBeNull();
  });
});

it('hyper-parameters: numbers of the text, then what the optimiser has switched on', () => {
  const source = 'const h = 8; // slider 1 … 64\nnew optim.SGD(p, { lr: 3e-3, momentum: 0.9 });';
  const settings = { lr: 0.003, momentum: 0.9, nesterov: false, weightDecay: 0 };
  expect([...hyperParameters(source, { optimizer: 'SGD', settings })]).toEqual([
    ['optimiser', 'SGD'],
    ['h', '8'],
    ['lr', '3e-3'],
    ['momentum', '0.9'],
  ]);
});

it('runs are kept within a budget, the two newest in any case', () => {
  const small = Array.from({ length: 12 }, () => run(training(2).events));
  expect(withinBudget(small)).toEqual(small.slice(4));
  const large = run(training(2).events);
  large.history.moments = 1_000_000;
  expect(withinBudget([...small, large])).toEqual([small[11], large]);
});
