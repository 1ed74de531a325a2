/** @file What a run came to, in a few words. */

export interface RunFacts {
  readonly state: 'starting' | 'running' | 'done' | 'error' | 'stopped';
  readonly milliseconds: number | null;
  readonly error: { readonly name: string; readonly line: number } | null;
  readonly progress: { readonly done: number; readonly total: number; readonly label: string } | null;
  readonly automatic: boolean;
}

/** A few words for the bar; never more than fits there. */
export function describeRun(run: RunFacts): string {
  if (run.state === 'starting') return 'Starting';
  if (run.state === 'running') {
    if (run.progress === null) return 'Running';
    const { done, total, label } = run.progress;
    return `${label === '' ? 'Running' : label} ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  }
  if (run.state === 'stopped') return 'Stopped';
  if (run.state === 'error') {
    const name = run.error?.name ?? 'Error';
    return run.error && run.error.line > 0 ? `${name} at line ${run.error.line}` : name;
  }
  const took = run.milliseconds === null ? 'Done' : `Done in ${duration(run.milliseconds)}`;
  return run.automatic ? `${took}, run on opening` : took;
}

/** `0.4 ms`, `12 ms`, `3.2 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
