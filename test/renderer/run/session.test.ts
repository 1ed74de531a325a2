/** @file A run has the processor to itself when it begins: the worker of the next one is started later, or when it is needed. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FromWorker, ToWorker } from '../../../renderer/run/protocol';
import { RunSession, type RunListener } from '../../../renderer/run/session';

/** What stands in for the browser's workers, in the order in which they were started. */
const workers: FakeWorker[] = [];

class FakeWorker extends EventTarget {
  readonly told: ToWorker[] = [];
  isEnded = false;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;

  constructor() {
    super();
    workers.push(this);
  }

  postMessage(message: ToWorker): void {
    this.told.push(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  /** Which run it was given; undefined: none yet. */
  get run(): number | undefined {
    return this.told.find((message) => message.type === 'run')?.request.run;
  }
}

const nobody: RunListener = { events: () => undefined, verdict: () => undefined, ended: () => undefined };
const compiled = { ok: true, code: '', loops: [] } as const;
let session: RunSession;

/** Starts a run, and lets it come to its worker. */
async function start(run: number): Promise<void> {
  session.start({ run, file: 'model.ts', source: '', device: 'cpu', check: null, data: [] }, nobody);
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
  workers.length = 0;
  session = new RunSession(() => compiled as never);
});

afterEach(() => {
  session.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the next worker is started a second after a run began', async () => {
  await start(1);
  expect(workers.map(({ run }) => run)).toEqual([1]);
  await vi.advanceTimersByTimeAsync(999);
  expect(workers.map(({ run }) => run)).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(workers.map(({ run }) => run)).toEqual([1, undefined]);
  // once only
  await vi.advanceTimersByTimeAsync(10_000);
  expect(workers).toHaveLength(2);
});

test('a run that is over sooner does not wait for it, nor does one that takes its place', async () => {
  await start(1);
  workers[0]!.onmessage!({ data: { type: 'ended', run: 1, open: false } });
  expect(workers).toHaveLength(2);
  await start(2);
  await start(3);
  expect(workers.map(({ run }) => run)).toEqual([1, 2, 3]);
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, true, false]);
  // those before have left no worker to be started
  await vi.advanceTimersByTimeAsync(999);
  expect(workers).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(workers).toHaveLength(4);
});

test('a session that is closed ends all workers and starts none', async () => {
  await start(1);
  session.close();
  const started = workers.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(workers).toHaveLength(started);
  expect(workers.every(({ isEnded }) => isEnded)).toBe(true);
});
