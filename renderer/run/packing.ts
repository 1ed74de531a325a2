/** @file Losses of a run, packed: of a fast training there are ten thousands, and arrays travel and are kept cheaply. */

import type { LossEvent, TraceEvent } from '../../engine/trace/events';

/** Losses of one name that follow one another. */
export interface PackedLosses {
  readonly type: 'losses';
  readonly name: string | null;
  readonly episodes: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
}

/** Trace events as they are sent and kept. */
export type Packed = TraceEvent | PackedLosses;

/** In order; losses that follow one another become one. */
export function pack(events: readonly TraceEvent[]): Packed[] {
  const packed: Packed[] = [];
  for (let i = 0; i < events.length;) {
    const event = events[i]!;
    const to = event.type === 'loss' ? endOfLosses(events, i, event.name) : i + 1;
    if (to - i > 1) packed.push(together(events.slice(i, to) as LossEvent[]));
    else packed.push(event);
    i = to;
  }
  return packed;
}

/** How many events it stands for. */
export function countOf(item: Packed): number {
  return item.type === 'losses' ? item.values.length : 1;
}

/** What was packed. */
export function unpack(packed: readonly Packed[]): TraceEvent[] {
  return packed.flatMap((item) => (item.type === 'losses' ? apart(item) : item));
}

function endOfLosses(events: readonly TraceEvent[], from: number, name: string | null): number {
  let to = from + 1;
  for (; to < events.length; to++) {
    const event = events[to]!;
    if (event.type !== 'loss' || event.name !== name) break;
  }
  return to;
}

function together(losses: readonly LossEvent[]): PackedLosses {
  return {
    type: 'losses',
    name: losses[0]!.name,
    episodes: Float64Array.from(losses, ({ episode }) => episode),
    values: Float64Array.from(losses, ({ value }) => value),
  };
}

function apart({ name, episodes, values }: PackedLosses): LossEvent[] {
  return Array.from(episodes, (episode, i) => ({ type: 'loss', episode, name, value: values[i]! }));
}
