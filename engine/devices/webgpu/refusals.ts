/**
 * @file Errors that only the GPU finds, such as an index out of bounds. A kernel leaves a ticket in the flags, and
 * the next read rejects with the error that the ticket stands for, at the learner's line of the call.
 */

import { atLine, RuntimeError } from '../../errors';
import { learnersLine } from '../../trace/observer';
import { IntegerRangeError } from './errors';

/** Words of the flags: overflow, the ticket, the complement of the place, the value found there. */
export const FLAG_WORDS = 4;

/** Calls remembered between two reads; an error of an older one has plain words and no line. */
const KEPT = 4096;

interface Call {
  readonly error: (value: number) => Error;
  readonly line: number | null;
}

export class Refusals {
  readonly #calls = new Map<number, Call>();
  #next = 1;

  /** A ticket for a call whose kernel may refuse a value. */
  ticket(error: (value: number) => Error): number {
    const ticket = this.#next++;
    this.#calls.set(ticket, { error, line: learnersLine() });
    if (this.#calls.size > KEPT) this.#calls.delete(ticket - KEPT);
    return ticket;
  }

  /** The last ticket given; what was answered up to it can be forgotten. */
  get last(): number {
    return this.#next - 1;
  }

  /** Forgets calls that turned out well. */
  forget(upTo: number): void {
    for (const ticket of this.#calls.keys()) {
      if (ticket > upTo) return;
      this.#calls.delete(ticket);
    }
  }

  /** What the flags say; null: all is well. */
  read([overflow = 0, ticket = 0, , value = 0]: ArrayLike<number> & Iterable<number>): Error | null {
    if (ticket !== 0) {
      const call = this.#calls.get(ticket);
      if (!call) return new RuntimeError('an index or a divisor that is not allowed was found on the GPU');
      return atLine(call.error(value | 0), call.line);
    }
    return overflow ? overflowError() : null;
  }
}

function overflowError(): IntegerRangeError {
  return new IntegerRangeError(
    'an int64 result does not fit: int64 is held in 32 bits on webgpu (from -2147483648 to 2147483647). ' +
      'Use cpu for larger values.',
  );
}
