/** @file The page's side of running: compiles, starts workers, hands on what belongs to the current run, stops it. */

import { TRACE_VERSION, type ErrorEvent } from '../../engine/trace/events';
import type { Verdict } from '../../lessons/types';
import type { Compiled } from './compile';
import type { LoopFacts } from './compiled';
import { HeldDoor } from './held-door';
import type { Packed } from './packing';
import { PauseSwitch } from './pauses';
import type { DeviceReport, FromWorker, LikelyRun, RunRequest } from './protocol';
import { USUAL } from './usual';
import { Warming, type Likely } from './warming';
import { WindowDesk } from './window-desk';
import type { WindowAnswer, WindowRequest } from './windows';
import { endWorker, probeDevices, startWorker, tell } from './workers';

/** So long nothing must be under way before the next run is made ready. */
const IDLE_MS = 300;
/** So long a run has the processor to itself before the worker of the next one is started. */
const ALONE_MS = 1000;

export interface RunListener {
  /** in order, and only those of this run */
  events(events: readonly Packed[]): void;
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
  /** to its worker, whether it runs or stands still */
  door: HeldDoor | null;
}

/**
 * Runs texts, one at a time. Each run has a worker of its own, so that nothing of one shows in the next; the
 * next worker is started in advance. Late messages of an old run are dropped.
 */
export class RunSession {
  readonly #compile: (source: string) => Promise<Compiled> | Compiled;
  /** null: not started yet */
  #spare: Worker | null = startWorker();
  #spareTimer: ReturnType<typeof setTimeout> | undefined;
  #current: Current | null = null;
  /** the worker of the last run: it holds what the run left */
  #last: { readonly run: number; readonly worker: Worker } | null = null;
  readonly #windows = new WindowDesk();
  #devices: Promise<DeviceReport> | null = null;
  readonly #warming = new Warming(startWorker);
  /** the text whose kernels most others need; null: nobody has asked for it */
  #usual: Promise<Compiled> | null = null;
  /** what is likely to be run next */
  #next: LikelyRun | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(compile: (source: string) => Promise<Compiled> | Compiled) {
    this.#compile = compile;
  }

  /** Finds out about adapters once, in a worker of its own. */
  devices(): Promise<DeviceReport> {
    return (this.#devices ??= probeDevices());
  }

  /** What the next run is likely to be: when nothing is under way for a moment, its worker is made ready for it. */
  prepare(request: LikelyRun): void {
    this.#next = request;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.ready(), IDLE_MS);
  }

  /** Makes the next run's worker ready now, unless a run is under way; resolves when it is, or something came in between. */
  async ready(): Promise<void> {
    const request = this.#next;
    clearTimeout(this.#idle);
    if (request === null || this.#current) return;
    const device = await this.#settle(request);
    if (device !== 'webgpu') return;
    const likely: Likely[] = [];
    this.#usual ??= Promise.resolve(this.#compile(USUAL));
    const texts = await Promise.all([this.#compile(request.source), this.#usual]);
    for (const [i, compiled] of texts.entries())
      if (compiled.ok) likely.push({ request: i === 0 ? request : { ...request, source: USUAL }, compiled });
    if (this.#current || this.#next !== request) return;
    await this.#warming.begin(this.#nextWorker(), likely);
  }

  /** Ends everything, for good. */
  close(): void {
    this.stop();
    this.#leave();
    for (const worker of [this.#last?.worker, this.#spare]) if (worker) endWorker(worker);
  }

  /** The worker of the next run. */
  #nextWorker(): Worker {
    clearTimeout(this.#spareTimer);
    return (this.#spare ??= startWorker());
  }

  #leave(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#spareTimer);
    this.#warming.end();
  }

  /** Compiles and runs; ends a run that is still under way. */
  start(request: RunRequest, on: RunListener): void {
    this.stop();
    this.#leave();
    this.#next = request;
    const current: Current = { request, on, pauses: new PauseSwitch(), worker: null, door: null };
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
    this.#close(current.request.run, current.worker);
    current.on.ended();
    this.#rest();
  }

  /** A run is over: the next one is likely to be of this text. */
  #rest(): void {
    this.#nextWorker();
    if (this.#next !== null && this.#current === null) this.prepare(this.#next);
  }

  /** Asks the worker of a run for a part of a large value; null: it, or the value, is no longer there. */
  ask(run: number, request: WindowRequest): Promise<WindowAnswer | null> {
    const to = this.#current?.request.run === run ? this.#current.door : this.#workerOf(run);
    return to === null ? Promise.resolve(null) : this.#windows.ask(run, to, request);
  }

  #workerOf(run: number): Worker | null {
    return this.#last?.run === run ? this.#last.worker : null;
  }

  /** Ends a worker; who still waits for an answer of it is told that none comes. */
  #close(run: number, worker: Worker | null): void {
    if (worker) endWorker(worker);
    this.#windows.close(run);
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
    const settled = this.#settle(request).then((device) => {
      // opened while the text is compiled
      if (device === 'webgpu' && this.#current === current) tell(this.#nextWorker(), { type: 'prepare' });
      return device;
    });
    const [compiled, device] = await Promise.all([this.#compile(request.source), settled]);
    if (this.#current !== current) return;
    if (!compiled.ok) {
      const { name, message, line } = compiled.error;
      this.#fail(current, { type: 'error', name, message, line });
      return;
    }
    if (this.#last) this.#close(this.#last.run, this.#last.worker);
    this.#last = null;
    const worker = this.#nextWorker();
    this.#spare = null;
    this.#spareTimer = setTimeout(() => this.#nextWorker(), ALONE_MS);
    current.worker = worker;
    current.door = new HeldDoor(worker, current.pauses);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(current, data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#current === current) this.#fail(current, crash(event.message));
    };
    const { code, loops } = compiled;
    current.on.loops?.(loops);
    const pauses = current.pauses.buffer;
    tell(worker, { type: 'run', request: { ...request, device }, code, loops, pauses });
  }

  /** 'auto' is webgpu on a hardware adapter, cpu otherwise. */
  async #settle(request: LikelyRun): Promise<'cpu' | 'webgpu'> {
    if (request.device !== 'auto') return request.device;
    const { webgpu } = await this.devices();
    return webgpu && !webgpu.software ? 'webgpu' : 'cpu';
  }

  #receive(current: Current, message: FromWorker): void {
    if (message.type === 'window') {
      this.#windows.receive(message.ask, message.answer);
      return current.door?.answered();
    }
    if (this.#current !== current || !('run' in message) || message.run !== current.request.run) return;
    if (message.type === 'kernels') return this.#warming.learn(current.request.source, message.kernels);
    if (message.type === 'events') current.on.events(message.events);
    else if (message.type === 'verdict') current.on.verdict(message.verdict);
    else if (message.type === 'paused') {
      current.door?.held(message.paused);
      current.on.paused?.(message.paused);
    } else {
      const { run } = current.request;
      this.#current = null;
      if (message.open && current.worker) this.#last = { run, worker: current.worker };
      else this.#close(run, current.worker);
      current.on.ended();
      this.#rest();
    }
  }

  /** A run that cannot go on: its last event is the error. */
  #fail(current: Current, error: ErrorEvent): void {
    this.#current = null;
    this.#close(current.request.run, current.worker);
    if (!current.worker) {
      const { run, file, source } = current.request;
      const device = { type: 'cpu', label: 'CPU', software: false } as const;
      current.on.events([{ type: 'start', version: TRACE_VERSION, run, file, source, device }]);
    }
    current.on.events([error]);
    current.on.ended();
    this.#rest();
  }
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
