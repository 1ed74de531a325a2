/** @file The scrubber's track as drawing: one tick a step while there is room, and the runs of one phase. */

import type { Phase, Step } from '../run/history/steps';

/** Steps of one phase that follow one another. */
export interface Stretch {
  readonly phase: Phase;
  /** index of the first step, and of the one after the last */
  readonly from: number;
  readonly to: number;
}

/** The stretches of `steps[from…to)`. */
export function stretches(steps: readonly Step[], from: number, to: number): Stretch[] {
  const found: { phase: Phase; from: number; to: number }[] = [];
  for (let index = from; index < to; index++) {
    const phase = steps[index]?.phase;
    if (phase === undefined) continue;
    const last = found.at(-1);
    if (last?.phase === phase) last.to = index + 1;
    else found.push({ phase, from: index, to: index + 1 });
  }
  return found;
}

/** Where step `index` of `count` stands on a track from 0 to 1; the middle of its share. */
export function along(index: number, count: number): number {
  return count <= 0 ? 0 : (index + 0.5) / count;
}
