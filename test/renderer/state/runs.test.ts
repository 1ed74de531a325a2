/** @file Which run is shown: nothing flashes, nothing late comes through, a refused text leaves the last run. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Runs } from '../../../renderer/state/application-runs.svelte';
import { done, failure, FakeSession, op, print } from './parts';

let session: FakeSession;
let runs: Runs;
const start = (source: string, check = false) =>
  runs.start({ file: 'model.ts', source, device: 'cpu', check, automatic: false, data: [] });

/** A run that made a tensor and ended well. */
function finish(source: string): void {
  start(source);
  session.last.events([op(1), print('x'), done]);
  session.last.ended();
}

beforeEach(() => {
  session = new FakeSession();
  runs = new Runs(session, 'a');
});

describe('while a run has nothing to show yet', () => {
  /** What has become of waiting for calm by now. */
  async function isCalm(waiting: Promise<void>): Promise<boolean> {
    return Promise.race([
      waiting.then(() => true),
      new Promise<boolean>((late) => setTimeout(late, 5, false)),
    ]);
  }

  it('others wait: for a loss, a print or the end', async () => {
    expect(await isCalm(runs.calm())).toBe(true);
    for (const words of [
      [print('x')],
      [done],
      [{ type: 'loss', episode: 0, name: null, value: 1 } as const],
    ]) {
      start('text');
      const waiting = runs.calm();
      session.last.events([op(1)]);
      expect(await isCalm(waiting)).toBe(false);
      session.last.events(words);
      expect(await isCalm(waiting)).toBe(true);
      expect(await isCalm(runs.calm())).toBe(true);
    }
  });

  it('they wait for the next one where another begins meanwhile, and not for one that is stopped', async () => {
    start('one');
    const waiting = runs.calm();
    start('two');
    expect(await isCalm(waiting)).toBe(false);
    runs.stop();
    expect(await isCalm(waiting)).toBe(true);
  });

  it('they do not wait for ever', async () => {
    vi.useFakeTimers();
    start('silent');
    const waiting = runs.calm();
    await vi.advanceTimersByTimeAsync(1400);
    let calm = false;
    void waiting.then(() => (calm = true));
    await vi.advanceTimersByTimeAsync(50);
    expect(calm).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(calm).toBe(true);
    vi.useRealTimers();
  });
});

describe('a run that starts', () => {
  it('leaves the shown run until it has something to show', async () => {
    finish('one');
    const first = runs.shown;
    start('two');
    expect(runs.shown).toBe(first);
    expect(runs.active?.state).toBe('starting');
    session.last.events([
      {
        type: 'start',
        version: 1,
        run: 2,
        file: 'model.ts',
        source: 'two',
        device: { type: 'cpu', label: 'CPU', software: false },
      },
    ]);
    expect(runs.latest?.run).toBe(first);
    session.last.events([print('hello')]);
    expect(runs.shown).toBe(first);
    expect(runs.latest?.log.entries).toHaveLength(1);
    session.last.events([op(1)]);
    expect(runs.shown).toBe(first);
    await expect.poll(() => runs.shown?.source).toBe('two');
    expect(runs.shown?.steps).toHaveLength(1);
  });

  it('replaces the one under way, whose late events are dropped', () => {
    start('one');
    const { last } = session;
    start('two');
    expect(session.stops).toBe(1);
    last.events([op(1), print('late'), done]);
    last.verdict({ passed: true, message: 'late' });
    last.ended();
    expect(runs.active?.run.source).toBe('two');
    expect(runs.shown).toBeNull();
    expect(runs.latest?.run.source).toBe('one');
    expect(runs.latest?.log.entries).toEqual([]);
  });

  it('has an id of its own, rising', () => {
    finish('one');
    finish('two');
    expect(session.started.map(({ request }) => request.run)).toEqual([1, 2]);
  });

  it('names the lesson to check only when it is asked to', () => {
    start('one');
    expect(session.lastRequest.check).toBeNull();
    start('two', true);
    expect(session.lastRequest.check).toBe('a');
  });
});

describe('a run that ends', () => {
  it('is done, with its time', () => {
    finish('one');
    expect(runs.active).toBeNull();
    expect(runs.latest?.state).toBe('done');
    expect(runs.latest?.milliseconds).toBe(5);
  });

  it.each(['SyntaxError', 'ReferenceError'])('with a %s leaves the last run in its place', (name) => {
    finish('one');
    start('two');
    session.last.events([op(1)]);
    session.last.events([failure(name)]);
    session.last.ended();
    expect(runs.shown?.source).toBe('one');
    expect(runs.latest?.run.source).toBe('two');
    expect(runs.latest?.state).toBe('error');
  });

  it('with an error of the engine shows what was computed so far', () => {
    finish('one');
    start('two');
    session.last.events([op(1), failure('RuntimeError')]);
    session.last.ended();
    expect(runs.shown?.source).toBe('two');
    expect(runs.latest?.error?.name).toBe('RuntimeError');
  });

  it('with an error before anything was made leaves the last run', () => {
    finish('one');
    start('two');
    session.last.events([failure('TypeError')]);
    session.last.ended();
    expect(runs.shown?.source).toBe('one');
  });

  it('without a word was stopped from outside', () => {
    start('one');
    session.last.ended();
    expect(runs.latest?.state).toBe('stopped');
  });
});

describe('stop', () => {
  it('ends the run at once and keeps what it computed', () => {
    start('one');
    session.last.events([op(1)]);
    runs.stop();
    expect(session.stops).toBe(1);
    expect(runs.active).toBeNull();
    expect(runs.latest?.state).toBe('stopped');
    expect(runs.shown?.source).toBe('one');
    expect(runs.shown?.status).toBe('stopped');
  });

  it('leaves the last run where nothing was computed', () => {
    finish('one');
    start('while (true) {}');
    runs.stop();
    expect(runs.shown?.source).toBe('one');
    expect(runs.latest?.state).toBe('stopped');
  });

  it('does nothing when nothing runs', () => {
    runs.stop();
    expect(session.stops).toBe(0);
  });
});

describe('switching lessons', () => {
  it('keeps each lesson’s last run, and ends what is under way', () => {
    finish('one');
    runs.switchTo('b');
    expect(runs.shown).toBeNull();
    expect(runs.latest).toBeNull();
    start('two');
    session.last.events([op(1)]);
    runs.switchTo('a');
    expect(session.stops).toBe(1);
    expect(runs.shown?.source).toBe('one');
    runs.switchTo('b');
    expect(runs.shown?.source).toBe('two');
    expect(runs.latest?.state).toBe('stopped');
  });

  it('forgets the runs of lessons that were left long ago', () => {
    finish('one');
    for (const lesson of ['b', 'c', 'd', 'e', 'f']) runs.switchTo(lesson);
    runs.switchTo('a');
    expect(runs.shown).toBeNull();
  });
});

describe('a rerun', () => {
  it('stands where the learner stood, and keeps what was selected', () => {
    const run = (source: string) => {
      start(source);
      session.last.events([op(1), op(2), op(3), done]);
      session.last.ended();
      return runs.shown!;
    };
    const first = run('one');
    first.seek(1);
    first.selected = 'x';
    const second = run('two');
    expect(second).not.toBe(first);
    expect(second.cursor).toBe(1);
    expect(second.selected).toBe('x');
  });
});

describe('a pause', () => {
  it('shows at once what came in before it, without the rest after a picture', async () => {
    start('one');
    session.last.events([op(1)]);
    await expect.poll(() => runs.shown?.steps.length).toBe(1);
    session.last.events([
      op(2),
      { type: 'turn', loop: 0, parent: null, done: 7, total: 9, milliseconds: 1, line: 3 },
    ]);
    expect(runs.active?.progress?.done).toBe(7);
    expect(runs.shown?.steps).toHaveLength(1);
    session.last.paused?.(true);
    expect(runs.shown?.steps).toHaveLength(2);
  });

  const loops = [{ line: 3, breathes: true, parent: null }];

  it('is possible where there is a loop, asked of the session, and told by the run', () => {
    start('one');
    expect(runs.canPause).toBe(false);
    session.last.loops?.([]);
    expect(runs.canPause).toBe(false);
    session.last.loops?.(loops);
    session.last.events([op(1)]);
    expect(runs.canPause).toBe(true);
    runs.pause();
    expect(session.asked).toEqual(['pause']);
    expect(runs.active).toMatchObject({ state: 'running', pausing: true });
    session.last.paused?.(true);
    expect(runs.active).toMatchObject({ state: 'paused', pausing: false, active: true });
    runs.stepEpisode();
    session.last.paused?.(false);
    expect(runs.active?.state).toBe('running');
    session.last.paused?.(true);
    runs.resume();
    expect(session.asked).toEqual(['pause', 'step', 'resume']);
  });

  it('ends with the run', () => {
    start('one');
    session.last.loops?.(loops);
    session.last.events([op(1)]);
    session.last.paused?.(true);
    runs.stop();
    expect(runs.latest?.state).toBe('stopped');
  });
});
