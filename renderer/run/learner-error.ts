/** @file What went wrong in a run, in the learner's terms: kind, message, line. */

import { TorchError } from '../../engine/errors';
import type { ErrorEvent } from '../../engine/trace/events';

/** The name that stack traces have for the learner's code. */
export const SOURCE_URL = 'learner.ts';

/** Lines that `new AsyncFunction` puts before the code. */
const HEADER_LINES = 2;

/** @param line the last line that told itself, for errors whose stack has none of the learner's */
export function errorEvent(error: unknown, line: number): ErrorEvent {
  if (!(error instanceof Error)) {
    return { type: 'error', name: 'Error', message: `thrown: ${String(error)}`, line };
  }
  return { type: 'error', name: error.name, message: messageOf(error), line: lineOf(error) ?? line };
}

/** The innermost of the learner's own lines on the stack; null: none. */
function lineOf(error: Error): number | null {
  if (error instanceof TorchError && error.line !== null) return error.line;
  const frame = new RegExp(`${SOURCE_URL.replace('.', '\\.')}:(\\d+)`).exec(error.stack ?? '');
  return frame ? Number(frame[1]) - HEADER_LINES : null;
}

/** The helpers that the compile step put in are not the learner's: their names do not belong in a message. */
function messageOf(error: Error): string {
  return error.message
    .replace(/__backstep\.\w+\((?:\d+,\s*)?([^)]*)\)/g, '$1')
    .replaceAll('(intermediate value)', 'value');
}
