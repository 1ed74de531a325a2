/** @file Keeps the graph's layout up to date: one question at a time to ELK, late answers dropped, places kept. */

import type { Graph } from './model';
import { layOut } from './layout-client';
import { alignTo, kinship, type Direction, type Layout, type Sizes } from './layout';

export interface Wanted {
  readonly run: number;
  readonly graph: Graph;
  readonly sizes: Sizes;
  readonly pane: { readonly width: number; readonly height: number };
}

/** Layouts kept, so that scrubbing between episodes of different shape asks nothing. */
const KEPT = 40;
/** From this share of nodes that stay, the graph counts as the same one and keeps its direction. */
const SAME = 0.5;

export class Placement {
  /** null: none yet */
  layout = $state.raw<Layout | null>(null);
  /** why the last graph could not be laid out */
  problem = $state<string | null>(null);
  /** a layout is being made; for views alone: what asks for one must not hang on it */
  busy = $state(false);
  /** rises when another run's graph has little in common with the one before: what was seen of that means nothing now */
  subject = 0;
  readonly #lay: typeof layOut;
  // nobody watches it: a plain Map
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Map<string, Layout>();
  #wanted: Wanted | null = null;
  #working = false;
  #shown = '';
  #run = -1;

  constructor(lay: typeof layOut = layOut) {
    this.#lay = lay;
  }

  /** Wants this graph laid out; only the latest wish counts. */
  show(wanted: Wanted): void {
    if (wanted.graph.nodes.length === 0 || wanted.pane.width <= 0 || wanted.pane.height <= 0) return;
    this.#wanted = wanted;
    const { signature } = wanted.graph;
    if (signature === this.#shown) return;
    const direction = this.#directionFor(wanted.graph);
    const kept = direction === null ? undefined : this.#kept.get(`${direction}\n${signature}`);
    if (kept !== undefined) this.#take(wanted, kept);
    else if (!this.#working) void this.#work();
  }

  #directionFor(graph: Graph): Direction | null {
    return kinship(graph, this.layout) >= SAME ? (this.layout?.direction ?? null) : null;
  }

  async #work(): Promise<void> {
    this.#working = this.busy = true;
    let asked: Wanted | null = null;
    while (this.#wanted !== null && this.#wanted !== asked && this.#wanted.graph.signature !== this.#shown) {
      asked = this.#wanted;
      try {
        const layout = await this.#lay(asked.graph, asked.sizes, this.#directionFor(asked.graph), asked.pane);
        const late = this.#wanted.run !== asked.run;
        if (!late) this.#take(asked, layout);
      } catch (error) {
        this.problem = `The graph could not be laid out: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    this.#working = this.busy = false;
  }

  #take(wanted: Wanted, layout: Layout): void {
    const { signature } = wanted.graph;
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(`${layout.direction}\n${signature}`, layout);
    this.#shown = signature;
    this.problem = null;
    if (wanted.run !== this.#run && kinship(wanted.graph, this.layout) < SAME) this.subject += 1;
    this.#run = wanted.run;
    this.layout = alignTo(layout, this.layout);
  }
}
