/** @file What print makes of values that are no tensors. */

import { expect, test } from 'vitest';
import { format } from '../../../renderer/run/print';

test('values of every kind', () => {
  const values = [
    new Map([['a', [1]]]),
    new Map(),
    new Set([1, 2]),
    { a: -0 },
    {},
    [],
    [undefined, null],
    1n,
  ];
  expect(format(values)).toBe(
    'Map(1) { "a": [1] } Map(0) {} Set(2) { 1, 2 } { a: -0 } {} [] [undefined, null] 1n',
  );
  expect(format([Object.create(null), Symbol('s'), new Uint8Array(2), 'text'])).toBe(
    '{} Symbol(s) [0, 0] text',
  );
});

test('what is inside of itself ends', () => {
  const list: unknown[] = [];
  for (let i = 0; i < 50; i++) list.push(list);
  expect(format([list])).toBe(`[${Array<string>(50).fill('[circular]').join(', ')}]`);
  const object: Record<string, unknown> = { one: 1 };
  object['self'] = object;
  expect(format([object])).toBe('{ one: 1, self: [circular] }');
});

test('a list that unfolds without end is cut, and says so', () => {
  let list: unknown[] = [1];
  for (let i = 0; i < 7; i++) list = Array<unknown>(50).fill(list);
  const text = format([list]) as string;
  expect(text.length).toBeLessThan(1_000_000);
  expect(text).toContain('more');
});
