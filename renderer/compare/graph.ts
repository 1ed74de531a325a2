/** @file What changed between two graphs: nodes matched by name and structure. */

import type { Graph, GraphNode } from '../graph/model';
import { formatShape } from '../tensor/format';

export interface GraphChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly label: string;
  /** what it is, or what about it changed, in words */
  readonly text: string;
}

/** In the order of the later graph, with what is gone at the end. Empty: the graphs are the same. */
export function diffGraphs(before: Graph, after: Graph): readonly GraphChange[] {
  const inputsBefore = inputsOf(before);
  const inputsAfter = inputsOf(after);
  const changes: GraphChange[] = [];
  for (const node of after.nodes) {
    const old = before.byKey.get(node.key);
    if (old === undefined) {
      changes.push({ kind: 'added', label: node.label, text: about(node) });
      continue;
    }
    const text = [
      ...changed('operation', old.made.op, node.made.op),
      ...changed('settings', settings(old), settings(node)),
      ...changed('inputs', inputsBefore.get(old.key) ?? '', inputsAfter.get(node.key) ?? ''),
      ...changed('shape', formatShape(old.made.output.shape), formatShape(node.made.output.shape)),
      ...changed('dtype', old.made.output.dtype, node.made.output.dtype),
      ...changed('device', old.made.output.device, node.made.output.device),
      ...changed('kind', old.kind, node.kind),
    ];
    if (text.length > 0) changes.push({ kind: 'changed', label: node.label, text: text.join('; ') });
  }
  for (const node of before.nodes) {
    if (!after.byKey.has(node.key)) {
      changes.push({ kind: 'removed', label: node.label, text: about(node) });
    }
  }
  return changes;
}

function about(node: GraphNode): string {
  const line = node.made.line > 0 ? `, line ${node.made.line}` : '';
  return `${node.made.op} ${formatShape(node.made.output.shape)}${line}`;
}

function changed(what: string, before: string, after: string): string[] {
  return before === after ? [] : [`${what} ${before || 'none'} → ${after || 'none'}`];
}

function settings({ made }: GraphNode): string {
  return Object.entries(made.attrs)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}

/** The labels of what each node's operation takes in, by the node's key. */
function inputsOf(graph: Graph): ReadonlyMap<string, string> {
  const inputs = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const list = inputs.get(edge.to) ?? [];
    list[edge.input] = graph.byKey.get(edge.from)?.label ?? '?';
    inputs.set(edge.to, list);
  }
  return new Map([...inputs].map(([key, list]) => [key, list.filter(Boolean).join(', ')]));
}
