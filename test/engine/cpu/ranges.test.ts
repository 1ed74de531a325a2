/** @file The free stretches of a memory, against a map of its lines. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ranges, type Range } from '../../../engine/devices/cpu/wasm/ranges';

const LINE = 64;
const ALL: Range = { at: 1024, bytes: 40 * LINE };

test('what is taken never overlaps, and what is given back is whole again', () => {
  const steps = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 700 }), back: fc.nat(50) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const ranges = new Ranges(ALL);
      const held: Range[] = [];
      for (const { bytes, back } of all) {
        const range = ranges.take(bytes);
        if (range) {
          expect(range.bytes).toBeGreaterThanOrEqual(bytes);
          expect(range.at % LINE).toBe(0);
          held.push(range);
        } else if (held.length > 0) ranges.give(held.splice(back % held.length, 1)[0]!);
        const taken = new Set<number>();
        for (const { at, bytes: size } of [...held, ...ranges.free]) {
          for (let line = at; line < at + size; line += LINE) {
            expect(taken.has(line)).toBe(false);
            taken.add(line);
          }
        }
        expect(taken.size).toBe(ALL.bytes / LINE);
        expect(ranges.left).toBe(ALL.bytes - held.reduce((sum, { bytes: size }) => sum + size, 0));
      }
      for (const range of held) ranges.give(range);
      expect(ranges.free).toEqual([ALL]);
    }),
  );
});

test('too much is refused', () => {
  const ranges = new Ranges(ALL);
  expect(ranges.take(ALL.bytes + 1)).toBeNull();
  expect(ranges.take(ALL.bytes)).toEqual(ALL);
  expect(ranges.take(1)).toBeNull();
});
