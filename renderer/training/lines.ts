/** @file Which lines a chart of runs has: the shown run's curves, and the same curves of runs before, stepped back. */

import type { PlotEvent } from '../../engine/trace/events';
import type { Curve } from '../run/history/curves';

export interface Line {
  readonly key: string;
  readonly label: string;
  readonly curve: Curve;
  /** 'raw' is what a smoothed line was made of */
  readonly look: 'current' | 'raw' | 'past';
  /** which of its look, from 0: colour and dashes follow it */
  readonly index: number;
}

/** What a chart needs of a run. */
export interface Charted {
  readonly id: number;
  readonly curves: { readonly list: readonly Curve[] };
}

/** Oldest runs first, so that the shown one lies on top. */
export function linesOf(run: Charted, past: readonly Charted[], smoothed: boolean): readonly Line[] {
  const drawn = ({ curves }: Charted) => curves.list.filter(({ steps }) => steps.length > 1);
  const own = drawn(run);
  const names = new Set(own.map(({ name }) => name));
  const before = past
    .filter(({ id }) => id !== run.id)
    .flatMap((other, index) =>
      drawn(other)
        .filter(({ name }) => names.size === 0 || names.has(name))
        .map((curve): Line => line(curve, other, 'past', index)),
    );
  const raw = smoothed ? own.map((curve, index) => line(curve, run, 'raw', index)) : [];
  return [...before, ...raw, ...own.map((curve, index) => line(curve, run, 'current', index))];
}

/** The lines that a run plots in one chart, along numbers of its own. */
export function chartLines(lines: readonly PlotEvent[]): readonly Line[] {
  return lines.map(({ name, xs, ys, chart }, index) => {
    const order = xs.map((_, k) => k).sort((a, b) => xs[a]! - xs[b]!);
    const curve: Curve = {
      name,
      kind: 'log',
      steps: order.map((k) => xs[k]!),
      values: order.map((k) => ys[k]!),
      brokenAt: null,
    };
    return { key: `${chart} ${name}`, label: name, curve, look: 'current', index };
  });
}

function line(curve: Curve, run: Charted, look: Line['look'], index: number): Line {
  const label = look === 'past' ? `${curve.name}, run ${run.id}` : curve.name;
  return { key: `${run.id} ${look} ${curve.kind} ${curve.name}`, label, curve, look, index };
}
