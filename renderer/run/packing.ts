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

/** Packs events as they come, in order: losses of one name that follow one another become one. */
export class Packer {
  #packed: Packed[] = [];
  /** losses that may still be joined by the next */
  #open: LossEvent | OpenLosses | null = null;

  /** how much there is to take: what is packed counts as one */
  get length(): number {
    return this.#packed.length + (this.#open === null ? 0 : 1);
  }

  push(event: TraceEvent): void {
    const open = this.#open;
    if (event.type === 'loss' && open !== null && open.name === event.name) {
      this.#open = 'values' in open ? open : openedBy(open);
      this.#open.episodes.push(event.episode);
      this.#open.values.push(event.value);
      return;
    }
    this.#close();
    if (event.type === 'loss') this.#open = event;
    else this.#packed.push(event);
  }

  /** Everything up to now; the next begins anew. */
  take(): Packed[] {
    this.#close();
    const packed = this.#packed;
    this.#packed = [];
    return packed;
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open !== null) this.#packed.push('values' in open ? closed(open) : open);
  }
}

/** How many events it stands for. */
export function countOf(item: Packed): number {
  return item.type === 'losses' ? item.values.length : 1;
}

/** What was packed. */
export function unpack(packed: readonly Packed[]): TraceEvent[] {
  return packed.flatMap((item) => (item.type === 'losses' ? apart(item) : item));
}

interface OpenLosses {
  readonly name: string | null;
  readonly episodes: number[];
  readonly values: number[];
}

function openedBy({ name, episode, value }: LossEvent): OpenLosses {
  return { name, episodes: [episode], values: [value] };
}

function closed({ name, episodes, values }: OpenLosses): PackedLosses {
  return { type: 'losses', name, episodes: Float64Array.from(episodes), values: Float64Array.from(values) };
}

function apart({ name, episodes, values }: PackedLosses): LossEvent[] {
  return Array.from(episodes, (episode, i) => ({ type: 'loss', episode, name, value: values[i]! }));
}
