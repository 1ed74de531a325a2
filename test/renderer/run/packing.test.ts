/** @file What is packed comes out as it went in, and losses in few pieces. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../engine/trace/events';
import { History } from '../../../renderer/run/history/history';
import { Packer, unpack, type Packed } from '../../../renderer/run/packing';
import { Run } from '../../../renderer/state/run.svelte';

const event: fc.Arbitrary<TraceEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('loss' as const),
      episode: fc.nat(),
      name: fc.constantFrom(null, 'loss', 'cost'),
      value: fc.double(),
    }),
  },
  fc.record({ type: fc.constant('print' as const), text: fc.string(), line: fc.nat() }),
);

function pack(events: readonly TraceEvent[]): Packed[] {
  const packer = new Packer();
  for (const event of events) packer.push(event);
  return packer.take();
}

test('events come out as they went in, NaN and infinite losses among them', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      expect(unpack(structuredClone(pack(events)))).toEqual(events);
    }),
  );
});

test('a history, and a run that is saved, are the same packed or not', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const [whole, packed] = [new History(), new History()];
      whole.append(events);
      packed.append(pack(events));
      expect(packed.length).toBe(whole.length);
      expect(packed.curves.list).toEqual(whole.curves.list);
      const run = new Run({ id: 1, file: 'model.ts', source: '' });
      run.append(pack(events));
      run.stop();
      expect(run.events).toEqual(events);
    }),
  );
});

test('losses of one name that follow one another are one piece', () => {
  const loss = (episode: number, name: string): TraceEvent => ({
    type: 'loss',
    episode,
    name,
    value: 1 / episode,
  });
  const print: TraceEvent = { type: 'print', text: 'half', line: 1 };
  const events = [loss(1, 'a'), loss(2, 'a'), loss(3, 'b'), loss(4, 'b'), print, loss(5, 'b')];
  const packed = pack(events);
  expect(packed.map(({ type }) => type)).toEqual(['losses', 'losses', 'print', 'loss']);

  const packer = new Packer();
  events.forEach((event, i) => {
    packer.push(event);
    expect(packer.length).toBe([1, 1, 2, 2, 3, 4][i]);
  });
  expect(packer.take()).toEqual(packed);
  expect(packer.length).toBe(0);
  expect(packer.take()).toEqual([]);
});
