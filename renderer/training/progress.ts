/** @file How far a run has come, how fast it goes and how long it will take: out of its loops, or as the learner tells it. */

import type { ProgressEvent, TurnEvent } from '../../engine/trace/events';

export interface ProgressView {
  readonly label: string;
  /** whole steps done */
  readonly done: number;
  /** null: the loop does not say how far it goes */
  readonly total: number | null;
  /** from 0 to 1; null where the total is not known */
  readonly share: number | null;
  /** steps a second; null: not known yet */
  readonly rate: number | null;
  /** milliseconds; null: not known */
  readonly left: number | null;
}

/** The rate is that of the last so many milliseconds. */
const WINDOW = 3_000;
/** Over less than this no rate is told. */
const LEAST = 250;

interface LoopState {
  readonly event: TurnEvent;
  /** in which order the loops were heard of first */
  readonly order: number;
}

/** Takes in what a run tells and says what to show: the outermost loop under way, with what is inside it as fraction. */
export class Progress {
  readonly #loops = new Map<number, LoopState>();
  /** loops that were heard of again after one that began later: those are called from inside them */
  readonly #inside = new Map<number, number>();
  #last: number | null = null;
  #shown: number | 'told' | null = null;
  #samples: { time: number; done: number }[] = [];
  view: ProgressView | null = null;

  /** The learner's own `progress(done, total)` comes before any loop. */
  told({ done, total, label }: ProgressEvent, time: number): void {
    this.#show('told', label, done, total > 0 ? total : null, done, time);
  }

  turn(event: TurnEvent): void {
    const order = this.#loops.get(event.loop)?.order ?? this.#loops.size;
    this.#loops.set(event.loop, { event, order });
    if (this.#shown === 'told') return;
    const root = this.#rootOf(event.loop);
    const last = this.#last;
    if (
      last !== null &&
      last !== root &&
      (this.#loops.get(last)?.order ?? 0) > (this.#loops.get(root)?.order ?? 0)
    ) {
      this.#inside.set(last, root);
    }
    this.#last = root;
    const outer = this.#outerOf(root);
    const shown = this.#loops.get(outer)?.event ?? event;
    const part = event.loop === outer ? 0 : fraction(event);
    this.#show(outer, '', shown.done, shown.total, shown.done + part, event.milliseconds);
  }

  /** The outermost loop around a loop in its function that has been heard of. */
  #rootOf(loop: number): number {
    const parent = this.#loops.get(loop)?.event.parent ?? null;
    return parent === null || !this.#loops.has(parent) ? loop : this.#rootOf(parent);
  }

  #outerOf(root: number): number {
    const outer = this.#inside.get(root);
    return outer === undefined || outer === root ? root : this.#outerOf(outer);
  }

  #show(
    which: number | 'told',
    label: string,
    done: number,
    total: number | null,
    exact: number,
    time: number,
  ): void {
    const before = this.#samples.at(-1);
    if (which !== this.#shown || (before && exact < before.done)) this.#samples = [];
    this.#shown = which;
    this.#samples.push({ time, done: exact });
    while (this.#samples.length > 2 && time - this.#samples[1]!.time >= WINDOW) this.#samples.shift();
    const [first] = this.#samples;
    const took = time - first!.time;
    const rate = took >= LEAST && exact > first!.done ? ((exact - first!.done) / took) * 1_000 : null;
    this.view = {
      label,
      done,
      total,
      share: total === null || total <= 0 ? null : Math.min(1, exact / total),
      rate,
      left: rate === null || total === null ? null : (Math.max(0, total - exact) / rate) * 1_000,
    };
  }
}

/** How much of the turn around it a loop has done. */
function fraction({ done, total }: TurnEvent): number {
  return total === null || total <= 0 ? 0 : Math.min(1, done / total);
}
