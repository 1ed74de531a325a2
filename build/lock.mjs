/** @file One set-up at a time in one clone: a second command waits for the first instead of working on the same files. */

import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MS = 200;

/**
 * Works while no other command does so in the same clone. What is held is a socket, which goes with its process however
 * that ends, so there is never a lock without an owner.
 * @template T
 * @param {import('./machine.mjs').Machine} machine
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(machine, work) {
  const path = socketOf(machine);
  let told = false;
  for (;;) {
    const server = createServer((socket) => void socket.destroy());
    const problem = await listen(server, path);
    // Where there can be no such socket, it is better to work than to stop.
    if (problem !== 'EADDRINUSE') {
      try {
        return await work();
      } finally {
        server.close();
      }
    }
    if (path.startsWith('/') && !(await answers(path))) rmSync(path, { force: true });
    else {
      if (!told) machine.say('Another command is setting up in this folder: waiting for it …');
      told = true;
      await wait(LOOK_MS);
    }
  }
}

/** @param {Pick<import('./machine.mjs').Machine, 'root' | 'platform'>} machine */
function socketOf({ root, platform }) {
  const name = `backstep-${createHash('sha256').update(root).digest('hex').slice(0, 20)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // Linux has sockets without a file; elsewhere a killed process leaves its file, which then does not answer.
  return platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/**
 * @param {import('node:net').Server} server
 * @param {string} path
 * @returns {Promise<string | null>} the error's code; null: it listens
 */
function listen(server, path) {
  return new Promise((done) => {
    server.once('error', (error) => done('code' in error ? String(error.code) : error.message));
    server.listen(path, () => {
      server.unref();
      done(null);
    });
  });
}

/** @param {string} path */
function answers(path) {
  return new Promise((/** @type {(answer: boolean) => void} */ done) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
