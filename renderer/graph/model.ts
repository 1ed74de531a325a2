/** @file The graph of one episode, made of events: which tensors and operations it shows, and which feed which. */

import type { OpEvent } from '../../engine/trace/events';
import type { Episode, History } from '../run/history/history';
import { isKept, showsAll, type Detail } from '../run/history/steps';
import { tensorLabel } from '../run/history/labels';

/** A leaf that requires grad, a tensor that came in from elsewhere, or one that an operation on view made. */
export type NodeKind = 'parameter' | 'input' | 'intermediate';

export interface GraphNode {
  /** the same over runs and episodes for what is the same to the learner */
  readonly key: string;
  readonly tensor: number;
  readonly kind: NodeKind;
  /** the operation drawn as a round before the card; null: none on view */
  readonly op: OpEvent | null;
  readonly made: OpEvent;
  readonly label: string;
  readonly named: boolean;
}

/** From a tensor's card to the operation that takes it in. */
export interface GraphEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** which input of the operation */
  readonly input: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly byKey: ReadonlyMap<string, GraphNode>;
  readonly byTensor: ReadonlyMap<number, GraphNode>;
  /** equal where the layout can be the same */
  readonly signature: string;
  /** operations of the episode that are shown: from, to (not included), of how many */
  readonly shown: { readonly from: number; readonly to: number; readonly of: number };
}

/** Operations drawn at once; more come a page at a time. */
export const PAGE = 200;

export const EMPTY_GRAPH: Graph = {
  nodes: [],
  edges: [],
  byKey: new Map(),
  byTensor: new Map(),
  signature: '',
  shown: { from: 0, to: 0, of: 0 },
};

/** FNV-1a, 32 bits: short keys for long expressions. Source: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

/** The operations of an episode that are on view, in the code's order. */
export function shownOps(history: History, episode: Episode, detail: Detail): OpEvent[] {
  const all = showsAll(episode, detail);
  const ops: OpEvent[] = [];
  for (const { event } of episode.moments) {
    if (event.type !== 'op') continue;
    const track = history.tensor(event.output.id);
    if (track !== undefined && (all || isKept(track))) ops.push(event);
  }
  return ops;
}

/**
 * Builds the graph of the operations `ops[from…from + PAGE)` and the tensors they take in.
 * A tensor from an earlier episode, or an earlier page, stands as a card without its operation.
 */
export function buildGraph(
  history: History,
  episode: Episode,
  detail: Detail,
  ops: readonly OpEvent[],
  from: number,
): Graph {
  const all = showsAll(episode, detail);
  const page = ops.slice(from, from + PAGE);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const byKey = new Map<string, GraphNode>();
  const byTensor = new Map<number, GraphNode>();
  const seen = new Map<string, number>();

  const add = (id: number, event: OpEvent, inputs: readonly GraphNode[]): GraphNode => {
    const track = history.tensor(id);
    const base = track?.name ?? `${event.op}:${hash(inputs.map((node) => node.key).join())}`;
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    const wanted = track?.wantsGrad === true && event.output.isLeaf;
    const node: GraphNode = {
      key: count === 0 ? base : `${base}#${count}`,
      tensor: id,
      kind: wanted ? 'parameter' : inputs.length > 0 || !event.output.isLeaf ? 'intermediate' : 'input',
      op: inputs.length > 0 ? event : null,
      made: event,
      label: tensorLabel(history, id),
      named: typeof track?.name === 'string',
    };
    nodes.push(node);
    byKey.set(node.key, node);
    byTensor.set(id, node);
    return node;
  };

  for (const event of page) {
    const inputs: { node: GraphNode; input: number }[] = [];
    event.inputs.forEach((id, input) => {
      const track = history.tensor(id);
      if (track === undefined || !(all || isKept(track))) return;
      inputs.push({ node: byTensor.get(id) ?? add(id, track.made, []), input });
    });
    const node = add(
      event.output.id,
      event,
      inputs.map((entry) => entry.node),
    );
    for (const { node: source, input } of inputs) {
      edges.push({ key: `${source.key}>${node.key}:${input}`, from: source.key, to: node.key, input });
    }
  }
  const signature = [
    ...nodes.map((node) => `${node.key}|${node.label}|${node.made.output.shape.join('x')}`),
    ...edges.map((edge) => edge.key),
  ].join('\n');
  const shown = { from, to: from + page.length, of: ops.length };
  return { nodes, edges, byKey, byTensor, signature, shown };
}

/** The page on which the state at `position` happens: where its latest operation stands. */
export function pageAt(history: History, ops: readonly OpEvent[], position: number): number {
  if (ops.length <= PAGE) return 0;
  let low = 0;
  let high = ops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const event = ops[middle];
    const at = event === undefined ? Infinity : (history.tensor(event.output.id)?.position ?? Infinity);
    if (at <= position) low = middle + 1;
    else high = middle;
  }
  // the last page is a full one too
  return Math.min(Math.floor(Math.max(0, low - 1) / PAGE) * PAGE, ops.length - PAGE);
}
