/** @file The console's entries: order, the cap, errors, and what to try. */

import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../renderer/console/advice';
import { Log, LONGEST_ENTRY, MOST_ENTRIES } from '../../../renderer/console/log.svelte';

describe('Log', () => {
  it('keeps prints, notices and the error in order, and nothing else', () => {
    const log = new Log();
    log.append([
      { type: 'print', text: 'one', line: 1 },
      { type: 'notice', text: 'cuda is webgpu here.' },
      { type: 'loss', value: 1, name: null, episode: 0 },
    ]);
    log.append([
      { type: 'print', text: 'two', line: 2 },
      { type: 'error', name: 'RuntimeError', message: 'no', line: 3 },
    ]);
    expect(log.entries.map((entry) => entry.kind)).toEqual(['print', 'notice', 'print', 'error']);
    expect(log.toText()).toBe('one\ncuda is webgpu here.\ntwo\nRuntimeError: no');
  });

  it('lets the oldest give way and counts them', () => {
    const log = new Log();
    const line = (i: number) => ({ type: 'print', text: String(i), line: 1 }) as const;
    log.append(Array.from({ length: MOST_ENTRIES + 5 }, (_, i) => line(i)));
    log.append([line(-1)]);
    expect(log.entries).toHaveLength(MOST_ENTRIES);
    expect(log.dropped).toBe(6);
    expect(log.toText().startsWith('6\n')).toBe(true);
    expect(log.toText().endsWith('\n-1')).toBe(true);
  });

  it('shortens what nobody could read', () => {
    const log = new Log();
    log.append([{ type: 'print', text: 'x'.repeat(LONGEST_ENTRY + 1_234), line: 1 }]);
    expect(log.toText().endsWith('… 1,234 more characters')).toBe(true);
  });

  it('is empty after clearing', () => {
    const log = new Log();
    log.append([{ type: 'print', text: 'one', line: 1 }]);
    log.clear();
    expect(log.entries).toEqual([]);
  });
});

describe('adviceFor', () => {
  it.each([
    ['RuntimeError', 'Trying to backward through the graph a second time (or …)', 'retainGraph'],
    ['RuntimeError', 'grad can be implicitly created only for scalar outputs', '.sum()'],
    ['RuntimeError', 'The size of tensor a (3) must match the size of tensor b (2)', 'From the right'],
    ['ReferenceError', 'torhc is not defined', 'spelling'],
  ])('%s: %s', (name, message, part) => {
    expect(adviceFor(name, message)).toContain(part);
  });

  it('says nothing where it knows nothing', () => {
    expect(adviceFor('Error', 'my own')).toBeNull();
  });
});
