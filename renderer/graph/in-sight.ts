/** @file What of a large graph is drawn: what can be seen, and a little around it, so that panning seldom changes it. */

import type { CardSize } from './measure';
import type { Layout, Place, Point, Rectangle } from './layout';
import { ROUND } from './measure';
import type { Graph, GraphEdge, GraphNode } from './model';
import type { View } from './zoom';

/** Up to this many nodes all are drawn, in sight or not. */
export const FEW = 150;
/** Below this scale a card cannot be read. */
export const READABLE = 0.42;

/**
 * The stretch of the picture that is drawn: what is seen, grown to a grid of half a pane, so that it stays the same over
 * many a movement.
 */
export function sightOf(view: View, pane: { readonly width: number; readonly height: number }): Rectangle {
  const along = (offset: number, length: number): readonly [number, number] => {
    const step = 2 ** Math.ceil(Math.log2(Math.max(1, length / view.k / 2)));
    const from = Math.floor(-offset / view.k / step) * step;
    const to = Math.ceil((length - offset) / view.k / step) * step;
    return [from, to - from];
  };
  const [x, width] = along(view.x, pane.width);
  const [y, height] = along(view.y, pane.height);
  return { x, y, width, height };
}

export interface InSight {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/**
 * What of the graph lies in the stretch.
 * @param always a node that is kept in any case: the one that has the focus
 */
export function inSight(
  graph: Graph,
  layout: Layout,
  sizes: ReadonlyMap<string, CardSize>,
  sight: Rectangle,
  always: string | null,
): InSight {
  const nodes = graph.nodes.filter(({ key }) => {
    const [place, size] = [layout.places.get(key), sizes.get(key)];
    return (
      key === always || (place !== undefined && size !== undefined && meets(boxAround(place, size), sight))
    );
  });
  const edges = graph.edges.filter(({ key }) => {
    const points = layout.routes.get(key);
    return points !== undefined && meets(boundsOf(points), sight);
  });
  return { nodes, edges };
}

/** The card with its round. */
function boxAround({ x, y, round }: Place, { width, height, round: pill }: CardSize): Rectangle {
  if (round === null) return { x, y, width, height };
  const left = Math.min(x, round.x - pill / 2);
  const top = Math.min(y, round.y - ROUND / 2);
  return { x: left, y: top, width: x + width - left, height: y + height - top };
}

function boundsOf(points: readonly Point[]): Rectangle {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function meets(a: Rectangle, b: Rectangle): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}
