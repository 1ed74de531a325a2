/** @file That a virtual display is opened where there is none, and taken away again. */

import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openDisplay } from '../../build/display.mjs';
import { xServerAnswers } from '../../build/x-server.mjs';
import { fakeMachine } from './fake-machine';

const hasXvfb = spawnSync('Xvfb', ['-help']).error === undefined;

test('the display there is', async () => {
  const machine = fakeMachine({}, { env: { DISPLAY: ':0' } });
  expect((await openDisplay(machine)).env).toEqual({});
  expect(machine.said).toEqual([]);
});

test('on a desktop with Wayland alone Electron is told to look for it', async () => {
  const machine = fakeMachine({}, { env: { WAYLAND_DISPLAY: 'wayland-0' } });
  expect((await openDisplay(machine)).args).toEqual(['--ozone-platform-hint=auto']);
});

test.runIf(hasXvfb)('a virtual one, where DISPLAY names one that is gone', async () => {
  const gone = await openDisplay(fakeMachine({}));
  const name = gone.env['DISPLAY'] ?? '';
  expect(await xServerAnswers(name)).toBe(true);
  gone.close();
  await expect.poll(() => xServerAnswers(name), { timeout: 5000 }).toBe(false);
  const machine = fakeMachine({}, { env: { DISPLAY: name }, displayAnswers: xServerAnswers });
  const display = await openDisplay(machine);
  expect(machine.said.join()).toContain(`Nothing answers at the display '${name}'`);
  expect(await xServerAnswers(display.env['DISPLAY'] ?? '')).toBe(true);
  display.close();
});

test.runIf(hasXvfb)('the virtual one goes with whoever opened it, also when that is killed', async () => {
  const script = `
    import { openDisplay } from './build/display.mjs';
    import { thisMachine } from './build/machine.mjs';
    const display = await openDisplay({ ...thisMachine(), env: {} }, { quiet: true });
    process.stdout.write(display.env.DISPLAY);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: resolve(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const name = await new Promise<string>((done) => child.stdout.once('data', (text) => done(String(text))));
  expect(await xServerAnswers(name)).toBe(true);
  // A client that comes and goes, as a look from outside does, does not end it.
  await wait(200);
  expect(await xServerAnswers(name)).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(() => xServerAnswers(name), { timeout: 5000 }).toBe(false);
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
