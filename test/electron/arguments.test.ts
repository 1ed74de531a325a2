/** @file The command line of headless runs. */

import { expect, test } from 'vitest';
import { parseRun } from '../../electron/arguments.mjs';

test('files, device and trace', () => {
  expect(parseRun(['run', 'a.ts', '--device', 'cpu', 'b.ts', '--json=out.json'])).toEqual({
    files: ['a.ts', 'b.ts'],
    device: 'cpu',
    json: 'out.json',
  });
  expect(parseRun(['run', 'a.ts'])).toEqual({ files: ['a.ts'], device: 'auto', json: null });
});

test.each([
  [[], 'No command'],
  [['walk', 'a.ts'], "no command 'walk'"],
  [['run'], 'No file'],
  [['run', 'a.ts', '--device', 'gpu'], "no device 'gpu'"],
  [['run', 'a.ts', '--fast'], '--fast'],
  [['run', 'a.ts', '--json'], '--json'],
])('%j is refused', (args, problem) => {
  expect(parseRun(args)).toEqual({ problem: expect.stringContaining(problem) as string });
});
