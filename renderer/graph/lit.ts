/** @file What a step is about, on the graph: the operation, the cards and the edges that are lit. */

import type { Step } from '../run/history/steps';
import type { Graph, GraphEdge } from './model';

/** Which way something travels along a lit edge. */
export type Travel = 'forward' | 'backward';

export interface Lit {
  /** node keys whose card is lit */
  readonly cards: ReadonlySet<string>;
  /** node keys whose round is lit */
  readonly ops: ReadonlySet<string>;
  readonly edges: ReadonlyMap<string, Travel>;
  /** the node the step is mainly about, to keep in view; null: none on view */
  readonly focus: string | null;
}

export const NOTHING_LIT: Lit = { cards: new Set(), ops: new Set(), edges: new Map(), focus: null };

/** Finds what is lit at a step; tensors that are not on view are left out. */
export function litAt(graph: Graph, step: Step | null): Lit {
  if (step === null) return NOTHING_LIT;
  const key = (tensor: number): string | undefined =>
    graph.byTensor.get(tensor)?.key ?? graph.hidden.get(tensor);
  const keys = (tensors: readonly number[]): Set<string> =>
    new Set(tensors.map(key).filter((found) => found !== undefined));
  const onView = (tensors: readonly number[]): Set<string> =>
    keys(tensors.filter((tensor) => graph.byTensor.has(tensor)));
  /** Into a module only what the operation itself takes in: the others travelled, or will travel, at other steps. */
  const edgesInto = (
    to: string,
    travel: Travel,
    inputs: ReadonlySet<number> | null,
    tensors: readonly number[],
  ): Map<string, Travel> => {
    const isModule = graph.byKey.get(to)?.module !== null;
    const taken = (edge: GraphEdge): boolean =>
      isModule
        ? tensors.includes(graph.byKey.get(edge.from)?.tensor ?? -1)
        : inputs === null || inputs.has(edge.input);
    return new Map(
      graph.edges.filter((edge) => edge.to === to && taken(edge)).map((edge) => [edge.key, travel]),
    );
  };

  switch (step.kind) {
    case 'leaf':
    case 'forward': {
      const made = key(step.event.output.id);
      if (made === undefined) return NOTHING_LIT;
      const { output, inputs } = step.event;
      return {
        cards: onView([output.id]),
        ops: new Set([made]),
        edges: edgesInto(made, 'forward', null, inputs),
        focus: made,
      };
    }
    case 'backward': {
      const reached = step.event?.flows.map((flow) => flow.tensor) ?? [];
      const cards = onView([...reached, ...step.accumulates.map((event) => event.tensor)]);
      const through = step.event === null ? undefined : key(step.event.output);
      if (through === undefined) return { ...NOTHING_LIT, cards, focus: [...cards][0] ?? null };
      const inputs = new Set(step.event?.flows.map((flow) => flow.input));
      return {
        cards,
        ops: new Set([through]),
        edges: edgesInto(through, 'backward', inputs, reached),
        focus: through,
      };
    }
    case 'update': {
      const cards = keys(step.event.params.map((param) => param.tensor));
      return { ...NOTHING_LIT, cards, focus: [...cards][0] ?? null };
    }
    case 'zeroGrad': {
      const cards = keys(step.event.tensors);
      return { ...NOTHING_LIT, cards, focus: [...cards][0] ?? null };
    }
    case 'mutate':
    case 'requiresGrad': {
      const cards = keys([step.event.tensor]);
      return { ...NOTHING_LIT, cards, focus: [...cards][0] ?? null };
    }
  }
}
