/**
 * @file The layout of a large graph, where ELK would take many seconds: in layers, as ELK does it, but with long edges
 * drawn straight and not led around what lies between. It answers ELK's request in ELK's form.
 */

import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api';

/** How often the order in the layers is improved, down and up, */
const SWEEPS = 6;
/** and how often the places. */
const PULLS = 8;
const BETWEEN_NODES = 14;
const BETWEEN_LAYERS = 34;

/** A node on its way to its place. */
interface Box {
  readonly node: ElkNode;
  /** its size along a layer, and across the layers */
  readonly along: number;
  readonly across: number;
  readonly sources: Box[];
  readonly targets: Box[];
  /** how many layers lie below it */
  layer: number;
  /** its place in its layer, from 0 to 1 */
  order: number;
  /** where it begins along its layer */
  at: number;
}

/** Lays out a graph without frames. Nodes come in the code's order: what an edge comes from stands before its target. */
export function quickLayout(request: ElkNode): ElkNode {
  const down = request.layoutOptions?.['elk.direction'] !== 'RIGHT';
  const boxes = (request.children ?? []).map((node) => boxOf(node, down));
  const home = new Map<string, Box>();
  for (const box of boxes) for (const { id } of box.node.ports ?? []) home.set(id, box);
  const edges = (request.edges ?? []).map((edge) => ({
    edge,
    from: home.get(edge.sources[0]!)!,
    to: home.get(edge.targets[0]!)!,
  }));
  for (const { from, to } of edges) {
    from.targets.push(to);
    to.sources.push(from);
  }
  const layers = layersOf(boxes);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const layer of layers) order(layer, (box) => box.sources);
    for (const layer of layers.toReversed()) order(layer, (box) => box.targets);
  }
  for (const layer of layers) packed(layer);
  for (let pull = 0; pull < PULLS; pull++) {
    for (const layer of layers) align(layer, (box) => box.sources);
    for (const layer of layers.toReversed()) align(layer, (box) => box.targets);
  }
  return answer(request, layers, edges, down);
}

function boxOf(node: ElkNode, down: boolean): Box {
  const [width, height] = [node.width ?? 0, node.height ?? 0];
  const [along, across] = down ? [width, height] : [height, width];
  return { node, along, across, sources: [], targets: [], layer: 0, order: 0, at: 0 };
}

/** Each node right above the first that takes it in: so what is needed late stands low, and no layer holds too much. */
function layersOf(boxes: readonly Box[]): Box[][] {
  for (const box of boxes.toReversed()) box.layer = Math.max(0, ...box.targets.map(({ layer }) => layer + 1));
  const top = Math.max(0, ...boxes.map(({ layer }) => layer));
  const layers: Box[][] = Array.from({ length: top + 1 }, () => []);
  for (const box of boxes) layers[top - box.layer]!.push(box);
  return layers.map(number);
}

function number(layer: Box[]): Box[] {
  layer.forEach((box, i) => (box.order = (i + 0.5) / layer.length));
  return layer;
}

/** Sorts a layer by where the neighbours of each node stand on the mean. */
function order(layer: Box[], neighbours: (box: Box) => readonly Box[]): void {
  const wanted = new Map(
    layer.map((box) => {
      const near = neighbours(box);
      return [box, near.length === 0 ? box.order : mean(near.map((other) => other.order))];
    }),
  );
  layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
  number(layer);
}

function packed(layer: readonly Box[]): void {
  let at = 0;
  for (const box of layer) {
    box.at = at;
    at += box.along + BETWEEN_NODES;
  }
  for (const box of layer) box.at -= at / 2;
}

interface Block {
  readonly boxes: Box[];
  /** where each box would have its block begin, on the mean */
  wish: number;
  length: number;
}

/**
 * Moves each node of a layer as near as can be to the middle of its neighbours, without changing the order. Nodes that
 * would overlap move as one block: to where they wish to be on the mean.
 */
function align(layer: readonly Box[], neighbours: (box: Box) => readonly Box[]): void {
  const blocks: Block[] = [];
  for (const box of layer) {
    const near = neighbours(box);
    const wish = near.length === 0 ? box.at : mean(near.map(middle)) - box.along / 2;
    let block: Block = { boxes: [box], wish, length: box.along + BETWEEN_NODES };
    for (let last = blocks.at(-1); last && last.wish + last.length > block.wish; last = blocks.at(-1)) {
      blocks.pop();
      block = joined(last, block);
    }
    blocks.push(block);
  }
  for (const { boxes, wish } of blocks) {
    let at = wish;
    for (const box of boxes) {
      box.at = at;
      at += box.along + BETWEEN_NODES;
    }
  }
}

function joined(first: Block, second: Block): Block {
  const [n, m] = [first.boxes.length, second.boxes.length];
  first.boxes.push(...second.boxes);
  const wish = (n * first.wish + m * (second.wish - first.length)) / (n + m);
  return { boxes: first.boxes, wish, length: first.length + second.length };
}

const middle = (box: Box): number => box.at + box.along / 2;

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function answer(
  request: ElkNode,
  layers: readonly (readonly Box[])[],
  edges: readonly { readonly edge: ElkExtendedEdge; readonly from: Box; readonly to: Box }[],
  down: boolean,
): ElkNode {
  const all = layers.flat();
  const left = Math.min(...all.map(({ at }) => at));
  const right = Math.max(left, ...all.map(({ at, along }) => at + along));
  const places = new Map<Box, ElkNode>();
  let depth = 0;
  for (const layer of layers) {
    const thick = Math.max(0, ...layer.map(({ across }) => across));
    for (const box of layer) {
      const [along, across] = [box.at - left, depth];
      places.set(box, { ...box.node, x: down ? along : across, y: down ? across : along });
    }
    depth += thick + BETWEEN_LAYERS;
  }
  const at = (box: Box, id: string): { x: number; y: number } => {
    const node = places.get(box)!;
    const port: ElkPort | undefined = node.ports?.find((one) => one.id === id);
    return { x: node.x! + (port?.x ?? 0), y: node.y! + (port?.y ?? 0) };
  };
  const [length, breadth] = [right - left, Math.max(0, depth - BETWEEN_LAYERS)];
  return {
    ...request,
    width: down ? length : breadth,
    height: down ? breadth : length,
    children: [...places.values()],
    edges: edges.map(({ edge, from, to }) => ({
      ...edge,
      sections: [{ id: edge.id, startPoint: at(from, edge.sources[0]!), endPoint: at(to, edge.targets[0]!) }],
    })),
  };
}
