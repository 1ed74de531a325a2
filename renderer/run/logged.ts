/** @file What the learner logs and plots, as events of the trace. */

import type { Draft } from '../../engine/trace/holding';
import type { Recorder } from '../../engine/trace/recorder';
import { valueOf } from '../../engine/trace/value';
import type { Output } from './output';

/** Points get the number of the episode at hand; where nothing is trained, they are counted. */
export function logged(recorder: Recorder, push: (draft: Draft) => void): Output['log'] {
  const counts = new Map<string, number>();
  return (name, value) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const step = recorder.episode ?? count;
    const { line } = recorder;
    const event = (number: number) => ({ type: 'log' as const, name, value: number, step, line });
    if (typeof value === 'number') return push(event(value));
    const read = valueOf(value, recorder.kept);
    push(
      read instanceof Promise
        ? read.then(({ elements }) => event(Number(elements[0])))
        : event(Number(read.elements[0])),
    );
  };
}

export function plotted(recorder: Recorder, push: (draft: Draft) => void): Output['plot'] {
  return ({ chart, name, xs, ys }) => {
    const { line } = recorder;
    if (!(xs instanceof Promise) && !(ys instanceof Promise)) {
      return push({ type: 'plot', chart, name, xs, ys, line });
    }
    push(Promise.all([xs, ys]).then(([x, y]) => ({ type: 'plot', chart, name, xs: x, ys: y, line })));
  };
}
