/** @file The outbox: order is kept whatever arrives late, and a failure is told once. */

import { afterEach, expect, test, vi } from 'vitest';
import type { TraceEvent } from '../../../engine/trace/events';
import { Outbox } from '../../../renderer/run/outbox';
import { countOf } from '../../../renderer/run/packing';

afterEach(() => {
  vi.useRealTimers();
});

const print = (text: string): TraceEvent => ({ type: 'print', text, line: 1 });

function collect() {
  const texts: string[] = [];
  const failures: unknown[] = [];
  const outbox = new Outbox(
    (events) => events.forEach((event) => event.type === 'print' && texts.push(event.text)),
    (error) => failures.push(error),
  );
  return { texts, failures, outbox };
}

test('what is ready is sent at once, and nothing overtakes what is waited for', async () => {
  const { texts, outbox } = collect();
  outbox.push(print('first'));
  expect(texts).toEqual(['first']);
  let arrive: (event: TraceEvent) => void = () => undefined;
  outbox.push(new Promise<TraceEvent>((resolve) => (arrive = resolve)));
  outbox.push(print('third'));
  outbox.flush(true);
  expect(texts).toEqual(['first']);
  arrive(print('second'));
  await outbox.drain();
  expect(texts).toEqual(['first', 'second', 'third']);
  outbox.push(print('fourth'));
  await outbox.drain();
  expect(texts.at(-1)).toBe('fourth');
});

test('the first result is sent as soon as it is there, with what comes before it', async () => {
  const sent: string[][] = [];
  const outbox = new Outbox(
    (events) => sent.push(events.map(({ type }) => type)),
    () => undefined,
  );
  const turn: TraceEvent = {
    type: 'turn',
    loop: 0,
    parent: null,
    line: 1,
    done: 1,
    total: 2,
    milliseconds: 1,
  };
  outbox.push(turn);
  // right after a batch others would wait for the next
  outbox.push(turn);
  expect(sent).toEqual([['turn']]);
  const loss: TraceEvent = { type: 'loss', episode: 0, name: null, value: 3 };
  outbox.push(Promise.resolve(loss));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(sent).toEqual([['turn'], ['turn', 'loss']]);
  outbox.push({ ...loss, episode: 1 });
  expect(sent).toHaveLength(2);
});

test('a value that cannot be read is told once, and the rest still comes', async () => {
  const { texts, failures, outbox } = collect();
  outbox.push(Promise.reject(new Error('lost')));
  outbox.push(Promise.reject(new Error('lost, too')));
  outbox.push(print('after'));
  await outbox.drain();
  expect(failures).toEqual([new Error('lost')]);
  expect(texts).toEqual(['after']);
});

test('losses of a run that has gone on for long come in few batches, what is printed comes soon', () => {
  vi.useFakeTimers();
  const batches: { readonly at: number; readonly count: number }[] = [];
  const outbox = new Outbox(
    (events) =>
      batches.push({ at: performance.now(), count: events.reduce((sum, item) => sum + countOf(item), 0) }),
    () => undefined,
  );
  const losses = (milliseconds: number): typeof batches => {
    batches.length = 0;
    for (let i = 0; i < milliseconds; i++) {
      vi.advanceTimersByTime(1);
      outbox.push({ type: 'loss', episode: i, name: null, value: i });
    }
    return batches;
  };
  expect(losses(100).map(({ count }) => count)).toEqual([1, 16, 16, 16, 16, 16, 16]);
  vi.advanceTimersByTime(10_000);
  expect(losses(1000).map(({ count }) => count)).toEqual([4, 200, 200, 200, 200]);
  vi.advanceTimersByTime(20);
  outbox.push(print('half'));
  expect(batches.at(-1)).toEqual({ at: performance.now(), count: 200 });
});
