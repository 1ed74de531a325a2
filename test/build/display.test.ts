/** @file That a virtual display is opened where there is none, and taken away again. */

import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openDisplay } from '../../build/display.mjs';
import { fakeMachine } from './fake-machine';

const hasXvfb = spawnSync('Xvfb', ['-help']).error === undefined;

test('the display there is', async () => {
  const machine = fakeMachine({}, { env: { DISPLAY: ':0' } });
  expect((await openDisplay(machine)).env).toEqual({});
  expect(machine.said).toEqual([]);
});

test.runIf(hasXvfb)('a virtual one', async () => {
  const machine = fakeMachine({});
  const display = await openDisplay(machine);
  expect(machine.said.join()).toContain('Xvfb');
  expect(display.env['DISPLAY']).toMatch(/^:\d+$/);
  const socket = `/tmp/.X11-unix/X${display.env['DISPLAY']?.slice(1)}`;
  expect(existsSync(socket)).toBe(true);
  display.close();
  for (let tries = 0; existsSync(socket) && tries < 100; tries += 1) await wait(50);
  expect(existsSync(socket)).toBe(false);
});
