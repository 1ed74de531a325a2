/** @file Keeps built graphs, so that scrubbing to and fro costs nothing and an unchanged graph stays the same object. */

import type { History } from '../run/history/history';
import type { Episode } from '../run/history/track';
import type { Detail, Step } from '../run/history/steps';
import type { Folding } from './folding.svelte';
import { buildGraph, pageAt, shownOps, type Graph } from './model';
import { singleUnits, unitsOf } from './units';

const KEPT = 64;

export class GraphCache {
  readonly #history: History;
  readonly #folding: Folding;
  #folded = 0;
  /** by episode, or by episode and page where it has several */
  #kept = new Map<string, { readonly revision: number; readonly graph: Graph }>();

  constructor(history: History, folding: Folding) {
    this.#history = history;
    this.#folding = folding;
  }

  clear(): void {
    this.#kept.clear();
  }

  /** The graph of the step's episode; of a long one the page where the step happens. */
  at(episode: Episode, step: Step, detail: Detail): Graph {
    const [history, folding] = [this.#history, this.#folding];
    if (this.#folded !== folding.version) this.clear();
    this.#folded = folding.version;
    const first = this.#kept.get(String(episode.index));
    if (first?.revision === episode.revision && first.graph.shown.to === first.graph.shown.of) {
      return first.graph;
    }
    const ops = shownOps(history, episode, detail);
    const units = folding.isOn(ops) ? unitsOf(ops, (scope) => folding.isOpen(scope)) : singleUnits(ops);
    const through = step.kind === 'backward' ? (step.op?.output.id ?? -1) : -1;
    const from = pageAt(history, units, history.tensor(through)?.position ?? step.end);
    const key = from === 0 ? String(episode.index) : `${episode.index}:${from}`;
    const page = this.#kept.get(key);
    if (page?.revision === episode.revision) return page.graph;
    const graph = buildGraph(history, episode, detail, units, from);
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(key, { revision: episode.revision, graph });
    return graph;
  }
}
