/** @file Stand-ins for the window's parts: lessons, a session whose runs are told what to say, saved state. */

import type { Settings } from '../../../electron/api';
import type { OpEvent, TraceEvent } from '../../../engine/trace/events';
import type { Lesson } from '../../../renderer/lesson/lessons';
import type { DeviceReport, LikelyRun, RunRequest } from '../../../renderer/run/protocol';
import type { Session } from '../../../renderer/state/application-runs.svelte';

type Listeners = Parameters<Session['start']>[1];

/** Remembers what was started; tests speak for the runs. */
export class FakeSession implements Session {
  readonly started: { readonly request: RunRequest; readonly on: Listeners }[] = [];
  stops = 0;
  report: DeviceReport | Error = {
    cpu: { type: 'cpu', label: 'CPU', software: false },
    webgpu: null,
    reason: 'There is no adapter.',
  };

  async devices(): Promise<DeviceReport> {
    if (this.report instanceof Error) throw this.report;
    return this.report;
  }

  start(request: RunRequest, on: Listeners): void {
    this.started.push({ request, on });
  }

  readonly prepared: LikelyRun[] = [];
  prepare(request: LikelyRun): void {
    this.prepared.push(request);
  }

  stop(): void {
    this.stops += 1;
    // The real one says so at once, too.
    this.started.at(-1)?.on.ended();
  }

  /** Nothing is kept of these runs. */
  ask(): Promise<null> {
    return Promise.resolve(null);
  }

  readonly asked: ('pause' | 'resume' | 'step')[] = [];
  pause(): void {
    this.asked.push('pause');
  }
  resume(): void {
    this.asked.push('resume');
  }
  step(): void {
    this.asked.push('step');
  }

  /** The listeners of the run that was started last. */
  get last(): Listeners {
    const last = this.started.at(-1);
    if (!last) throw new Error('Nothing was started.');
    return last.on;
  }

  get lastRequest(): RunRequest {
    const last = this.started.at(-1);
    if (!last) throw new Error('Nothing was started.');
    return last.request;
  }
}

export const settings = (part: Partial<Settings> = {}): Settings => ({
  theme: 'system',
  device: 'auto',
  lesson: null,
  panes: {},
  solved: [],
  opened: [],
  ...part,
});

export const lesson = (id: string, order: number): Lesson => ({
  id,
  title: `Title of ${id}`,
  group: 'Group',
  order,
  model: `model of ${id}`,
  solution: `solution of ${id}`,
  hasCheck: true,
  render: () => ({ text: '', exercise: null }),
});

export const op = (id: number, line = 1): OpEvent => ({
  type: 'op',
  id,
  op: 'tensor',
  attrs: {},
  inputs: [],
  output: { id, shape: [], dtype: 'float32', device: 'cpu', requiresGrad: false, isLeaf: true },
  gradFn: null,
  module: [],
  value: { shape: [], elements: new Float64Array([id]), whole: true },
  line,
  episode: 0,
});

export const print = (text: string, line = 1): TraceEvent => ({ type: 'print', text, line });
export const done: TraceEvent = { type: 'done', milliseconds: 5 };
export const failure = (name: string, message = 'message', line = 1): TraceEvent => ({
  type: 'error',
  name,
  message,
  line,
});
