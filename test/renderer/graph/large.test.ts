/** @file Large graphs: their quick layout, and what of them is drawn. */

import { describe, expect, it } from 'vitest';
import { inSight, sightOf } from '../../../renderer/graph/in-sight';
import { layOut } from '../../../renderer/graph/layout-client';
import { measure } from '../../../renderer/graph/measure';
import type { Direction } from '../../../renderer/graph/layout';
import { quickLayout } from '../../../renderer/graph/quick-layout';
import { roundText } from '../../../renderer/graph/symbols';
import { Run } from '../../../renderer/state/run.svelte';
import { TraceBuilder, value } from '../history/fixtures';

const PANE = { width: 600, height: 400 };

/** Three neurons of four inputs each, and the next layer of two, as single numbers. */
function network(): Run {
  const t = new TraceBuilder();
  const leaf = () => t.op('tensor', value([1]), { requiresGrad: true, isLeaf: true });
  const made = (op: string, ...inputs: number[]) => t.op(op, value([2]), { inputs, requiresGrad: true });
  let x = Array.from({ length: 4 }, leaf);
  for (const width of [3, 2]) {
    const inputs = x;
    x = Array.from({ length: width }, () =>
      made(
        'tanh',
        inputs.reduce((sum, input) => made('add', sum, made('mul', input, leaf())), leaf()),
      ),
    );
  }
  const run = new Run({ id: 1, file: 'model.ts', source: '', schedule: () => undefined });
  run.append([...t.events, { type: 'done', milliseconds: 1 }]);
  return run;
}

async function laidOut(direction: Direction) {
  const { graph } = network();
  const sizes = new Map(graph.nodes.map((node) => [node.key, measure(node, false, roundText(node))]));
  const answer = (request: Parameters<typeof quickLayout>[0]) => Promise.resolve(quickLayout(request));
  const layout = await layOut(graph, sizes, direction, PANE, answer);
  const boxes = graph.nodes.map(({ key }) => {
    const { x, y } = layout.places.get(key)!;
    const { width, height } = sizes.get(key)!;
    return { key, x, y, right: x + width, bottom: y + height };
  });
  return { graph, sizes, layout, boxes };
}

describe.each(['DOWN', 'RIGHT'] as const)('the quick layout, %s', (direction) => {
  it('has no two cards over one another, and all in its bounds', async () => {
    const { boxes, layout } = await laidOut(direction);
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        const apart = a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y;
        expect(apart, `${a.key} and ${b.key}`).toBe(true);
      }
      expect(a.x).toBeGreaterThanOrEqual(layout.bounds.x);
      expect(a.right).toBeLessThanOrEqual(layout.bounds.x + layout.bounds.width + 1e-6);
      expect(a.bottom).toBeLessThanOrEqual(layout.bounds.y + layout.bounds.height + 1e-6);
    }
  });

  it('leads every edge onwards, from the card to the round', async () => {
    const { graph, layout, boxes } = await laidOut(direction);
    const box = new Map(boxes.map((one) => [one.key, one]));
    for (const edge of graph.edges) {
      const [start, end] = layout.routes.get(edge.key)!;
      const [from, to] = [box.get(edge.from)!, box.get(edge.to)!];
      const along = direction === 'DOWN' ? 'y' : 'x';
      expect(start![along]).toBeCloseTo(direction === 'DOWN' ? from.bottom : from.right, 6);
      expect(end![along]).toBeGreaterThan(start![along]);
      expect(end![along]).toBeLessThan(to[along]);
    }
  });

  it('puts a leaf right above what first takes it in', async () => {
    const { graph, layout } = await laidOut(direction);
    const along = direction === 'DOWN' ? 'y' : 'x';
    const lines = [...new Set([...layout.places.values()].map((place) => place[along]))].sort(
      (a, b) => a - b,
    );
    const line = (key: string) => lines.indexOf(layout.places.get(key)![along]);
    const leaves = graph.nodes.filter(({ op }) => op === null);
    for (const { key } of leaves) {
      const uses = graph.edges.filter((edge) => edge.from === key).map((edge) => line(edge.to));
      expect(Math.min(...uses) - line(key), key).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('what is in sight', () => {
  it('is all that the pane shows, and stays the same over a small movement', () => {
    const view = { x: -1000, y: -500, k: 0.5 };
    const sight = sightOf(view, PANE);
    expect(sight.x).toBeLessThanOrEqual(2000);
    expect(sight.x + sight.width).toBeGreaterThanOrEqual(2000 + 1200);
    expect(sight.y).toBeLessThanOrEqual(1000);
    expect(sight.y + sight.height).toBeGreaterThanOrEqual(1000 + 800);
    expect(sightOf({ ...view, x: -1010 }, PANE)).toEqual(sight);
  });

  it('holds the cards that meet it, the edges through it, and the one with the focus', async () => {
    const { graph, sizes, layout, boxes } = await laidOut('DOWN');
    const first = boxes.reduce((top, box) => (box.y < top.y ? box : top));
    const last = boxes.reduce((low, box) => (box.y > low.y ? box : low));
    const sight = { x: first.x, y: first.y, width: 1, height: 1 };
    const keys = inSight(graph, layout, sizes, sight, null).nodes.map(({ key }) => key);
    expect(keys).toEqual([first.key]);
    const focused = inSight(graph, layout, sizes, sight, last.key).nodes.map(({ key }) => key);
    expect(focused.sort()).toEqual([first.key, last.key].sort());
    const whole = inSight(graph, layout, sizes, layout.bounds, null);
    expect(whole.nodes).toHaveLength(graph.nodes.length);
    expect(whole.edges).toHaveLength(graph.edges.length);
    const { x, y } = layout.routes.get(graph.edges[0]!.key)![0]!;
    const through = inSight(graph, layout, sizes, { x, y, width: 0, height: 0 }, null).edges;
    expect(through.map(({ key }) => key)).toContain(graph.edges[0]!.key);
  });
});
