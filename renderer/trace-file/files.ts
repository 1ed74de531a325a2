/** @file Traces to and from the disk, by the window's own means: a file that is picked, and one that is downloaded. */

import { wrap } from 'comlink';
import type { TraceEvent } from '../../engine/trace/events';
import { traceParts } from '../run/trace-json';
import type { ReadTrace } from './read';
import type { TraceReader } from './trace.worker';

/** Milliseconds of writing after which the window gets a turn. */
const TURN = 12;

/** Reads a file in a worker of its own, which is gone afterwards. */
export async function openTrace(file: File): Promise<ReadTrace> {
  const worker = new Worker(new URL('./trace.worker.ts', import.meta.url), { type: 'module', name: 'trace' });
  try {
    return await wrap<TraceReader>(worker).read(file);
  } finally {
    worker.terminate();
  }
}

/** Asks where to, and saves. */
export async function saveTrace(events: readonly TraceEvent[], name: string): Promise<void> {
  const parts: string[] = [];
  let turn = performance.now();
  for (const part of traceParts(events)) {
    parts.push(part);
    if (performance.now() - turn < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    turn = performance.now();
  }
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // the download has its own hold on the data once it has begun
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
