/** @file Ways through a run from episode to episode and from phase to phase. */

import { jumpTarget } from '../run/history/jumps';
import type { Phase } from '../run/history/steps';
import type { Episode } from '../run/history/track';
import type { Run } from './run.svelte';

/** Goes to the step of another episode that matches the current one, or the nearest to it. */
export function seekEpisode(run: Run, episode: Episode): void {
  const here = run.episode;
  const offset = here === null ? 0 : run.cursor - run.range(here).from;
  const { from, to } = run.range(episode);
  if (to <= from) return;
  run.seek(Math.min(from + offset, to - 1));
}

/**
 * Where `jump` goes: the phase's first step in this episode; from there, or where this one has none, to that
 * of the next episode that has one, and after the last to that of the latest before. −1: nowhere else to go.
 */
export function targetOf(run: Run, phase: Phase): number {
  const { episodes, episode } = run;
  if (episode === null) return -1;
  const ranges = episodes.map((one) => run.range(one));
  return jumpTarget(run.steps, ranges, episodes.indexOf(episode), run.cursor, phase);
}

/** Goes to the first step of a phase in this episode; from there, to the next episode's. */
export function jump(run: Run, phase: Phase): void {
  const target = targetOf(run, phase);
  if (target >= 0) run.seek(target);
}
