/** @file Which stretches of a memory are free: first fit, and neighbours grow together again. */

export interface Range {
  readonly at: number;
  readonly bytes: number;
}

/** the size of a cache line: stretches begin and end with one */
const LINE = 64;

export class Ranges {
  /** in order, none of them touching */
  readonly #free: Range[];

  constructor(all: Range) {
    this.#free = [all];
  }

  /** A stretch of at least so many bytes, no longer free; null: none is long enough. */
  take(bytes: number): Range | null {
    const wanted = Math.ceil(bytes / LINE) * LINE;
    const i = this.#free.findIndex((range) => range.bytes >= wanted);
    if (i < 0) return null;
    const { at, bytes: length } = this.#free[i]!;
    const rest = length - wanted;
    this.#free.splice(i, 1, ...(rest > 0 ? [{ at: at + wanted, bytes: rest }] : []));
    return { at, bytes: wanted };
  }

  /** Gives back what was taken. */
  give({ at, bytes }: Range): void {
    const later = this.#free.findIndex((range) => range.at > at);
    const i = later < 0 ? this.#free.length : later;
    const [before, after] = [this.#free[i - 1], this.#free[i]];
    const joinsBefore = before !== undefined && before.at + before.bytes === at;
    const joinsAfter = after !== undefined && at + bytes === after.at;
    const start = joinsBefore ? before.at : at;
    const end = joinsAfter ? after.at + after.bytes : at + bytes;
    const from = joinsBefore ? i - 1 : i;
    this.#free.splice(from, Number(joinsBefore) + Number(joinsAfter), { at: start, bytes: end - start });
  }

  /** How many bytes are free, in whatever pieces. */
  get left(): number {
    return this.#free.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The free bytes, in pieces. */
  get free(): readonly Range[] {
    return this.#free;
  }
}
