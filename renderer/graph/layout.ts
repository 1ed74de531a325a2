/** @file Where the cards stand: what is asked of ELK, what is read out of its answer, and how it stays in place. */

import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api';
import type { Graph } from './model';
import { ROUND, STEM, type CardSize } from './measure';

export type Direction = 'DOWN' | 'RIGHT';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** A node's place: the card's upper left corner and, where it has one, its round's centre. */
export interface Place extends Point {
  readonly round: Point | null;
}

export interface Layout {
  readonly direction: Direction;
  readonly places: ReadonlyMap<string, Place>;
  /** the points each edge goes through, from card to round */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** open modules, by the frame's key */
  readonly frames: ReadonlyMap<string, Rectangle>;
  readonly bounds: Rectangle;
}

export type Sizes = ReadonlyMap<string, CardSize>;

/** between two edges that enter one round */
const PORT_GAP = 9;
const BETWEEN_LAYERS = 19;
/** where shapes are written on the edges: room for a line, or for a shape */
const BETWEEN_MODULES = { DOWN: 27, RIGHT: 62 };
const BETWEEN_NODES = 14;
/** a frame's title stands in the upper part of its padding */
const FRAME_PADDING = '[top=36,left=12,bottom=12,right=12]';

/** ELK's option for the code's order */
const ORDER = 'elk.layered.considerModelOrder.strategy';

interface Blocked {
  readonly width: number;
  readonly height: number;
  readonly card: Point;
  readonly round: Point | null;
}

/** A card together with its round, as one block for ELK; points are relative to the block. */
function blockOf(size: CardSize, direction: Direction): Blocked {
  if (size.round === 0) return { width: size.width, height: size.height, card: { x: 0, y: 0 }, round: null };
  if (direction === 'DOWN') {
    const width = Math.max(size.width, size.round);
    const top = ROUND + STEM;
    return {
      width,
      height: top + size.height,
      card: { x: (width - size.width) / 2, y: top },
      round: { x: width / 2, y: ROUND / 2 },
    };
  }
  const left = size.round + STEM;
  return {
    width: left + size.width,
    height: Math.max(size.height, ROUND),
    card: { x: left, y: 0 },
    round: { x: size.round / 2, y: size.height / 2 },
  };
}

/** The request to ELK: cards in the code's order, one port an input and one for the output. */
export function elkGraph(graph: Graph, sizes: Sizes, direction: Direction): ElkNode {
  const down = direction === 'DOWN';
  const inputs = new Map<string, number>();
  for (const edge of graph.edges) inputs.set(edge.to, (inputs.get(edge.to) ?? 0) + 1);
  const taken = new Map<string, number>();
  const modules = graph.nodes.some((node) => node.module !== null);
  const options = layoutOptions(direction, modules ? BETWEEN_MODULES[direction] : BETWEEN_LAYERS);
  const root: ElkNode = {
    id: 'root',
    children: [],
    layoutOptions: {
      ...options,
      'elk.padding': '[top=0,left=0,bottom=0,right=0]',
      'elk.hierarchyHandling': graph.frames.length > 0 ? 'INCLUDE_CHILDREN' : 'INHERIT',
      // every answer in the picture's own coordinates, however deep it lies
      'org.eclipse.elk.json.shapeCoords': 'ROOT',
      'org.eclipse.elk.json.edgeCoords': 'ROOT',
    },
  };
  const inside = new Map<string | null, ElkNode>([[null, root]]);
  for (const { key, parent } of graph.frames) {
    const frame: ElkNode = {
      id: `\u0000${key}`,
      children: [],
      layoutOptions: { ...options, 'elk.padding': FRAME_PADDING },
    };
    inside.get(parent)!.children!.push(frame);
    inside.set(key, frame);
  }
  for (const node of graph.nodes) {
    const size = sizes.get(node.key);
    if (size === undefined) continue;
    const block = blockOf(size, direction);
    const centre = block.round ?? { x: block.width / 2, y: block.height / 2 };
    const count = inputs.get(node.key) ?? 0;
    const gap = Math.min(PORT_GAP, (size.round - 12) / Math.max(1, count - 1));
    const ports: ElkPort[] = [];
    for (let k = 0; k < count; k++) {
      const shift = (k - (count - 1) / 2) * gap;
      ports.push({
        id: `${node.key}\u0000in${k}`,
        width: 0,
        height: 0,
        x: down ? centre.x + shift : 0,
        y: down ? 0 : centre.y + shift,
        layoutOptions: { 'elk.port.side': down ? 'NORTH' : 'WEST' },
      });
    }
    ports.push({
      id: `${node.key}\u0000out`,
      width: 0,
      height: 0,
      x: down ? block.width / 2 : block.width,
      y: down ? block.height : centre.y,
      layoutOptions: { 'elk.port.side': down ? 'SOUTH' : 'EAST' },
    });
    inside.get(node.frame)!.children!.push({
      id: node.key,
      width: block.width,
      height: block.height,
      ports,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
    });
  }
  const edges: ElkExtendedEdge[] = graph.edges.map((edge) => {
    const k = taken.get(edge.to) ?? 0;
    taken.set(edge.to, k + 1);
    return { id: edge.key, sources: [`${edge.from}\u0000out`], targets: [`${edge.to}\u0000in${k}`] };
  });
  return { ...root, edges };
}

function layoutOptions(direction: Direction, betweenLayers: number): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction,
    'elk.edgeRouting': 'POLYLINE',
    'elk.spacing.nodeNode': String(BETWEEN_NODES),
    'elk.spacing.edgeNode': '10',
    'elk.layered.spacing.nodeNodeBetweenLayers': String(betweenLayers),
    'elk.layered.spacing.edgeNodeBetweenLayers': '8',
    // ELK widens a gap for flat edges by this; ours are drawn as curves and need none of it
    'elk.layered.spacing.edgeEdgeBetweenLayers': '1',
    [ORDER]: 'NODES_AND_EDGES',
    'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  };
}

/** The request without the code's order inside of frames; the same where there are none. */
export function freeInside(request: ElkNode): ElkNode {
  const { children = [] } = request;
  if (children.every((child) => child.children === undefined)) return request;
  return {
    ...request,
    children: children.map((child) =>
      child.children === undefined
        ? child
        : freeInside({ ...child, layoutOptions: { ...child.layoutOptions, [ORDER]: 'NONE' } }),
    ),
  };
}

/** Reads ELK's answer. Edges end on the round's rim. */
export function readLayout(answer: ElkNode, sizes: Sizes, direction: Direction): Layout {
  const places = new Map<string, Place>();
  const frames = new Map<string, Rectangle>();
  for (const child of everyNode(answer)) {
    const size = sizes.get(child.id);
    const [x, y] = [child.x ?? 0, child.y ?? 0];
    if (child.id.startsWith('\u0000'))
      frames.set(child.id.slice(1), { x, y, width: child.width ?? 0, height: child.height ?? 0 });
    if (size === undefined) continue;
    const block = blockOf(size, direction);
    places.set(child.id, {
      x: x + block.card.x,
      y: y + block.card.y,
      round: block.round === null ? null : { x: x + block.round.x, y: y + block.round.y },
    });
  }
  const routes = new Map<string, readonly Point[]>();
  for (const edge of answer.edges ?? []) {
    const section = edge.sections?.[0];
    const to = edge.targets[0]?.split('\u0000')[0];
    const round = to === undefined ? null : (places.get(to)?.round ?? null);
    if (section === undefined || to === undefined) continue;
    const end =
      round === null
        ? section.endPoint
        : rim(section.endPoint, round, sizes.get(to)?.round ?? ROUND, direction);
    routes.set(edge.id, [section.startPoint, ...(section.bendPoints ?? []), end]);
  }
  return {
    direction,
    places,
    routes,
    frames,
    bounds: { x: 0, y: 0, width: answer.width ?? 0, height: answer.height ?? 0 },
  };
}

function everyNode(node: ElkNode): ElkNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...everyNode(child)]);
}

/** Moves an edge's end from the block's border onto the round, which is a pill where its symbol is long. */
function rim(end: Point, centre: Point, width: number, direction: Direction): Point {
  const radius = ROUND / 2;
  if (direction === 'RIGHT') {
    const dy = Math.min(Math.abs(end.y - centre.y), radius);
    return { x: centre.x - width / 2 + radius - Math.sqrt(radius ** 2 - dy ** 2), y: end.y };
  }
  const straight = width / 2 - radius;
  const dx = Math.min(Math.max(0, Math.abs(end.x - centre.x) - straight), radius);
  return { x: end.x, y: centre.y - Math.sqrt(radius ** 2 - dx ** 2) };
}

/** How large the layout can be drawn in a pane without cutting anything off. */
export function fitScale(
  bounds: Layout['bounds'],
  pane: { readonly width: number; readonly height: number },
  most = 1.5,
): number {
  if (bounds.width <= 0 || bounds.height <= 0) return 1;
  return Math.min(most, pane.width / bounds.width, pane.height / bounds.height);
}

/**
 * Moves a new layout so that the nodes which were there before stand, on the whole, where they stood.
 * The median is taken, so that a few that had to move do not drag the others along.
 */
export function alignTo(next: Layout, previous: Layout | null): Layout {
  if (previous === null) return next;
  const dx: number[] = [];
  const dy: number[] = [];
  for (const [key, place] of next.places) {
    const old = previous.places.get(key);
    if (old === undefined) continue;
    dx.push(old.x - place.x);
    dy.push(old.y - place.y);
  }
  return dx.length === 0 ? next : moved(next, median(dx), median(dy));
}

function median(numbers: number[]): number {
  const sorted = numbers.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function moved(layout: Layout, dx: number, dy: number): Layout {
  if (dx === 0 && dy === 0) return layout;
  const shift = <P extends Point>(point: P): P => ({ ...point, x: point.x + dx, y: point.y + dy });
  return {
    direction: layout.direction,
    places: new Map(
      [...layout.places].map(([key, place]) => [
        key,
        { ...shift(place), round: place.round === null ? null : shift(place.round) },
      ]),
    ),
    routes: new Map([...layout.routes].map(([key, points]) => [key, points.map(shift)])),
    frames: new Map([...layout.frames].map(([key, box]) => [key, shift(box)])),
    bounds: shift(layout.bounds),
  };
}

/** How much of a graph was there before: 0 nothing … 1 everything. */
export function kinship(next: Graph, previous: Layout | null): number {
  if (previous === null || next.nodes.length === 0) return 0;
  let kept = 0;
  for (const node of next.nodes) if (previous.places.has(node.key)) kept += 1;
  return kept / next.nodes.length;
}
