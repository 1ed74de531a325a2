/** @file What a run says: printed text, notices and its error, in order; the oldest give way when there is too much. */

import type { Packed } from '../run/packing';

/** How many entries are kept. More cannot be read, and would slow the window. */
export const MOST_ENTRIES = 1_000;

/** How much of one entry is shown, in characters. */
export const LONGEST_ENTRY = 20_000;

export type LogEntry =
  | { readonly key: number; readonly kind: 'print'; readonly text: string; readonly line: number }
  | { readonly key: number; readonly kind: 'notice'; readonly text: string }
  | {
      readonly key: number;
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly line: number;
    };

/** The entries of one run. */
export class Log {
  #entries = $state.raw<readonly LogEntry[]>([]);
  /** entries that gave way */
  dropped = $state(0);
  #next = 0;

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** Takes what a batch of events says; ignores events that say nothing. */
  append(events: readonly Packed[]): void {
    const said: LogEntry[] = [];
    for (const event of events) {
      if (event.type === 'print') {
        said.push({ key: this.#next++, kind: 'print', text: shorten(event.text), line: event.line });
      } else if (event.type === 'notice') {
        said.push({ key: this.#next++, kind: 'notice', text: event.text });
      } else if (event.type === 'error') {
        const { name, message, line } = event;
        said.push({ key: this.#next++, kind: 'error', name, message: shorten(message), line });
      }
    }
    if (said.length === 0) return;
    const all = [...this.#entries, ...said];
    const over = Math.max(0, all.length - MOST_ENTRIES);
    this.#entries = over > 0 ? all.slice(over) : all;
    this.dropped += over;
  }

  /** A sentence of the application's own, outside any run's events. */
  note(text: string): void {
    this.append([{ type: 'notice', text }]);
  }

  clear(): void {
    this.#entries = [];
    this.dropped = 0;
  }

  /** Everything that is shown, as plain text. */
  toText(): string {
    return this.#entries
      .map((entry) => (entry.kind === 'error' ? `${entry.name}: ${entry.message}` : entry.text))
      .join('\n');
  }
}

function shorten(text: string): string {
  if (text.length <= LONGEST_ENTRY) return text;
  return `${text.slice(0, LONGEST_ENTRY)}\n… ${(text.length - LONGEST_ENTRY).toLocaleString('en')} more characters`;
}
