/** @file The storage that a view shares with what it is a view of, shown once. */

import { numel } from '../../engine/shape';
import type { MemoryInfo, OpEvent, Value } from '../../engine/trace/events';
import type { History } from '../run/history/history';
import { unflatten } from './sources/source';

export interface SharedStorage {
  /** its elements in their order */
  readonly value: Value;
  /** where an element of the output, or of the input, lies */
  ofOutput(at: number): number;
  ofInput(at: number): number;
  /** the first element of the output that lies there; null: it sees another part */
  outputAt(place: number): number | null;
}

/** Storages larger than this are not drawn. */
const MOST = 4096;

/** The storage of an operation whose output is a view of its first input, which sees all of it; else null. */
export function storageOf(history: History, event: OpEvent): SharedStorage | null {
  const [first] = event.inputs;
  const track = first === undefined ? undefined : history.tensor(first);
  const [mine, theirs] = [event.output.memory, track?.info.memory];
  if (track === undefined || !mine || !theirs || mine.storage !== theirs.storage) return null;
  const input = history.valueAt(track.info.id, history.tensor(event.output.id)?.position ?? -1);
  const { shape } = track.info;
  if (!input?.whole || theirs.length > MOST || numel(shape) !== theirs.length) return null;
  const elements = input.elements.slice();
  const seen = new Set<number>();
  for (let at = 0; at < theirs.length; at++) {
    const place = placeIn(theirs, shape, at);
    seen.add(place);
    elements[place] = input.elements[at]!;
  }
  if (seen.size < theirs.length) return null;
  const of = new Map<number, number>();
  for (let at = numel(event.output.shape) - 1; at >= 0; at--)
    of.set(placeIn(mine, event.output.shape, at), at);
  return {
    value: { shape: [theirs.length], elements, whole: true },
    ofOutput: (at) => placeIn(mine, event.output.shape, at),
    ofInput: (at) => placeIn(theirs, shape, at),
    outputAt: (place) => of.get(place) ?? null,
  };
}

function placeIn({ strides, offset }: MemoryInfo, shape: readonly number[], at: number): number {
  return unflatten(shape, at).reduce((sum, i, d) => sum + i * (strides[d] ?? 0), offset);
}
