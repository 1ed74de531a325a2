/** @file What went wrong in a run, in the learner's terms: kind, message, line. */

import { TorchError } from '../../engine/errors';
import type { ErrorEvent } from '../../engine/trace/events';
import { ImportError } from './host';

/** The name that stack traces have for the learner's code. */
export const SOURCE_URL = 'learner.ts';

/** Lines that `new AsyncFunction` puts before the code. */
const HEADER_LINES = 2;

/** A line of a stack; the message before it may name the file, too. */
const FRAME = new RegExp(`^\\s+at .*${SOURCE_URL.replace('.', '\\.')}:(\\d+)`, 'm');

/** @param line the last line that told itself, for errors whose stack has none of the learner's */
export function errorEvent(error: unknown, line: number): ErrorEvent {
  if (!(error instanceof Error)) {
    return { type: 'error', name: 'Error', message: `thrown: ${textOf(() => error)}`, line };
  }
  return {
    type: 'error',
    name: textOf(() => error.name),
    message: messageOf(error),
    line: lineOf(error) ?? line,
  };
}

/** Learner code may throw what has no text, and put anything in an error's place for one. */
function textOf(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return 'something that cannot be shown as text';
  }
}

/** The innermost of the learner's own lines on the stack; null: none. */
function lineOf(error: Error): number | null {
  if ((error instanceof TorchError || error instanceof ImportError) && error.line !== null) return error.line;
  const frame = FRAME.exec(textOf(() => error.stack));
  return frame ? Number(frame[1]) - HEADER_LINES : null;
}

/** The helpers that the compile step put in are not the learner's: their names do not belong in a message. */
function messageOf(error: Error): string {
  return textOf(() => error.message)
    .replace(/__backstep\.\w+\((?:\d+,\s*)?([^)]*)\)/g, '$1')
    .replaceAll('(intermediate value)', 'value');
}
