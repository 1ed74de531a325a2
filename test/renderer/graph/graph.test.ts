/** @file The graph: what it shows, what is lit, and that it keeps its place. */

import ELK, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { colourRange } from '../../../renderer/graph/colour-range';
import { nodeText, valueText } from '../../../renderer/graph/describe';
import { layOut } from '../../../renderer/graph/layout-client';
import { alignTo, elkGraph, kinship, type Layout } from '../../../renderer/graph/layout';
import { litAt } from '../../../renderer/graph/lit';
import { measure } from '../../../renderer/graph/measure';
import { PAGE, type Graph } from '../../../renderer/graph/model';
import { neighbour } from '../../../renderer/graph/neighbours';
import { Placement } from '../../../renderer/graph/placement.svelte';
import { curve } from '../../../renderer/graph/path';
import { isVisible } from '../../../renderer/graph/zoom';
import { Run } from '../../../renderer/state/run.svelte';
import { tanhNeuron, TraceBuilder, training, value } from '../history/fixtures';
import { jump, seekEpisode } from '../../../renderer/state/travel';

const elk = new ELK();
const answer = (request: ElkNode): Promise<ElkNode> => elk.layout(request);
const PANE = { width: 560, height: 440 };

function finished(events = tanhNeuron().events): Run {
  const run = new Run({ id: 1, file: 'model.ts', source: '', schedule: () => undefined });
  run.append(events);
  return run;
}

const sizesOf = (graph: Graph) =>
  new Map(graph.nodes.map((node) => [node.key, measure(node, true, node.op?.op ?? '')]));

describe('the graph of an episode', () => {
  it('has a card for each tensor on view, in the order of the code', () => {
    const { graph } = finished();
    expect(graph.nodes.map((node) => node.label)).toEqual([
      ...['x1', 'x2', 'w1', 'w2', 'b'],
      ...['x1w1', 'x2w2', 'x1w1 + x2w2', 'n', 'o'],
    ]);
    expect(graph.nodes.map((node) => node.kind)).toEqual([
      ...Array.from({ length: 5 }, () => 'parameter'),
      ...Array.from({ length: 5 }, () => 'intermediate'),
    ]);
    expect(graph.edges).toHaveLength(9);
  });

  it('shows parameters from an earlier episode, with their value as of then', () => {
    const { events, parameters } = training(3);
    const run = finished(events);
    expect(run.graph.nodes.map((node) => node.label)).toEqual([
      'var_1',
      'var_2',
      'product',
      '15 − product',
      'loss',
    ]);
    seekEpisode(run, run.episodes[1]!);
    expect(run.value(parameters[0])?.elements[0]).toBeCloseTo(3.072, 10);
  });

  it('has the same keys and signature in every episode that does the same', () => {
    const run = finished(training(3).events);
    seekEpisode(run, run.episodes[1]!);
    const { graph } = run;
    seekEpisode(run, run.episodes[2]!);
    expect(run.graph).not.toBe(graph);
    expect(run.graph.signature).toBe(graph.signature);
  });

  it('tells x·x’s two edges apart', () => {
    const t = new TraceBuilder();
    const x = t.op('tensor', value([2]), { name: 'x', requiresGrad: true, isLeaf: true });
    t.op('mul', value([4]), { inputs: [x, x], requiresGrad: true, name: 'y' });
    const { graph } = finished([...t.events, { type: 'done', milliseconds: 1 }]);
    expect(graph.edges.map((edge) => edge.key)).toEqual(['x>y:0', 'x>y:1']);
  });

  it('draws a page of a long episode, and says which', () => {
    const t = new TraceBuilder();
    let x = t.op('tensor', value([1]), { name: 'x', requiresGrad: true, isLeaf: true });
    for (let i = 0; i < 3 * PAGE; i++) x = t.op('tanh', value([i]), { inputs: [x], requiresGrad: true });
    const run = finished([...t.events, { type: 'done', milliseconds: 1 }]);
    expect(run.graph.shown).toEqual({ from: 2 * PAGE + 1, to: 3 * PAGE + 1, of: 3 * PAGE + 1 });
    run.seek(1.5 * PAGE);
    expect(run.graph.shown).toEqual({ from: PAGE, to: 2 * PAGE, of: 3 * PAGE + 1 });
    expect(run.graph.nodes.length).toBeLessThanOrEqual(PAGE + 1);
    // the tensor on view is on the page
    const { current } = run;
    expect(current?.kind === 'forward' && run.graph.byTensor.has(current.event.output.id)).toBe(true);
  });
});

describe('what is lit', () => {
  it('at a backward step: the edges from the operation to each input that gets a gradient', () => {
    const run = finished();
    run.seek(11);
    const lit = litAt(run.graph, run.current);
    expect([...lit.edges]).toEqual(
      [
        ['x1w1 + x2w2', 'b'].map((label) => run.graph.nodes.find((node) => node.label === label)!.key),
      ].flatMap(([sum, b]) => [
        [`${sum}>n:0`, 'backward'],
        [`${b}>n:1`, 'backward'],
      ]),
    );
    expect([...lit.ops]).toEqual(['n']);
    expect(lit.cards.has('b')).toBe(true);
    expect(lit.cards.has('o')).toBe(false);
  });

  it('at a forward step: the operation, its output and its inputs’ edges', () => {
    const run = finished();
    const lit = litAt(run.graph, run.current);
    expect([...lit.edges]).toEqual([['n>o:0', 'forward']]);
    expect(lit.focus).toBe('o');
  });

  it('at an update: the parameters', () => {
    const run = finished(training(1).events);
    jump(run, 'update');
    expect([...litAt(run.graph, run.current).cards]).toEqual(['var_1', 'var_2']);
  });
});

describe('layout', () => {
  it('goes down in a pane that is tall enough, and right in a low one', async () => {
    const { graph } = finished();
    const sizes = sizesOf(graph);
    expect((await layOut(graph, sizes, null, PANE, answer)).direction).toBe('DOWN');
    expect((await layOut(graph, sizes, null, { width: 900, height: 260 }, answer)).direction).toBe('RIGHT');
    expect((await layOut(graph, sizes, 'RIGHT', PANE, answer)).direction).toBe('RIGHT');
  });

  it('shows the tanh neuron readably in 560 × 440', async () => {
    const { graph } = finished();
    const { bounds } = await layOut(graph, sizesOf(graph), null, PANE, answer);
    expect(Math.min(PANE.width / bounds.width, PANE.height / bounds.height)).toBeGreaterThan(0.85);
  });

  it('keeps the code’s order and lets no two cards overlap', async () => {
    const { graph } = finished();
    const sizes = sizesOf(graph);
    const { places } = await layOut(graph, sizes, 'DOWN', PANE, answer);
    const x = (key: string): number => places.get(key)!.x;
    expect(x('x1')).toBeLessThan(x('w1'));
    expect(x('w1')).toBeLessThan(x('x2'));
    expect(x('x2')).toBeLessThan(x('w2'));
    const boxes = [...places].map(([key, place]) => ({ ...place, ...sizes.get(key)! }));
    for (const a of boxes) {
      for (const b of boxes) {
        if (a === b) continue;
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    }
  });

  it('puts what the code does first on the left, where nothing speaks against it', async () => {
    const t = new TraceBuilder();
    const grad = { requiresGrad: true } as const;
    const x = t.op('tensor', value([1]), { name: 'x', isLeaf: true, ...grad });
    const made = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      t.op('exp', value([1]), { inputs: [x], name, ...grad }),
    );
    const [a, b, c, d, e] = made as [number, number, number, number, number];
    const first = t.op('add', value([1]), { inputs: [e, b], name: 'first', ...grad });
    t.op('add', value([1]), { inputs: [a, d], name: 'second', ...grad });
    t.op('add', value([1]), { inputs: [first, c], name: 'third', ...grad });
    const { graph } = finished([...t.events, { type: 'done', milliseconds: 1 }]);
    const { places } = await layOut(graph, sizesOf(graph), 'DOWN', PANE, answer);
    expect(places.get('first')!.x).toBeLessThan(places.get('second')!.x);
  });

  it('asks ELK for one port an input, in the order of the operands', () => {
    const { graph } = finished();
    const request = elkGraph(graph, sizesOf(graph), 'DOWN');
    expect(request.edges?.find((edge) => edge.id === 'w1>x1w1:1')?.targets).toEqual(['x1w1\u0000in1']);
  });

  it('keeps retained nodes where they were when one is added', async () => {
    const first = finished().graph;
    const before = await layOut(first, sizesOf(first), 'DOWN', PANE, answer);
    const { events, o } = tanhNeuron();
    const t = events.slice(0, -1);
    const made = events.find((event) => event.type === 'op' && event.output.id === o);
    if (made?.type !== 'op') throw new Error('the fixture has no output');
    const second = finished([
      ...t,
      { ...made, id: 999, op: 'exp', inputs: [o], output: { ...made.output, id: 999 } },
      { type: 'name', tensor: 999, name: 'p' },
      { type: 'done', milliseconds: 1 },
    ]).graph;
    const after = alignTo(await layOut(second, sizesOf(second), 'DOWN', PANE, answer), before);
    expect(kinship(second, before)).toBeGreaterThan(0.9);
    for (const [key, place] of before.places) {
      expect(after.places.get(key)!.x).toBeCloseTo(place.x, 6);
      expect(after.places.get(key)!.y).toBeCloseTo(place.y, 6);
    }
  });
});

describe('alignment', () => {
  const at = (x: number, y: number) => ({ x, y, round: { x: x + 5, y } });
  const layout = (places: [string, ReturnType<typeof at>][]): Layout => ({
    frames: new Map(),
    direction: 'DOWN',
    places: new Map(places),
    routes: new Map([['e', [{ x: 0, y: 0 }]]]),
    bounds: { x: 0, y: 0, width: 10, height: 10 },
  });

  it('moves everything by the median shift of what was there', () => {
    const before = layout([
      ['a', at(100, 50)],
      ['b', at(200, 50)],
      ['c', at(300, 50)],
    ]);
    const next = layout([
      ['a', at(0, 0)],
      ['b', at(100, 0)],
      ['c', at(900, 0)],
      ['new', at(40, 40)],
    ]);
    const after = alignTo(next, before);
    expect(after.places.get('a')).toEqual(at(100, 50));
    expect(after.places.get('new')).toEqual(at(140, 90));
    expect(after.routes.get('e')).toEqual([{ x: 100, y: 50 }]);
    expect(after.bounds).toEqual({ x: 100, y: 50, width: 10, height: 10 });
  });
});

describe('placement', () => {
  it('drops the late layout of an older run', async () => {
    const graphs = [finished().graph, finished(training(1).events).graph];
    const waiting: (() => void)[] = [];
    const placement = new Placement(async (graph, sizes, direction, pane) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return layOut(graph, sizes, direction ?? 'DOWN', pane, answer);
    });
    placement.show({ run: 1, graph: graphs[0]!, sizes: sizesOf(graphs[0]!), pane: PANE });
    placement.show({ run: 2, graph: graphs[1]!, sizes: sizesOf(graphs[1]!), pane: PANE });
    waiting.shift()!();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(placement.layout).toBeNull();
    waiting.shift()!();
    await expect.poll(() => placement.layout?.places.has('loss')).toBe(true);
  });

  it('counts another run’s graph as another subject only where little of it was there before', async () => {
    const placement = new Placement((graph, sizes, direction, pane) =>
      layOut(graph, sizes, direction ?? 'DOWN', pane, answer),
    );
    const show = async (run: number, { graph }: Run): Promise<number> => {
      placement.show({ run, graph, sizes: sizesOf(graph), pane: PANE });
      await expect.poll(() => placement.layout?.places.has(graph.nodes.at(-1)!.key)).toBe(true);
      return placement.subject;
    };
    const first = await show(1, finished());
    expect(await show(2, finished())).toBe(first);
    expect(await show(3, finished(training(1).events))).toBe(first + 1);
  });

  it('says so when a graph cannot be laid out', async () => {
    const { graph } = finished();
    const placement = new Placement(() => Promise.reject(new Error('no')));
    placement.show({ run: 1, graph, sizes: sizesOf(graph), pane: PANE });
    await expect.poll(() => placement.problem).toBe('The graph could not be laid out: no');
  });
});

describe('colours, words, keys', () => {
  it('end at the largest number of the episode, whatever step is shown', () => {
    const run = finished();
    const { history, graph } = run;
    const range = colourRange(history, graph, run.episode!);
    expect(range.value).toBeCloseTo(6.881, 3);
    expect(range.gradient).toBeCloseTo(1.5, 3);
    // what flows to intermediates counts too: 1 at o, which backward began at
    const computed = { ...graph, nodes: graph.nodes.filter((node) => node.kind === 'intermediate') };
    expect(colourRange(history, computed, run.episode!).gradient).toBe(1);
  });

  it('a node in a sentence tells what is not computed yet', () => {
    const run = finished();
    const node = run.graph.byKey.get('o')!;
    expect(nodeText(node, null, null)).toBe('o, intermediate, by tanh, not computed yet');
    expect(nodeText(node, value([0.5]), value([1]))).toBe(
      'o, intermediate, by tanh, value 0.5000, gradient 1.000',
    );
  });

  it('a tensor of which a corner is known is told with its own shape', () => {
    const corner = { ...value([1, 2, 3, 4], [2, 2]), whole: false };
    expect(valueText(corner, 'float32', [100, 80])).toBe(
      '[100, 80], of which the first [2, 2], 1.000 to 4.000',
    );
    expect(valueText(value([], [0, 3]), 'float32', [0, 3])).toBe('[0, 3], no elements');
  });

  it('what lies under the toolbar is not visible', () => {
    const box = { x: 0, y: 10, width: 20, height: 20 };
    const view = { x: 0, y: 0, k: 1 };
    expect(isVisible(box, PANE, view)).toBe(true);
    expect(isVisible(box, PANE, view, 36)).toBe(false);
  });

  it('arrow keys lead to the nearest node in their direction', async () => {
    const { graph } = finished();
    const sizes = sizesOf(graph);
    const layout = await layOut(graph, sizes, 'DOWN', PANE, answer);
    expect(neighbour(layout, sizes, 'x1', 'ArrowRight')).toBe('w1');
    expect(neighbour(layout, sizes, 'x1', 'ArrowDown')).toBe('x1w1');
    expect(neighbour(layout, sizes, 'o', 'ArrowDown')).toBeNull();
  });

  it('a curve leaves and enters along the direction', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 20 },
    ];
    expect(curve(points, 'DOWN')).toBe('M0,0C0,10 10,10 10,20');
    expect(curve(points, 'RIGHT')).toBe('M0,0C5,0 5,20 10,20');
  });
});
