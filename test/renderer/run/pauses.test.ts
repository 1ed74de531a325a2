/** @file Pausing: at the end of an episode, one on, and where there are no episodes. */

import { describe, expect, test } from 'vitest';
import { HeldDoor } from '../../../renderer/run/held-door';
import { Pauses, PauseSwitch } from '../../../renderer/run/pauses';
import type { ToWorker } from '../../../renderer/run/protocol';

function setUp() {
  const at = { ended: 0, between: true, time: 0 };
  const window = new PauseSwitch();
  const worker = new Pauses(
    window.buffer,
    () => at,
    () => at.time,
  );
  return { at, window, worker };
}

describe('Pauses', () => {
  test('a run goes on until the window wants a pause, then holds at the end of an episode', () => {
    const { at, window, worker } = setUp();
    expect(worker.here).toBe(false);
    window.pause();
    expect(worker.wanted()).toBe(true);
    at.between = false;
    expect(worker.here).toBe(false);
    at.between = true;
    at.ended = 1;
    expect(worker.here).toBe(true);
    window.resume();
    expect(worker.here).toBe(false);
  });

  test('one step: to the end of the next episode', () => {
    const { at, window, worker } = setUp();
    at.ended = 3;
    window.pause();
    expect(worker.here).toBe(true);
    window.step();
    expect(worker.here).toBe(false);
    expect(worker.here).toBe(false);
    at.ended = 4;
    expect(worker.here).toBe(true);
  });

  test('one step before the first episode is a turn of the loop', () => {
    const { window, worker } = setUp();
    window.step();
    expect(worker.here).toBe(false);
    expect(worker.here).toBe(true);
  });

  test('an episode that never ends is paused where it is', () => {
    const { at, window, worker } = setUp();
    at.between = false;
    window.pause();
    expect(worker.here).toBe(false);
    at.time = 1_001;
    expect(worker.here).toBe(true);
  });

  test('a run that stands still is asked, once, and stands still again', () => {
    const { window, worker } = setUp();
    expect(window.ask('running?')).toBe(false);
    window.pause();
    expect(worker.here).toBe(true);
    expect(worker.question()).toBeNull();
    expect(window.ask('{"name":"𝛁"}')).toBe(true);
    expect(window.ask('another, before the answer')).toBe(false);
    // it does not sleep while there is a question
    worker.block();
    expect(worker.question()).toBe('{"name":"𝛁"}');
    expect(worker.question()).toBeNull();
    expect(worker.here).toBe(true);
    expect(window.ask('another')).toBe(true);
    window.resume();
    expect(worker.question()).toBeNull();
    expect(worker.here).toBe(false);
  });

  test('what is asked while it stands still goes through the shared memory, the rest as messages', () => {
    const { window, worker } = setUp();
    const posted: unknown[] = [];
    const door = new HeldDoor({ postMessage: (message: unknown) => posted.push(message) }, window);
    const question = (ask: number) => ({ type: 'window', run: 1, ask }) as unknown as ToWorker;
    door.postMessage(question(1));
    expect(posted).toEqual([question(1)]);
    window.pause();
    door.held(true);
    for (const ask of [2, 3, 4]) door.postMessage(question(ask));
    expect(JSON.parse(worker.question()!)).toEqual(question(2));
    expect(worker.question()).toBeNull();
    door.answered();
    expect(JSON.parse(worker.question()!)).toEqual(question(3));
    window.resume();
    door.held(false);
    expect(posted).toEqual([question(1), question(4)]);
  });

  test('waiting ends when the window wants something else', async () => {
    const { window, worker } = setUp();
    window.pause();
    let over = false;
    const waiting = worker.wait().then(() => (over = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(over).toBe(false);
    window.resume();
    await waiting;
    expect(over).toBe(true);
  });
});
