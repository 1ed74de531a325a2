/** @file Taking in a saved trace: what is wrong with a file is said, and nothing half-read is shown. */

import * as v from 'valibot';
import { TRACE_VERSION, type StartEvent, type TraceEvent } from '../../engine/trace/events';
import { EventSchema } from './schema';

/** How long a trace may be, in bytes: its text must fit into one string. */
export const MOST_BYTES = 400_000_000;

/** The events, the first of which is the start; or why the file was refused, in a sentence. */
export type ReadTrace =
  | { readonly ok: true; readonly events: readonly [StartEvent, ...TraceEvent[]] }
  | { readonly ok: false; readonly problem: string };

const refused = (problem: string): ReadTrace => ({ ok: false, problem });

/** Reads what `stringifyTrace` wrote. */
export function readTrace(text: string): ReadTrace {
  const file = parse(text);
  if (file === undefined) {
    return refused(
      text.trimStart().startsWith('{"version"')
        ? 'The file breaks off before its end: a part of the trace is missing.'
        : 'The file is not a trace: it is not JSON.',
    );
  }
  if (Array.isArray(file)) return refused('The file holds the traces of several runs. Save each by itself.');
  if (!isRecord(file) || !('version' in file) || !Array.isArray(file['events'])) {
    return refused('The file is JSON, but not a trace: it has no version and events.');
  }
  if (file['version'] !== TRACE_VERSION) {
    return refused(
      `The trace has version ${String(file['version'])}, and this Backstep reads version ${TRACE_VERSION}. Run its code again.`,
    );
  }
  const events: TraceEvent[] = [];
  for (const [index, given] of (file['events'] as readonly unknown[]).entries()) {
    const read = v.safeParse(EventSchema, given, { abortEarly: true });
    if (!read.success)
      return refused(`Event ${index + 1} is not what it should be: ${reasonOf(given, read.issues[0])}.`);
    events.push(read.output);
  }
  const [start, ...rest] = events;
  if (start?.type !== 'start') return refused('The trace does not begin with the start of a run.');
  if (rest.some(({ type }) => type === 'start')) return refused('The trace holds the start of a second run.');
  return { ok: true, events: [start, ...rest] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** `op, value.elements: the elements do not fill the shape`. */
function reasonOf(event: unknown, issue: v.BaseIssue<unknown>): string {
  const type = isRecord(event) && typeof event['type'] === 'string' ? event['type'] : 'no type';
  const path = v.getDotPath(issue);
  return `${type}${path === null ? '' : `, ${path}`}: ${issue.message}`;
}
