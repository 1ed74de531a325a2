/** @file The learner's timers are counted, so that a run ends after the last of them. */

import { expect, test } from 'vitest';
import { Timers } from '../../../renderer/run/timers';

/** A scope with timers of its own, as a worker has. */
function scope() {
  return {
    setTimeout: ((callback: () => void, delay?: number) =>
      Number(globalThis.setTimeout(callback, delay))) as typeof setTimeout,
    setInterval: ((callback: () => void, delay?: number) =>
      Number(globalThis.setInterval(callback, delay))) as typeof setInterval,
    clearTimeout: (id?: number) => globalThis.clearTimeout(id),
    clearInterval: (id?: number) => globalThis.clearInterval(id),
  };
}

test('idle waits for timers, and for those that they set', async () => {
  const worker = scope();
  const timers = new Timers(worker);
  const log: string[] = [];
  worker.setTimeout(() => {
    log.push('first');
    worker.setTimeout(() => log.push('second'), 1);
  }, 1);
  expect(timers.pending).toBe(1);
  await timers.idle();
  expect(log).toEqual(['first', 'second']);
});

test('an interval is waited for until it is cleared, and stop forgets all', async () => {
  const worker = scope();
  const timers = new Timers(worker);
  let turns = 0;
  const id = worker.setInterval(() => {
    if (++turns === 3) worker.clearInterval(Number(id));
  }, 1);
  await timers.idle();
  expect(turns).toBe(3);
  worker.setTimeout(() => turns++, 1);
  timers.stop();
  expect(timers.pending).toBe(0);
  await timers.turn();
  await timers.idle();
  expect(turns).toBe(3);
});
