/** @file The graph of one episode, made of events: which tensors and operations it shows, and which feed which. */

import type { OpEvent } from '../../engine/trace/events';
import type { History } from '../run/history/history';
import type { Episode } from '../run/history/track';
import { isKept, showsAll, type Detail } from '../run/history/steps';
import { tensorLabel } from '../run/history/labels';
import { Frames, type Frame } from './frames';
import type { Scope } from './scopes';
import { boundaryOf, consumersOf, framesOfLeaf, Owned, type Unit } from './units';

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
  /** the closed module whose output this is, drawn as a round; null: none */
  readonly module: Scope | null;
  /** the key of the open module it stands in; null: none */
  readonly frame: string | null;
}

/** From a tensor's card to the operation that takes it in. */
export interface GraphEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  /** which input of the operation, or of the closed module */
  readonly input: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly byKey: ReadonlyMap<string, GraphNode>;
  readonly byTensor: ReadonlyMap<number, GraphNode>;
  /** open modules, each after the one around it */
  readonly frames: readonly Frame[];
  /** tensors inside of closed modules: the key of the module's node */
  readonly hidden: ReadonlyMap<number, string>;
  /** equal where the layout can be the same */
  readonly signature: string;
  /** operations (a closed module counts as one) of the episode that are shown: from, to (not included), of how many */
  readonly shown: { readonly from: number; readonly to: number; readonly of: number };
}

/** Operations, or closed modules, drawn at once; more come a page at a time. */
export const PAGE = 1200;

export const EMPTY_GRAPH: Graph = {
  nodes: [],
  edges: [],
  byKey: new Map(),
  byTensor: new Map(),
  frames: [],
  hidden: new Map(),
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
 * Builds the graph of the units `units[from…from + PAGE)` and the tensors they take in.
 * A tensor from an earlier episode, or an earlier page, stands as a card without its operation.
 */
export function buildGraph(
  history: History,
  episode: Episode,
  detail: Detail,
  units: readonly Unit[],
  from: number,
): Graph {
  const all = showsAll(episode, detail);
  const page = units.slice(from, from + PAGE);
  const consumers = consumersOf(units);
  const owned = new Owned(history, consumers);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const byKey = new Map<string, GraphNode>();
  const byTensor = new Map<number, GraphNode>();
  const hidden = new Map<number, string>();
  const frames = new Frames();
  const seen = new Map<string, number>();

  const add = (id: number, event: OpEvent, inputs: readonly GraphNode[], unit: Unit | null): GraphNode => {
    const track = history.tensor(id);
    const scope = unit?.scope ?? null;
    const expression = scope?.path ?? `${event.op}:${hash(inputs.map((node) => node.key).join())}`;
    const base = track?.name ?? expression;
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    const wanted = track?.wantsGrad === true && event.output.isLeaf;
    const node: GraphNode = {
      key: count === 0 ? base : `${base}#${count}`,
      tensor: id,
      kind: wanted ? 'parameter' : inputs.length > 0 || !event.output.isLeaf ? 'intermediate' : 'input',
      op: inputs.length > 0 && scope === null ? event : null,
      made: event,
      label: track?.name ?? (scope === null ? tensorLabel(history, id) : scope.name),
      named: typeof track?.name === 'string',
      module: scope,
      frame: frames.of(unit?.frames ?? framesOfLeaf(history, id, consumers)),
    };
    nodes.push(node);
    byKey.set(node.key, node);
    byTensor.set(id, node);
    return node;
  };
  const card = (id: number): GraphNode | null => {
    const track = history.tensor(id);
    if (track === undefined || !(all || isKept(track))) return null;
    return byTensor.get(id) ?? add(id, track.made, [], null);
  };

  for (const unit of page) {
    const made = unit.ops.at(-1)!;
    const isLeaf = unit.scope === null && made.inputs.length === 0;
    // part of a module's card, or met before: a closed module stands where its first operation does
    if (isLeaf && (owned.has(made.output.id) || byTensor.has(made.output.id))) continue;
    const { inputs, outputs } =
      unit.scope === null
        ? { inputs: made.inputs, outputs: [made.output.id] }
        : boundaryOf(unit, consumers, owned.of(unit));
    const sources = inputs
      .map((id, input) => ({ node: card(id), input }))
      .filter((source): source is { node: GraphNode; input: number } => source.node !== null);
    for (const id of outputs) {
      const event = unit.ops.find((op) => op.output.id === id)!;
      const from = sources.map((source) => source.node);
      const node = add(id, event, from, unit);
      for (const { node: source, input } of sources) {
        edges.push({ key: `${source.key}>${node.key}:${input}`, from: source.key, to: node.key, input });
      }
    }
    if (unit.scope === null) continue;
    const main = byTensor.get(outputs.at(-1)!)!;
    const inside = [...unit.ops.map((op) => op.output.id), ...owned.of(unit)];
    for (const id of inside) if (!byTensor.has(id)) hidden.set(id, main.key);
  }
  const signature = [
    ...nodes.map(
      (node) => `${node.key}|${node.label}|${node.made.output.shape.join('x')}|${node.frame ?? ''}`,
    ),
    ...edges.map((edge) => edge.key),
  ].join('\n');
  const shown = { from, to: from + page.length, of: units.length };
  return { nodes, edges, byKey, byTensor, frames: frames.all, hidden, signature, shown };
}

/** The page on which the state at `position` happens: where its latest operation stands. */
export function pageAt(history: History, units: readonly Unit[], position: number): number {
  if (units.length <= PAGE) return 0;
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const first = units[middle]?.ops[0];
    const at = first === undefined ? Infinity : (history.tensor(first.output.id)?.position ?? Infinity);
    if (at <= position) low = middle + 1;
    else high = middle;
  }
  // the last page is a full one too
  return Math.min(Math.floor(Math.max(0, low - 1) / PAGE) * PAGE, units.length - PAGE);
}
