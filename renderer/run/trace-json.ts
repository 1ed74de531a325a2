/** @file A trace as JSON: numbers that JSON has no word for keep their meaning. */

import { TRACE_VERSION, type TraceEvent } from '../../engine/trace/events';

/** JSON has no word for NaN, ±∞ and −0: these are written as texts. */
function numberToJson(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

function replaced(_: string, value: unknown): unknown {
  if (value instanceof BigInt64Array) return { int64: Array.from(value, String) };
  if (value instanceof Float64Array) return { float64: Array.from(value, numberToJson) };
  // outside of elements, too: a loss may be NaN, an op's number −0
  if (typeof value === 'number') return numberToJson(value);
  return value;
}

/** The text of a trace, piece by piece: together they may be longer than a string can be. */
export function* traceParts(events: readonly TraceEvent[]): Generator<string> {
  yield `{"version":${TRACE_VERSION},"events":[`;
  for (const [index, event] of events.entries()) {
    yield `${index === 0 ? '' : ','}${JSON.stringify(event, replaced)}`;
  }
  yield ']}';
}

/** `{"version": 1, "events": […]}`; elements as `{"float64": […]}` or, int64 exactly, `{"int64": ["1", …]}`. */
export function stringifyTrace(events: readonly TraceEvent[]): string {
  return [...traceParts(events)].join('');
}
