/** @file The page's side of running: compiles, starts workers, hands on what belongs to the current run, stops it. */

import { TRACE_VERSION, type ErrorEvent, type TraceEvent } from '../../engine/trace/events';
import type { Verdict } from '../../lessons/types';
import type { Compiled } from './compile';
import type { LoopFacts } from './compiled';
import { PauseSwitch } from './pauses';
import type { DeviceReport, FromWorker, RunRequest, ToWorker } from './protocol';

export interface RunListener {
  /** in order, and only those of this run */
  events(events: readonly TraceEvent[]): void;
  verdict(verdict: Verdict): void;
  /** the loops of its text, before it begins */
  loops?(loops: readonly LoopFacts[]): void;
  /** it stands still, or goes on again */
  paused?(paused: boolean): void;
  /** called once, whether the run came to its end or was stopped */
  ended(): void;
}

interface Current {
  readonly request: RunRequest;
  readonly on: RunListener;
  readonly pauses: PauseSwitch;
  worker: Worker | null;
}

/**
 * Runs texts, one at a time. Each run has a worker of its own, so that nothing of one shows in the next; the
 * next worker is started in advance. Late messages of an old run are dropped.
 */
export class RunSession {
  readonly #compile: (source: string) => Promise<Compiled> | Compiled;
  #spare: Worker = startWorker();
  #current: Current | null = null;
  /** the worker of the last run: it holds what the run left */
  #last: Worker | null = null;
  #devices: Promise<DeviceReport> | null = null;

  constructor(compile: (source: string) => Promise<Compiled> | Compiled) {
    this.#compile = compile;
  }

  /** Finds out about adapters once, in a worker of its own. */
  devices(): Promise<DeviceReport> {
    return (this.#devices ??= probeDevices());
  }

  /** Compiles and runs; ends a run that is still under way. */
  start(request: RunRequest, on: RunListener): void {
    this.stop();
    const current: Current = { request, on, pauses: new PauseSwitch(), worker: null };
    this.#current = current;
    this.#begin(current).catch((error: unknown) => {
      if (this.#current === current) this.#fail(current, crash(error));
    });
  }

  /** Ends the current run at once: its worker is terminated, whatever it does. */
  stop(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = null;
    current.worker?.terminate();
    current.on.ended();
  }

  /** Holds the run under way at the end of an episode. */
  pause(): void {
    this.#current?.pauses.pause();
  }

  resume(): void {
    this.#current?.pauses.resume();
  }

  /** Lets a run that is held go one episode on. */
  step(): void {
    this.#current?.pauses.step();
  }

  async #begin(current: Current): Promise<void> {
    const { request } = current;
    const [compiled, device] = await Promise.all([this.#compile(request.source), this.#settle(request)]);
    if (this.#current !== current) return;
    if (!compiled.ok) {
      const { name, message, line } = compiled.error;
      this.#fail(current, { type: 'error', name, message, line });
      return;
    }
    this.#last?.terminate();
    this.#last = null;
    const worker = this.#spare;
    this.#spare = startWorker();
    current.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(current, data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#current === current) this.#fail(current, crash(event.message));
    };
    const { code, loops } = compiled;
    current.on.loops?.(loops);
    const pauses = current.pauses.buffer;
    const message: ToWorker = { type: 'run', request: { ...request, device }, code, loops, pauses };
    worker.postMessage(message);
  }

  /** 'auto' is webgpu on a hardware adapter, cpu otherwise. */
  async #settle(request: RunRequest): Promise<'cpu' | 'webgpu'> {
    if (request.device !== 'auto') return request.device;
    const { webgpu } = await this.devices();
    return webgpu && !webgpu.software ? 'webgpu' : 'cpu';
  }

  #receive(current: Current, message: FromWorker): void {
    if (this.#current !== current || !('run' in message) || message.run !== current.request.run) return;
    if (message.type === 'events') current.on.events(message.events);
    else if (message.type === 'verdict') current.on.verdict(message.verdict);
    else if (message.type === 'paused') current.on.paused?.(message.paused);
    else {
      this.#current = null;
      this.#last = current.worker;
      current.on.ended();
    }
  }

  /** A run that cannot go on: its last event is the error. */
  #fail(current: Current, error: ErrorEvent): void {
    this.#current = null;
    current.worker?.terminate();
    if (!current.worker) {
      const { run, file, source } = current.request;
      const device = { type: 'cpu', label: 'CPU', software: false } as const;
      current.on.events([{ type: 'start', version: TRACE_VERSION, run, file, source, device }]);
    }
    current.on.events([error]);
    current.on.ended();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module', name: 'run-worker' });
}

function probeDevices(): Promise<DeviceReport> {
  return new Promise((resolve, reject) => {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type !== 'devices') return;
      worker.terminate();
      resolve(data.report);
    };
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message || 'the run worker could not be started'));
    };
    const message: ToWorker = { type: 'probe' };
    worker.postMessage(message);
  });
}

/** Not the learner's doing: the worker itself broke, out of memory for one. */
function crash(error: unknown): ErrorEvent {
  const message = error instanceof Error ? error.message : String(error);
  return {
    type: 'error',
    name: 'Error',
    message: `The run broke off: ${message || 'its worker ended'}`,
    line: 0,
  };
}
