/** @file What a run came to, in a few words. */

import type { ProgressView } from '../training/progress';

export interface RunFacts {
  readonly state: 'starting' | 'running' | 'paused' | 'done' | 'error' | 'stopped';
  readonly milliseconds: number | null;
  readonly error: { readonly name: string; readonly line: number } | null;
  readonly progress: Pick<ProgressView, 'label' | 'done' | 'total' | 'rate' | 'left'> | null;
  /** the end of the episode is waited for */
  readonly pausing: boolean;
}

/** A few words for the bar; never more than fits there. */
export function describeRun(run: RunFacts): string {
  if (run.state === 'starting') return 'Starting';
  if (run.state === 'paused') return run.progress === null ? 'Paused' : `Paused at ${place(run.progress)}`;
  if (run.state === 'running') {
    const word = run.pausing ? 'Pausing' : run.progress?.label || 'Running';
    return run.progress === null ? word : `${word} ${place(run.progress)}`;
  }
  if (run.state === 'stopped') return 'Stopped';
  if (run.state === 'error') {
    const name = run.error?.name ?? 'Error';
    return run.error && run.error.line > 0 ? `${name} at line ${run.error.line}` : name;
  }
  return run.milliseconds === null ? 'Done' : `Done in ${duration(run.milliseconds)}`;
}

/** How fast a run goes and how long it will take, as far as that is known: `8,120/s · 6 s left`. */
export function describeSpeed(run: Pick<RunFacts, 'state' | 'progress'>): string {
  if (run.state !== 'running' || run.progress === null) return '';
  const { rate, left } = run.progress;
  return [
    ...(rate === null ? [] : [`${speed(rate)}/s`]),
    ...(left === null ? [] : [`${duration(left, true)} left`]),
  ].join(' · ');
}

function place({ done, total }: { readonly done: number; readonly total: number | null }): string {
  const count = Math.floor(done).toLocaleString('en');
  return total === null ? count : `${count} of ${total.toLocaleString('en')}`;
}

/** `8,120`, `12`, `0.4`. */
function speed(rate: number): string {
  return rate >= 10 ? Math.round(rate).toLocaleString('en') : rate.toPrecision(2);
}

/** `0.4 ms`, `12 ms`, `3.2 s`, `2 min 5 s`; `rough`: whole seconds, so that it can be read while it counts down. */
export function duration(milliseconds: number, rough = false): string {
  if (rough && milliseconds < 60_000) return `${Math.ceil(milliseconds / 1_000)} s`;
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
