/** @file What a run draws over its episodes: its losses, what it logs, and charts of its own. */

import type { LogEvent, LossEvent, PlotEvent } from '../../../engine/trace/events';
import type { PackedLosses } from '../packing';

/** One number an episode, or fewer. */
export interface Curve {
  readonly name: string;
  readonly kind: 'loss' | 'log';
  /** rising */
  readonly steps: number[];
  /** NaN and infinite ones among them */
  readonly values: number[];
  /** the first step whose value is no finite number; null: none */
  brokenAt: number | null;
}

export class Curves {
  /** in the order they began */
  readonly list: Curve[] = [];
  /** lines over other things than episodes, by chart */
  readonly charts = new Map<string, PlotEvent[]>();
  readonly #byName = new Map<string, Curve>();
  #last: Curve | null = null;

  /** Whether there is a line to draw. */
  get drawn(): boolean {
    return this.list.some(({ steps }) => steps.length > 1) || this.charts.size > 0;
  }

  /** The first of the losses: what stands for the training. */
  get main(): Curve | null {
    return this.list.find(({ kind }) => kind === 'loss') ?? this.list[0] ?? null;
  }

  takeLoss({ name, episode, value }: LossEvent): void {
    this.#push(name ?? 'loss', 'loss', episode, value);
  }

  takeLosses({ name, episodes, values }: PackedLosses): void {
    episodes.forEach((episode, i) => this.#push(name ?? 'loss', 'loss', episode, values[i]!));
  }

  takeLog({ name, step, value }: LogEvent): void {
    this.#push(name, 'log', step, value);
  }

  /** A line that is plotted again takes the place of the one before. */
  takePlot(event: PlotEvent): void {
    const lines = this.charts.get(event.chart) ?? [];
    this.charts.set(event.chart, [...lines.filter(({ name }) => name !== event.name), event]);
  }

  /** Where several values fall into a step, the last one stands for it. */
  #push(name: string, kind: Curve['kind'], step: number, value: number): void {
    const curve = this.#last?.name === name && this.#last.kind === kind ? this.#last : this.#of(name, kind);
    this.#last = curve;
    if (!Number.isFinite(value)) curve.brokenAt ??= step;
    const { steps, values } = curve;
    if (steps.at(-1) === step) values[values.length - 1] = value;
    else {
      steps.push(step);
      values.push(value);
    }
  }

  #of(name: string, kind: Curve['kind']): Curve {
    const key = `${kind} ${name}`;
    const known = this.#byName.get(key);
    if (known) return known;
    const curve: Curve = { name, kind, steps: [], values: [], brokenAt: null };
    this.#byName.set(key, curve);
    this.list.push(curve);
    return curve;
  }
}
