/** @file One run: its events as history, the step that is shown, and playing through the steps. */

import type {
  DeviceInfo,
  ErrorEvent,
  NoticeEvent,
  PrintEvent,
  TraceEvent,
  Value,
} from '../../engine/trace/events';
import { Folding } from '../graph/folding.svelte';
import { GraphCache } from '../graph/graph-cache';
import { EMPTY_GRAPH, shownOps, type Graph } from '../graph/model';
import type { Curves } from '../run/history/curves';
import { History } from '../run/history/history';
import type { Episode } from '../run/history/track';
import { StepList } from '../run/history/step-list';
import type { Detail, Step } from '../run/history/steps';
import { unpack, type Packed } from '../run/packing';
import type { Ask } from '../run/windows';
import { restingFrames } from './pace';
import { RunFacts, type RunStatus } from './run-facts.svelte';
import { Player } from './player.svelte';

export interface RunOptions {
  readonly id: number;
  readonly file: string;
  readonly source: string;
  /** the file that it was saved in; absent: it has just been run */
  readonly saved?: string;
  /** asks the run's worker for parts of large tensors; absent: there is none, as with a run that was saved */
  readonly ask?: Ask;
  /** which modules are open: the same for all runs of a window */
  readonly folding?: Folding;
  /** when to show what came in: see pace.ts */
  readonly schedule?: (show: () => void) => void;
  /** there is something new to be seen */
  readonly pictured?: () => void;
}

/**
 * A run and where the learner stands in it.
 *
 * The cursor while the run goes on, and after it, until the learner moves it: the last forward step of the newest
 * episode. So the finished forward graph stands there to be looked at, one step on is the first backward step, and
 * nothing jumps when the run ends.
 */
export class Run {
  readonly id: number;
  readonly file: string;
  readonly source: string;
  /** the name of the file that it was saved in; null: it was run here */
  readonly saved: string | null;
  readonly history = new History();
  /** see RunOptions */
  readonly ask: Ask | null;
  readonly folding: Folding;

  /** set from outside when the text no longer matches the run */
  stale = $state(false);
  /** key of the graph's node that the learner selected; null: none */
  selected = $state<string | null>(null);

  readonly #facts = new RunFacts();
  #cursor = $state(-1);
  #detail = $state<Detail>('differentiable');
  /** rises when what came in is to be shown */
  #version = $state(0);
  readonly #list = new StepList(this.history);
  readonly #graphs: GraphCache;
  /** steps on by itself until the end; from the end it starts again at the beginning */
  readonly player = new Player({
    begin: () => {
      if (this.steps.length === 0) return false;
      this.seek(this.#cursor >= this.steps.length - 1 ? 0 : this.#cursor);
      return true;
    },
    advance: () => {
      this.step();
      return this.#cursor < this.steps.length - 1 || this.#facts.status === 'running';
    },
  });
  readonly #schedule: (show: () => void) => void;
  readonly #pictured: () => void;
  #scheduled = false;
  /** the learner has moved the cursor: it no longer follows */
  #moved = $state(false);

  constructor(options: RunOptions) {
    this.id = options.id;
    this.file = options.file;
    this.source = options.source;
    this.saved = options.saved ?? null;
    this.ask = options.ask ?? null;
    this.folding = options.folding ?? new Folding();
    this.#graphs = new GraphCache(this.history, this.folding);
    this.#schedule = options.schedule ?? restingFrames();
    this.#pictured = options.pictured ?? (() => undefined);
  }

  get status(): RunStatus {
    return this.#facts.status;
  }

  /** The device of the run; null until the run has started. */
  get device(): DeviceInfo | null {
    return this.#facts.device;
  }

  get error(): ErrorEvent | null {
    return this.#facts.error;
  }

  /** How long the run took; null while it goes on, or where it was stopped. */
  get milliseconds(): number | null {
    return this.#facts.milliseconds;
  }

  /** Rises, at most once a frame, when views have something new to show. */
  get version(): number {
    return this.#version;
  }

  /** All that happened in it, to be saved: not how far it had come meanwhile. */
  get events(): readonly TraceEvent[] {
    return unpack(this.#facts.events);
  }

  /** What was printed, with notices and the error, in order. */
  get output(): readonly (PrintEvent | NoticeEvent | ErrorEvent)[] {
    void this.#version;
    return this.#facts.output.slice();
  }

  /** Its losses, what it logs and what it plots; the same object, which grows. */
  get curves(): Curves {
    void this.#version;
    return this.history.curves;
  }

  /** Operations that were not recorded, for want of memory. */
  get omitted(): number {
    void this.#version;
    return this.history.omitted;
  }

  get steps(): readonly Step[] {
    void this.#version;
    return this.#list.steps;
  }

  /** Index of the step on view; −1 while there is none. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Whether the learner has moved the cursor: until then nothing is brought into view for it. */
  get moved(): boolean {
    return this.#moved;
  }

  get current(): Step | null {
    return this.steps[this.#cursor] ?? null;
  }

  /** The source line of the current step; null where there is none. */
  get line(): number | null {
    const line = this.current?.line ?? 0;
    return line > 0 ? line : null;
  }

  /** Position in the events up to which things have happened at the cursor. */
  get position(): number {
    return this.current?.end ?? -1;
  }

  /** 'all' shows every operation, 'differentiable' (the default) folds the preparation of leaves away. */
  get detail(): Detail {
    return this.#detail;
  }

  /** Switching keeps the cursor at the same moment. */
  set detail(detail: Detail) {
    if (detail === this.#detail) return;
    const { position } = this;
    this.#detail = detail;
    this.#list.detail = detail;
    this.#list.refresh();
    this.#graphs.clear();
    this.#cursor = this.#list.indexAt(position);
    this.#version += 1;
  }

  get episodes(): readonly Episode[] {
    void this.#version;
    return this.history.episodes.filter((episode) => this.#list.count(episode.index) > 0);
  }

  /** The episode the cursor is in. */
  get episode(): Episode | null {
    const { current } = this;
    return current === null ? null : (this.history.episodes[current.episode] ?? null);
  }

  /** Step indices of an episode: from, to (not included). */
  range(episode: Episode): { readonly from: number; readonly to: number } {
    void this.#version;
    const from = this.#list.first(episode.index);
    return { from, to: from + this.#list.count(episode.index) };
  }

  /** The graph of the episode the cursor is in; the same object as long as nothing in it changed. */
  get graph(): Graph {
    void this.#version;
    const { current, episode } = this;
    if (episode === null || current === null) return EMPTY_GRAPH;
    return this.#graphs.at(episode, current, this.#detail);
  }

  /** Whether the episode's graph ran in modules. */
  get hasModules(): boolean {
    void this.#version;
    const moments = this.episode?.moments ?? [];
    return moments.some(({ event }) => event.type === 'op' && event.module.length > 0);
  }

  /** Whether modules stand as cards in the graph. */
  get folded(): boolean {
    const { episode } = this;
    void this.#version;
    return episode !== null && this.folding.isOn(shownOps(this.history, episode, this.#detail));
  }

  /** What a tensor holds at the cursor; null: not made yet, or not recorded. */
  value(tensor: number): Value | null {
    void this.#version;
    return this.history.valueAt(tensor, this.position);
  }

  /** A tensor's gradient at the cursor; null: none has arrived. */
  gradient(tensor: number): Value | null {
    void this.#version;
    return this.history.gradientAt(tensor, this.position);
  }

  /** Takes in events of this run, in order. Views follow at the next frame; the end of the run shows at once. */
  append(events: readonly Packed[]): void {
    if (this.#facts.status === 'stopped') return;
    this.history.append(events);
    for (const event of events) this.#facts.take(event);
    if (this.#facts.status !== 'running') this.#show();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      this.#schedule(() => this.#show());
    }
  }

  /** Shows what came in so far, at once: it stands still, or is about to. */
  look(): void {
    if (this.#facts.status === 'running') this.#show();
  }

  /** Marks the run as stopped by the learner; what it did stays, and nothing more comes in. */
  stop(): void {
    if (this.#facts.status !== 'running') return;
    this.#facts.status = 'stopped';
    this.#show();
  }

  step(): void {
    this.seek(this.#cursor + 1);
  }

  back(): void {
    this.seek(this.#cursor - 1);
  }

  home(): void {
    this.seek(0);
  }

  end(): void {
    this.seek(this.steps.length - 1);
  }

  /** Goes to a step by its index, which is held within what there is. Playing goes on from there. */
  seek(index: number): void {
    const { length } = this.steps;
    if (length === 0) return;
    this.#moved = true;
    this.#cursor = Math.max(0, Math.min(length - 1, Math.round(index)));
  }

  #show(): void {
    this.#scheduled = false;
    const { position } = this;
    this.#list.refresh();
    this.#cursor = this.#moved ? this.#list.indexAt(position) : this.#list.resting();
    this.#version += 1;
    this.#pictured();
  }
}
