/** @file Where a jump to a phase leads. */

import type { Phase, Step } from './steps';

/** Step indices of an episode: from, to (not included). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The phase's first step in the episode; from there, or where this one has none, that of the next episode that has one,
 * and after the last that of the latest before. −1: nowhere else to go.
 * @param episodes the steps of each
 * @param here index of the episode that the cursor is in
 */
export function jumpTarget(
  steps: readonly Step[],
  episodes: readonly Range[],
  here: number,
  cursor: number,
  phase: Phase,
): number {
  const order = [...episodes.slice(here), ...episodes.slice(0, here).reverse()];
  for (const { from, to } of order) {
    const first = firstOf(steps, from, to, phase);
    if (first >= 0 && first !== cursor) return first;
  }
  return -1;
}

function firstOf(steps: readonly Step[], from: number, to: number, phase: Phase): number {
  for (let index = from; index < to; index++) if (steps[index]!.phase === phase) return index;
  return -1;
}
