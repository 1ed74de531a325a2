/** @file The text of `print(…)`: PyTorch's for tensors, JavaScript's for the rest. */

import { AnyModule } from '../../engine/nn/tree';
import { Tensor } from '../../engine/tensor';

/** Lists nested deeper than this are not opened. */
const DEEPEST = 8;
/** Values inside of values that one print shows. */
const MOST = 100_000;

/** The values as one line, separated by blanks; a promise if a tensor's elements are on a GPU. */
export function format(values: readonly unknown[]): string | Promise<string> {
  const room = { left: MOST };
  return joined(
    values.map((value) => (typeof value === 'string' ? value : formatValue(value, [], room))),
    (texts) => texts.join(' '),
  );
}

type Text = string | Promise<string>;

function joined(texts: readonly Text[], join: (texts: readonly string[]) => string): Text {
  if (texts.some((text) => text instanceof Promise)) return Promise.all(texts).then(join);
  return join(texts as readonly string[]);
}

/** @param around what the value is in: nothing is shown inside of itself */
function formatValue(value: unknown, around: readonly object[], room: { left: number }): Text {
  if (value instanceof Tensor) return value.format();
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  // a module is a function, too: net(x)
  if (value instanceof AnyModule) return String(value);
  if (typeof value === 'function') return `[function ${value.name || 'without a name'}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (around.includes(value)) return '[circular]';
  if (around.length >= DEEPEST) return '…';
  const all = (items: ArrayLike<unknown>, write: (text: string, i: number) => string): Text => {
    const shown = Array.from({ length: Math.min(items.length, room.left) }, (_, i) => items[i]);
    room.left -= shown.length;
    const texts = shown.map((item) => formatValue(item, [...around, value], room));
    const more = items.length > shown.length ? [`… ${items.length - shown.length} more`] : [];
    return joined(texts, (ready) => [...ready.map(write), ...more].join(', '));
  };
  const within = (open: string, text: Text, close: string): Text =>
    joined([text], ([inside]) => (inside ? `${open}${inside}${close}` : `${open}${close}`.replace('  ', '')));
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) {
    return within(
      '[',
      all(value as ArrayLike<unknown>, (text) => text),
      ']',
    );
  }
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Promise) return 'Promise (write `await` before it to get its value)';
  if (value instanceof Set) {
    return within(
      `Set(${value.size}) { `,
      all([...value], (text) => text),
      ' }',
    );
  }
  if (value instanceof Map) {
    const pairs = [...value].map(([key, item]) => new Pair(key, item));
    return within(
      `Map(${value.size}) { `,
      all(pairs, (text) => text),
      ' }',
    );
  }
  if (value instanceof Pair) {
    return joined(
      [value.key, value.item].map((part) => formatValue(part, [...around, value], room)),
      ([key, item]) => `${key}: ${item}`,
    );
  }
  if (typeof value.toString === 'function' && value.toString !== Object.prototype.toString)
    return String(value);
  const entries = Object.entries(value);
  return within(
    '{ ',
    all(
      entries.map(([, item]) => item),
      (text, i) => `${entries[i]![0]}: ${text}`,
    ),
    ' }',
  );
}

/** A key of a map with what it stands for. */
class Pair {
  readonly key: unknown;
  readonly item: unknown;

  constructor(key: unknown, item: unknown) {
    this.key = key;
    this.item = item;
  }
}
