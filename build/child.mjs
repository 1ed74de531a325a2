/** @file A program in the foreground: signals are passed on to it, and we end as it ends. */

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How long a program may take to end after a signal. */
const GRACE_MS = 5000;
/** How often to look whether whoever called us is still there. */
const PARENT_MS = 500;

/**
 * @typedef {object} Ending
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {NodeJS.Signals | null} passed the signal that we were sent and passed on
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(child: import('node:child_process').ChildProcess) => void} [started]
 * @returns {Promise<Ending>}
 * @throws {Error} when it cannot be started
 */
export function foreground(command, args, options, started) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, options);
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {NodeJS.Signals | null} */
    let passed = null;
    const pass = (/** @type {NodeJS.Signals} */ signal) => {
      passed = signal;
      child.kill(signal);
      timer ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    /** @type {readonly NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    // A signal to npm ends the shell between it and us, which does not pass it on: then nobody waits for us any more.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent && passed === null)
        pass('SIGTERM');
    }, PARENT_MS);
    const over = () => {
      clearTimeout(timer);
      clearInterval(watch);
      for (const signal of signals) process.off(signal, pass);
    };
    child.once('error', (error) => {
      over();
      fail(error);
    });
    child.once('close', (code, signal) => {
      over();
      done({ code, signal, passed });
    });
    started?.(child);
  });
}

/**
 * The exit status that stands for an ending, in the shells' way. Who was told to stop did not succeed, whatever it says.
 * @param {Ending} ending
 */
export function statusOf({ code, signal, passed }) {
  const by = passed ?? signal;
  return by === null ? (code ?? 1) : 128 + (constants.signals[by] ?? 0);
}
