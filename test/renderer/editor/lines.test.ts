/** @file Lines keep their identity through edits; a run knows when its text has gone. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStale, mapLine } from '../../../renderer/editor/lines';

describe('mapLine', () => {
  const source = 'a\nb\nc\nd';

  it('is the same line while the text is the same', () => {
    expect(mapLine(source, source, 3)).toBe(3);
  });

  it('moves lines below an insertion and keeps those above', () => {
    const text = 'a\nb\nNEW\nc\nd';
    expect([1, 2, 3, 4].map((line) => mapLine(source, text, line))).toEqual([1, 2, 4, 5]);
  });

  it('has no place for a line that was changed or taken out', () => {
    expect(mapLine(source, 'a\nB\nc\nd', 2)).toBeNull();
    expect(mapLine(source, 'a\nc\nd', 2)).toBeNull();
    expect(mapLine(source, 'a\nc\nd', 3)).toBe(2);
  });

  it('has no place for lines that never were', () => {
    expect(mapLine(source, source, 0)).toBeNull();
    expect(mapLine(source, source, 5)).toBeNull();
  });

  it('only ever names a line with the same words', () => {
    const line = fc.constantFrom('a', 'b', 'c', '');
    const text = fc.array(line, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(text, text, fc.nat(6), (from, to, at) => {
        const found = mapLine(from.join('\n'), to.join('\n'), at);
        return found === null || from[at - 1] === to[found - 1];
      }),
    );
  });
});

describe('isStale', () => {
  it('does not count blanks at the end', () => {
    expect(isStale('a\n', 'a\n\n')).toBe(false);
    expect(isStale('a', 'b')).toBe(true);
    expect(isStale('a', ' a')).toBe(true);
  });
});
