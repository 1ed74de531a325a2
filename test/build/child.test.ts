/** @file That a program in the foreground ends when it is told to, and when nobody waits for it any more. */

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const SCRIPT = `
  import { foreground, statusOf } from './build/child.mjs';
  const program = [process.execPath, ['-e', 'setInterval(() => {}, 1000)']];
  const ending = await foreground(...program, { stdio: 'ignore' }, (child) => process.stdout.write(String(child.pid)));
  process.exitCode = statusOf(ending);`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}

/** Starts a shell that waits for a node that waits for a program, as npm does. */
async function underShell() {
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; exit $?', process.execPath, SCRIPT], {
    cwd: resolve(import.meta.dirname, '..', '..'),
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const program = await new Promise<number>((done) => {
    shell.stdout.once('data', (text) => done(Number(text)));
  });
  return { shell, program };
}

test.skipIf(process.platform === 'win32')('the program goes when the shell above is killed', async () => {
  const { shell, program } = await underShell();
  expect(isAlive(program)).toBe(true);
  shell.kill('SIGKILL');
  await expect.poll(() => isAlive(program), { timeout: 5000 }).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'a program that ends by a signal has the status of shells',
  async () => {
    const { shell, program } = await underShell();
    const status = new Promise((done) => shell.once('exit', done));
    process.kill(program, 'SIGTERM');
    expect(await status).toBe(143);
  },
);
