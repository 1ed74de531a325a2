/** @file The text of `print(…)`: PyTorch's for tensors, JavaScript's for the rest. */

import { Tensor } from '../../engine/tensor';

/** Lists nested deeper than this are not opened. */
const DEEPEST = 8;

/** The values as one line, separated by blanks; a promise if a tensor's elements are on a GPU. */
export function format(values: readonly unknown[]): string | Promise<string> {
  return joined(
    values.map((value) => (typeof value === 'string' ? value : formatValue(value, 0))),
    (texts) => texts.join(' '),
  );
}

type Text = string | Promise<string>;

function joined(texts: readonly Text[], join: (texts: readonly string[]) => string): Text {
  if (texts.some((text) => text instanceof Promise)) return Promise.all(texts).then(join);
  return join(texts as readonly string[]);
}

function formatValue(value: unknown, depth: number): Text {
  if (value instanceof Tensor) return value.format();
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name || 'without a name'}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>, (item) => formatValue(item, depth + 1));
    return joined(items, (texts) => `[${texts.join(', ')}]`);
  }
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Promise) return 'Promise (write `await` before it to get its value)';
  if (typeof value.toString === 'function' && value.toString !== Object.prototype.toString)
    return String(value);
  const entries = Object.entries(value);
  return joined(
    entries.map(([, item]) => formatValue(item, depth + 1)),
    (texts) =>
      texts.length ? `{ ${texts.map((text, i) => `${entries[i]![0]}: ${text}`).join(', ')} }` : '{}',
  );
}
