/** @file The workers that runs have, each with the threads that help it: they end together. */

import type { Shared } from '../../engine/devices/cpu/wasm/threads';
import type { DeviceReport, FromWorker, ToWorker } from './protocol';

/** More wait for memory rather than for each other. */
const MOST_HELPERS = 3;

/** of a worker that has asked for help; null: it is ended */
const helpers = new WeakMap<Worker, readonly Worker[] | null>();

export function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

export function startWorker(): Worker {
  const worker = new Worker(new URL('./run-worker.ts', import.meta.url), {
    type: 'module',
    name: 'run-worker',
  });
  // the page starts the threads: the worker may not, and may be busy until the run's end
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'help' && helpers.get(worker) === undefined) helpers.set(worker, helpersFor(data.work));
  });
  return worker;
}

/** Ends a worker and those that help it, whatever they do. */
export function endWorker(worker: Worker): void {
  worker.terminate();
  helpers.get(worker)?.forEach((helper) => helper.terminate());
  helpers.set(worker, null);
}

/** Starts threads that help: one for each processor that is left. */
export function helpersFor(work: Shared): Worker[] {
  const count = Math.min(MOST_HELPERS, navigator.hardwareConcurrency - 1);
  return Array.from({ length: count }, () => {
    const helper = new Worker(new URL('./kernel.worker.ts', import.meta.url), {
      type: 'module',
      name: 'kernel-worker',
    });
    helper.postMessage(work);
    return helper;
  });
}

/** Asks a worker of its own what devices there are. */
export function probeDevices(): Promise<DeviceReport> {
  return new Promise((resolve, reject) => {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type !== 'devices') return;
      endWorker(worker);
      resolve(data.report);
    };
    worker.onerror = (event) => {
      endWorker(worker);
      reject(new Error(event.message || 'the run worker could not be started'));
    };
    tell(worker, { type: 'probe' });
  });
}
