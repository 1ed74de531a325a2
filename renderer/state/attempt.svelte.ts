/** @file One try at running a text: what the console and the bar show of it, while it goes on and after. */

import type { ErrorEvent } from '../../engine/trace/events';
import type { Verdict } from '../../lessons/types';
import { Log } from '../console/log.svelte';
import type { LoopFacts } from '../run/compiled';
import type { Packed } from '../run/packing';
import { Progress, type ProgressView } from '../training/progress';
import { FirstWord } from './first-word';
import type { Run } from './run.svelte';

/** One try at running a text. The views draw its `run`; the console and the header show the rest. */
export class Attempt {
  readonly run: Run;
  readonly lesson: string;
  /** whether it was started by opening the lesson and not by the learner */
  readonly automatic: boolean;
  /** whether the exercise's check was asked for */
  readonly checking: boolean;
  readonly log = new Log();
  state = $state<'starting' | 'running' | 'paused' | 'done' | 'error' | 'stopped'>('starting');
  milliseconds = $state<number | null>(null);
  error = $state.raw<ErrorEvent | null>(null);
  /** a pause is wanted, or one more episode; the end of it is waited for */
  pausing = $state(false);
  /** the loops of its text; null: not compiled yet */
  loops = $state.raw<readonly LoopFacts[] | null>(null);
  verdict = $state.raw<Verdict | null>(null);
  /** whether there is anything to draw */
  hasTensors = false;
  readonly firstWord = new FirstWord();
  readonly #progress = new Progress();

  constructor(run: Run, lesson: string, automatic: boolean, checking: boolean) {
    this.run = run;
    this.lesson = lesson;
    this.automatic = automatic;
    this.checking = checking;
  }

  get active(): boolean {
    return this.state === 'starting' || this.state === 'running' || this.state === 'paused';
  }

  /** How far it has come: told with the run's pictures, for a picture of that alone would cost nearly as much. */
  get progress(): ProgressView | null {
    void this.run.version;
    return this.active ? this.#progress.view : null;
  }

  /** Takes in what the run reports. */
  append(events: readonly Packed[]): void {
    if (this.state === 'starting') this.state = 'running';
    this.run.append(events);
    this.log.append(events);
    this.firstWord.hear(events);
    for (const event of events) {
      if (event.type === 'op') this.hasTensors = true;
      else if (event.type === 'progress') this.#progress.told(event, performance.now());
      else if (event.type === 'turn') this.#progress.turn(event);
      else if (event.type === 'done') this.milliseconds = event.milliseconds;
      else if (event.type === 'error') this.error = event;
    }
  }

  /** It stands still, or goes on again. */
  hold(paused: boolean): void {
    if (!this.active) return;
    this.state = paused ? 'paused' : 'running';
    if (!paused) return;
    this.pausing = false;
    this.run.look();
  }

  /** The run is over, whether by itself or by a stop. */
  end(stopped: boolean): void {
    if (!this.active) return;
    this.firstWord.end();
    this.pausing = false;
    this.state = this.error !== null ? 'error' : stopped || this.milliseconds === null ? 'stopped' : 'done';
    if (this.state === 'stopped') this.run.stop();
  }

  /** A text that could not run as written: there is nothing of it to show. */
  get refused(): boolean {
    return this.error !== null && (this.error.name === 'SyntaxError' || this.error.name === 'ReferenceError');
  }
}
