/** @file Which run is under way, which one is shown, and what came of the last try. */

import type { StartEvent, TraceEvent } from '../../engine/trace/events';
import type { Verdict } from '../../lessons/types';
import type { OwnFile } from '../data/files';
import { Folding } from '../graph/folding.svelte';
import type { LoopFacts } from '../run/compiled';
import type { Packed } from '../run/packing';
import type { DeviceChoice, RunRequest } from '../run/protocol';
import type { WindowAnswer, WindowRequest } from '../run/windows';
import { Attempt } from './attempt.svelte';
import { Run } from './run.svelte';

/** The part of RunSession that is used here; tests bring their own. */
export interface Session {
  start(
    request: RunRequest,
    on: {
      events(events: readonly Packed[]): void;
      verdict(verdict: Verdict): void;
      loops(loops: readonly LoopFacts[]): void;
      paused(paused: boolean): void;
      ended(): void;
    },
  ): void;
  stop(): void;
  ask(run: number, request: WindowRequest): Promise<WindowAnswer | null>;
  pause(): void;
  resume(): void;
  step(): void;
}

/** How many lessons keep their last runs while others are open. */
const KEPT = 4;
/** How many runs of a lesson are kept to compare with, */
const MOST_RUNS = 8;
/** and how many recorded events of them all. */
const MOST_EVENTS = 100_000;

/** The newest runs that fit the budget, oldest first; the two newest in any case. */
export function withinBudget(runs: readonly Run[]): readonly Run[] {
  let events = 0;
  let count = 0;
  for (const run of runs.toReversed()) {
    events += run.history.moments;
    if (count >= MOST_RUNS || (count >= 2 && events > MOST_EVENTS)) break;
    count += 1;
  }
  return runs.slice(runs.length - count);
}

/** The runs of this window: at most one under way, and for each lesson the last try and the run that is drawn. */
export class Runs {
  /** the run that the views draw */
  shown = $state.raw<Run | null>(null);
  /** the last try that has said something */
  latest = $state.raw<Attempt | null>(null);
  /** the try under way */
  active = $state.raw<Attempt | null>(null);
  /** runs of the open lesson that are over, oldest first: to lay beside one another */
  past = $state.raw<readonly Run[]>([]);

  readonly #session: Session;
  readonly #folding = new Folding();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- bookkeeping that nothing draws
  readonly #kept = new Map<string, { shown: Run | null; latest: Attempt | null; past: readonly Run[] }>();
  #lesson: string;
  #lastId = 0;
  /** what was on view before a run from a file was opened; null: none is */
  #own: { readonly shown: Run | null; readonly latest: Attempt | null } | null = null;

  constructor(session: Session, lesson: string) {
    this.#session = session;
    this.#lesson = lesson;
  }

  /** Ends what is under way and starts a new try; what is shown stays until the new run has something to show. */
  start(
    request: {
      file: string;
      source: string;
      device: DeviceChoice;
      check: boolean;
      automatic: boolean;
      data: readonly OwnFile[];
      record?: readonly number[];
    },
    done?: (attempt: Attempt) => void,
  ): void {
    this.stop();
    const id = ++this.#lastId;
    const { file, source, device, data } = request;
    // Whatever a run says after another one took its place is dropped.
    const current = () => this.active === attempt;
    const attempt: Attempt = new Attempt(
      new Run({
        id,
        file,
        source,
        folding: this.#folding,
        ask: (request) => this.#session.ask(id, request),
        // Not before: the run that is shown would give way to nothing, and all of it be built anew.
        pictured: () => {
          const { run } = attempt;
          if (current() && !attempt.refused && (run.steps.length > 0 || run.curves.drawn)) this.shown = run;
        },
      }),
      this.#lesson,
      request.automatic,
      request.check,
    );
    const before = this.shown;
    attempt.run.selected = before?.selected ?? null;
    this.active = attempt;
    this.#session.start(
      {
        run: id,
        file,
        source,
        device,
        check: request.check ? this.#lesson : null,
        data,
        record: request.record ?? [],
      },
      {
        events: (events) => {
          if (!current()) return;
          attempt.append(events);
          // The console keeps the last run's text until this one says something.
          if (events.some((event) => event.type !== 'start')) this.latest = attempt;
          if (attempt.hasTensors && !attempt.refused) this.shown ??= attempt.run;
        },
        verdict: (verdict) => {
          if (current()) attempt.verdict = verdict;
        },
        loops: (loops) => {
          if (current()) attempt.loops = loops;
        },
        paused: (paused) => {
          if (current()) attempt.hold(paused);
        },
        ended: () => {
          if (!current()) return;
          attempt.end(false);
          this.#settle(attempt, before);
          done?.(attempt);
        },
      },
    );
  }

  /** Ends the run under way at once; what it has computed stays. */
  stop(): void {
    const attempt = this.active;
    if (!attempt) return;
    // First, so that what the session says while it stops is no longer heard.
    this.active = null;
    this.#session.stop();
    attempt.end(true);
    this.#settle(attempt, this.shown);
  }

  /** Resolves when no run has just begun that has nothing to show yet: what nobody waits for as much can be done. */
  async calm(): Promise<void> {
    for (let waited: Attempt | null = null; this.active !== waited;) {
      waited = this.active;
      await waited?.firstWord.said;
    }
  }

  /** Whether the run under way can be held: it has a loop, between whose turns it can stand still. */
  get canPause(): boolean {
    const { active } = this;
    return active !== null && active.state !== 'paused' && !active.pausing && (active.loops?.length ?? 0) > 0;
  }

  /** Holds the run under way at the end of its episode. */
  pause(): void {
    if (!this.active) return;
    this.active.pausing = true;
    this.#session.pause();
  }

  resume(): void {
    if (!this.active) return;
    this.active.pausing = false;
    this.#session.resume();
  }

  /** Lets the run that is held go one episode on. */
  stepEpisode(): void {
    if (!this.active) return;
    this.active.pausing = true;
    this.#session.step();
  }

  /** Draws a run that is kept. */
  show(run: Run): void {
    if (run === this.shown || !this.past.includes(run)) return;
    if (run.saved === null) this.leaveFile();
    else this.#own ??= { shown: this.shown, latest: this.latest };
    this.shown?.player.pause();
    this.shown = run;
  }

  /** Shows a run that was saved in a file; nothing is run. */
  open(saved: string, events: readonly [StartEvent, ...TraceEvent[]]): void {
    this.stop();
    const [{ file, source }] = events;
    const run = new Run({ id: ++this.#lastId, file, source, saved, folding: this.#folding });
    const attempt = new Attempt(run, this.#lesson, false, false);
    attempt.append(events);
    attempt.end(false);
    this.leaveFile();
    this.#own = { shown: this.shown, latest: this.latest };
    this.shown?.player.pause();
    this.latest = attempt;
    this.past = withinBudget([...this.past, run]);
    this.shown = run;
  }

  /** Puts the run that was there before in the place of one from a file. */
  leaveFile(): void {
    if (this.#own === null) return;
    this.shown?.player.pause();
    ({ shown: this.shown, latest: this.latest } = this.#own);
    this.#own = null;
  }

  /** Puts another lesson's last run in place. A run under way is ended. */
  switchTo(lesson: string): void {
    if (lesson === this.#lesson) return;
    this.stop();
    this.leaveFile();
    this.shown?.player.pause();
    this.#kept.delete(this.#lesson);
    this.#kept.set(this.#lesson, { shown: this.shown, latest: this.latest, past: this.past });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) this.#kept.delete(oldest.value);
    this.#lesson = lesson;
    const kept = this.#kept.get(lesson);
    this.shown = kept?.shown ?? null;
    this.latest = kept?.latest ?? null;
    this.past = kept?.past ?? [];
  }

  #settle(attempt: Attempt, before: Run | null): void {
    this.active = null;
    this.latest = attempt;
    if (!attempt.refused && (attempt.hasTensors || attempt.run.curves.drawn)) {
      this.past = withinBudget([...this.past, attempt.run]);
    }
    if (attempt.refused && before !== null) this.shown = before;
    else if (attempt.hasTensors || attempt.state === 'done') {
      this.shown = attempt.run;
      if (before !== null) keepPlace(before, attempt.run);
    }
  }
}

/** A rerun of as many steps stands where the learner stood in the run before: they compare the numbers. */
function keepPlace(before: Run, run: Run): void {
  if (before === run || !before.moved || run.moved) return;
  if (before.steps.length === run.steps.length) run.seek(before.cursor);
}
