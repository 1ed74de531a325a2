/** @file An operation of a run as its view needs it: its numbers at that moment, its map, and what lights up. */

import type { DTypeName } from '../../engine/dtype';
import { numel } from '../../engine/shape';
import type { OpEvent, Value } from '../../engine/trace/events';
import type { History } from '../run/history/history';
import { sourceMap, type Applied, type Source, type SourceMap } from './sources';
import { flatten, unflatten } from './sources/source';

/** A tensor that went in, as it was then. */
export interface InputThen {
  readonly value: Value | null;
  readonly shape: readonly number[];
  readonly dtype: DTypeName;
}

export interface Operation {
  readonly inputs: readonly InputThen[];
  readonly applied: Applied;
}

/** An element of the output (`input` null), or of an input. */
export interface Choice {
  readonly input: number | null;
  readonly at: number;
}

/** Nothing of a tensor that is known in part: a corner's elements do not stand at their places. */
const UNKNOWN = new Float64Array(0);

/** Gathers an operation's shapes, settings and numbers from the history. */
export function appliedOf(history: History, event: OpEvent): Operation {
  const position = history.tensor(event.output.id)?.position ?? -1;
  const inputs = event.inputs.map((id): InputThen => {
    const info = history.tensor(id)?.info;
    return {
      value: history.valueAt(id, position),
      shape: info?.shape ?? [],
      dtype: info?.dtype ?? 'float32',
    };
  });
  const numeric = ({ value, shape }: Pick<InputThen, 'value' | 'shape'>) => ({
    shape,
    elements: value?.whole ? value.elements : UNKNOWN,
  });
  const output = numeric({ value: event.value, shape: event.output.shape });
  return { inputs, applied: { op: event.op, attrs: event.attrs, inputs: inputs.map(numeric), output } };
}

/** The operation's map; null: there is none, or nothing to choose. */
export function operationMap(history: History, event: OpEvent): SourceMap | null {
  const { inputs, applied } = appliedOf(history, event);
  const most = Math.max(...[...inputs.map(({ shape }) => shape), event.output.shape].map(numel));
  if (most < 2 || inputs.some(({ value }) => value === null) || numel(event.output.shape) === 0) return null;
  return sourceMap(applied);
}

/** What lights up for a choice: elements of each input, and of the output. */
export function lit(
  map: SourceMap,
  { input, at }: Choice,
  count: number,
): {
  readonly sources: readonly Source[];
  readonly inputs: readonly ReadonlySet<number>[];
  readonly output: ReadonlySet<number>;
} {
  const sources = input === null ? map.sources(at) : [{ input, at }];
  const inputs = Array.from(
    { length: count },
    (_, k) => new Set(sources.filter((source) => source.input === k).map((source) => source.at)),
  );
  return { sources, inputs, output: new Set(input === null ? [at] : map.targets({ input, at })) };
}

/** One element of a value of which the trace may hold the first corner only; undefined: it is not in there. */
export function elementOf(
  value: Value | null,
  shape: readonly number[],
  at: number,
): number | bigint | undefined {
  if (value === null) return undefined;
  if (value.whole) return value.elements[at];
  const index = unflatten(shape, at);
  return index.every((i, d) => i < value.shape[d]!) ? value.elements[flatten(value.shape, index)] : undefined;
}

/** `[1, 2]`; nothing for a scalar. */
export function indexText(shape: readonly number[], at: number): string {
  return shape.length === 0 ? '' : `[${unflatten(shape, at).join(', ')}]`;
}
