/** @file Where the colour scales of single numbers end: the episode's largest value and gradient. */

import type { History } from '../run/history/history';
import type { Episode } from '../run/history/track';
import { countUpTo, largest } from '../run/history/values';
import { formOf } from './measure';
import type { Graph } from './model';

export interface ColourRange {
  readonly value: number;
  readonly gradient: number;
}

/** Looks at every value and gradient that the graph's single numbers have in the episode, so that stepping recolours nothing. */
export function colourRange(history: History, graph: Graph, episode: Episode): ColourRange {
  const start = episode.moments[0]?.position ?? 0;
  const end = episode.moments.at(-1)?.position ?? 0;
  let [value, gradient] = [0, 0];
  for (const node of graph.nodes) {
    if (formOf(node.made.output.shape) !== 'number') continue;
    const track = history.tensor(node.tensor);
    if (track === undefined) continue;
    const { values, grads, flows } = track;
    for (let i = Math.max(0, countUpTo(values, start) - 1); i < countUpTo(values, end); i++) {
      const version = values[i];
      if (version !== undefined) value = Math.max(value, largest(version.value));
    }
    for (let i = Math.max(0, countUpTo(grads, start) - 1); i < countUpTo(grads, end); i++) {
      const version = grads[i];
      if (version?.value) gradient = Math.max(gradient, largest(version.value));
    }
    for (let i = countUpTo(flows, start - 1); i < countUpTo(flows, end); i++) {
      const version = flows[i];
      if (version === undefined) continue;
      const sum = history.gradientAt(node.tensor, version.position);
      if (sum !== null) gradient = Math.max(gradient, largest(sum));
    }
  }
  return { value, gradient };
}
