/** @file The network view: modules as cards and as frames, made from what the engine really recorded. */

import ELK from 'elkjs/lib/elk.bundled.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { F, nn, optim, torch, type Tensor } from '../../../engine/index';
import type { TraceEvent } from '../../../engine/trace/events';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import { nodeText } from '../../../renderer/graph/describe';
import { healthOf, healthText } from '../../../renderer/graph/health';
import { elkGraph } from '../../../renderer/graph/layout';
import { layOut } from '../../../renderer/graph/layout-client';
import { litAt } from '../../../renderer/graph/lit';
import { measure } from '../../../renderer/graph/measure';
import { roundText } from '../../../renderer/graph/symbols';
import { Run } from '../../../renderer/state/run.svelte';
import { lessonFile, runModel } from '../../lessons/run-model';
import { value } from '../history/fixtures';

class Block extends nn.Module {
  fc1 = new nn.Linear(4, 8);
  fc2 = new nn.Linear(8, 4);

  forward(x: Tensor): Tensor {
    return x.add(this.fc2(F.relu(this.fc1(x))));
  }
}

class Net extends nn.Module {
  read = new nn.Linear(3, 4);
  blocks = new nn.Sequential(new Block(), new Block(), new Block());
  out = new nn.Linear(4, 2);

  forward(x: Tensor): Tensor {
    return this.out(this.blocks(this.read(x)).tanh());
  }
}

/** What was done, as a run that has been recorded. */
function recorded(work: (recorder: Recorder) => void): Run {
  const events: TraceEvent[] = [];
  const recorder = new Recorder((event) => events.push(event as TraceEvent));
  observe(recorder);
  work(recorder);
  observe(null);
  recorder.finish();
  const run = new Run({ id: 1, file: 'model.ts', source: '', schedule: () => undefined });
  run.append([...events, { type: 'done', milliseconds: 1 }]);
  return run;
}

/** One training step of the net. */
function trained(): Run {
  torch.manualSeed(1);
  const net = new Net();
  const opt = new optim.SGD(net.parameters(), { lr: 0.1 });
  const [x, y] = [torch.randn(5, 3), torch.randn(5, 2)];
  return recorded((recorder) => {
    recorder.name(x, 'x');
    recorder.name(y, 'y');
    const loss = F.mseLoss(net(x), y);
    recorder.name(loss, 'loss');
    loss.backward();
    opt.step();
  });
}

const rounds = (run: Run) => run.graph.nodes.map((node) => [node.label, roundText(node)]);

describe('modules in the graph', () => {
  let run: Run;
  beforeEach(() => {
    run = trained();
  });
  afterEach(() => void observe(null));

  it('stand as cards in a graph of many operations; the outermost is open', () => {
    expect(run.folded).toBe(true);
    expect(rounds(run)).toEqual([
      ['x', ''],
      ['read', 'Linear'],
      ['blocks', 'Sequential'],
      [expect.stringContaining('tanh'), 'tanh'],
      ['out', 'Linear'],
      ['y', ''],
      ['loss', 'MSE'],
    ]);
    expect(run.graph.frames.map(({ scope }) => scope.path)).toEqual(['Net']);
    expect(run.graph.edges).toHaveLength(6);
  });

  it('show repeated blocks as one, which opens into each of them', () => {
    run.folding.setOpen('Net.blocks', true);
    expect(rounds(run)).toContainEqual(['0–2', '3 × Block']);
    run.folding.setOpen('Net.blocks.0–2', true);
    expect(rounds(run).filter(([, round]) => round === 'Block')).toHaveLength(3);
    run.folding.setOpen('Net.blocks.1', true);
    expect(run.graph.frames.map(({ key, parent }) => [key, parent])).toEqual([
      ['Net', null],
      ['Net.blocks', 'Net'],
      ['Net.blocks.0–2', 'Net.blocks'],
      ['Net.blocks.1', 'Net.blocks.0–2'],
    ]);
    const inside = run.graph.nodes.filter((node) => node.frame === 'Net.blocks.1');
    expect(inside.map(roundText)).toEqual(['Linear', 'relu', 'Linear', '+']);
  });

  it('opened all the way, hold the same operations as the graph without modules', () => {
    const all = { ...run.graph };
    run.folding.on = false;
    const plain = run.graph;
    expect(plain.nodes.length).toBeGreaterThan(all.nodes.length);
    run.folding.on = true;
    const open = (): void => {
      const closed = run.graph.nodes.find((node) => node.module !== null);
      if (closed === undefined) return;
      run.folding.setOpen(closed.module!.path, true);
      open();
    };
    open();
    expect(new Set(run.graph.nodes.map((node) => node.tensor))).toEqual(
      new Set(plain.nodes.map((node) => node.tensor)),
    );
    expect(run.graph.edges.map((edge) => edge.key)).toEqual(plain.edges.map((edge) => edge.key));
    expect(run.graph.hidden.size).toBe(0);
  });

  it('are lit by what happens inside of them, and carry their output and its gradient', () => {
    const { graph } = run;
    const blocks = graph.nodes.find((node) => node.label === 'blocks')!;
    const inner = run.steps.findIndex(
      (step) => step.kind === 'forward' && graph.hidden.get(step.event.output.id) === blocks.key,
    );
    run.seek(inner);
    const lit = litAt(graph, run.current);
    expect([...lit.ops]).toEqual([blocks.key]);
    expect(lit.cards.size).toBe(0);
    expect(run.value(blocks.tensor)).toBeNull();
    run.end();
    expect(run.value(blocks.tensor)!.shape).toEqual([5, 4]);
    expect(run.gradient(blocks.tensor)!.shape).toEqual([5, 4]);
    const update = litAt(
      graph,
      run.steps.find((step) => step.kind === 'update')!,
    );
    expect([...update.cards].sort()).toEqual(
      ['read', 'blocks', 'out'].map((label) => graph.nodes.find((node) => node.label === label)!.key).sort(),
    );
    expect(nodeText(blocks, run.value(blocks.tensor), null)).toContain(
      'by module Sequential Net.blocks, closed',
    );
  });

  it('are laid out where a frame begins with two cards that nothing leads to', async () => {
    const nodes = run.graph.nodes.filter(({ frame }) => frame === 'Net').slice(0, 2);
    const graph = { ...run.graph, nodes, edges: [] };
    const sizes = new Map(nodes.map((node) => [node.key, measure(node, false, roundText(node))]));
    const elk = new ELK();
    const layout = await layOut(graph, sizes, 'RIGHT', { width: 600, height: 600 }, (ask) => elk.layout(ask));
    expect([...layout.places.keys()].sort()).toEqual(nodes.map(({ key }) => key).sort());
    expect([...layout.frames.keys()]).toEqual(['Net']);
  });

  it('lie within their frames', async () => {
    run.folding.setOpen('Net.blocks', true);
    const { graph } = run;
    const sizes = new Map(graph.nodes.map((node) => [node.key, measure(node, true, roundText(node))]));
    const elk = new ELK();
    const layout = await layOut(graph, sizes, 'DOWN', { width: 600, height: 600 }, (ask) => elk.layout(ask));
    expect([...layout.frames.keys()].sort()).toEqual(['Net', 'Net.blocks']);
    for (const node of graph.nodes) {
      const [place, size] = [layout.places.get(node.key)!, sizes.get(node.key)!];
      for (const [key, frame] of layout.frames) {
        const inside =
          place.x >= frame.x &&
          place.y >= frame.y &&
          place.x + size.width <= frame.x + frame.width &&
          place.y + size.height <= frame.y + frame.height;
        const belongs = node.frame === key || (key === 'Net' && node.frame === 'Net.blocks');
        expect([node.label, key, inside]).toEqual([node.label, key, belongs]);
      }
    }
    for (const points of layout.routes.values()) {
      for (const { x, y } of points) {
        expect(x >= 0 && y >= 0 && x <= layout.bounds.width && y <= layout.bounds.height).toBe(true);
      }
    }
  });
});

describe('units that have stopped learning', () => {
  it.each([
    ['relu', [0, 1, 0, 0, 2, 0], [2, 3], '2 of 3 units dead'],
    ['relu', [0, 1, 0, 3, 2, 1], [2, 3], null],
    ['tanh', [0.999, 0.5, -0.995, 0.1], [2, 2], '1 of 2 units saturated'],
    ['sigmoid', [0.001, 0.5, 0.999, 0.1], [2, 2], '1 of 2 units saturated'],
    ['relu', [0, 0], [1, 2], null],
    ['mul', [0, 0, 0, 0], [2, 2], null],
    // channels of images: the second dimension
    ['relu', [0, 0, 1, 0, 0, 0, 0, 5], [2, 2, 1, 2], '1 of 2 units dead'],
  ])('%s of %j', (op, elements, shape, text) => {
    expect(healthText(healthOf(op, value(elements, shape)))).toBe(text);
  });
});

it('lays the transformer of N7 out, though ELK stumbles over the code’s order in it', async () => {
  const model = lessonFile('n7-in-context', 'model.ts');
  const short = model.replace('steps = 10;', 'steps = 1;').replace('batch = 64;', 'batch = 4;');
  const { events } = await runModel(short.replace('tasks(200)', 'tasks(4)'));
  const run = new Run({ id: 1, file: 'model.ts', source: model, schedule: () => undefined });
  run.append([...events, { type: 'done', milliseconds: 1 }]);
  run.end();
  const { graph } = run;
  const sizes = new Map(graph.nodes.map((node) => [node.key, measure(node, false, roundText(node))]));
  const elk = new ELK();
  const asked = elk.layout(elkGraph(graph, sizes, 'DOWN'));
  await expect(asked, 'else there is nothing to test').rejects.toThrow();
  const layout = await layOut(graph, sizes, 'DOWN', { width: 600, height: 600 }, (ask) => elk.layout(ask));
  expect([...layout.places.keys()].sort()).toEqual(graph.nodes.map(({ key }) => key).sort());
});
