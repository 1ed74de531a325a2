/** @file That two commands in one clone set up one after the other, and that a killed one keeps nobody waiting. */

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { alone } from '../../build/lock.mjs';
import { fakeMachine } from './fake-machine';

test('the second waits for the first, says so once, and then works', async () => {
  const machine = fakeMachine({}, { platform: process.platform });
  const order: string[] = [];
  let finish = () => {};
  const first = alone(machine, async () => {
    order.push('first begins');
    await new Promise<void>((done) => (finish = done));
    order.push('first ends');
  });
  await expect.poll(() => order).toEqual(['first begins']);
  const second = alone(machine, async () => void order.push('second'));
  await expect.poll(() => machine.said).toEqual([expect.stringContaining('waiting')]);
  finish();
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
  expect(machine.said).toHaveLength(1);
});

test('a failure gives way too', async () => {
  const machine = fakeMachine({}, { platform: process.platform });
  await expect(alone(machine, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await alone(machine, async () => 'worked')).toBe('worked');
});

test('a killed one does not keep it', async () => {
  const machine = fakeMachine({}, { platform: process.platform });
  const script = `
    import { alone } from './build/lock.mjs';
    const machine = { root: ${JSON.stringify(machine.root)}, platform: process.platform, say: () => {} };
    await alone(machine, () => new Promise(() => { process.stdout.write('held'); setInterval(() => {}, 1000); }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: resolve(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((done) => child.stdout.once('data', done));
  const mine = alone(machine, async () => 'worked');
  await expect.poll(() => machine.said).toHaveLength(1);
  child.kill('SIGKILL');
  expect(await mine).toBe('worked');
});
