/** @file The machine as the set-up sees it: what it is, how to run a program on it, how to say something. Tests hand in their own. */

import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { xServerAnswers } from './x-server.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] where to run; default: the repository's root
 * @property {NodeJS.ProcessEnv} [env] the whole environment; default: ours
 */

/**
 * @typedef {object} Machine
 * @property {string} root the repository's root, absolute
 * @property {string} platform as process.platform
 * @property {string} arch as process.arch
 * @property {string} nodeVersion as process.versions.node
 * @property {boolean} isRoot whether we may install system packages and must do without Chromium's sandbox
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say one line for the person, on stderr
 * @property {(command: string, args: readonly string[], options?: RunOptions) => Promise<number>} run
 *   runs to the end, its output on our stderr; the exit status, 127 when it could not be started
 * @property {(command: string, args: readonly string[], options?: RunOptions) => Promise<{ code: number, stdout: string }>} capture
 *   the same, with its stdout handed back and its stderr dropped
 * @property {(url: string) => Promise<boolean>} reach whether something answers there within a few seconds
 * @property {(name: string) => Promise<boolean>} displayAnswers whether an X server takes connections there
 */

/** A failure that is told in a sentence, without a stack. */
export class Stop extends Error {
  /**
   * @param {string} message what happened and what to do about it
   * @param {number} [status] the exit status
   */
  constructor(message, status = 1) {
    super(message);
    this.name = 'Stop';
    this.status = status;
  }
}

const REACH_MS = 4000;
const NOT_STARTED = 127;

/** The machine this process runs on. @returns {Machine} */
export function thisMachine() {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  return {
    root,
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    isRoot: process.getuid?.() === 0,
    env: process.env,
    say: (text) => void process.stderr.write(`${text}\n`),
    run: async (command, args, options) => (await start(root, command, args, options, false)).code,
    capture: (command, args, options) => start(root, command, args, options, true),
    reach: async (url) => {
      try {
        await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_MS) });
        return true;
      } catch {
        // Every reason is the same answer here: nothing to be had from there.
        return false;
      }
    },
    displayAnswers: xServerAnswers,
  };
}

/**
 * @param {string} root
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions | undefined} options
 * @param {boolean} keep whether stdout is kept rather than shown
 * @returns {Promise<{ code: number, stdout: string }>}
 */
function start(root, command, args, options, keep) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: options?.cwd ?? root,
      env: options?.env ?? process.env,
      stdio: keep ? ['ignore', 'pipe', 'ignore'] : ['ignore', 2, 2],
    });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
    child.on('error', () => done({ code: NOT_STARTED, stdout }));
    child.on('close', (code) => done({ code: code ?? 1, stdout }));
  });
}

/**
 * Waits for something long and says every ten seconds that it is still going on.
 * @template T
 * @param {Machine} machine
 * @param {string} what
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export async function patiently(machine, what, work) {
  const every = 10;
  let seconds = 0;
  const timer = setInterval(() => machine.say(`  ${what}: ${(seconds += every)} s so far`), every * 1000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** npm's own pauses between its tries add up to minutes; who has no network should hear of it sooner. */
export const NPM_PATIENCE = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=10000'];

/**
 * What to type to run npm, also where it is not on the path of this process.
 * @param {Machine} machine
 * @returns {readonly [string, readonly string[]]} the program and its first arguments
 */
export function npm(machine) {
  const script = machine.env['npm_execpath'];
  if (script?.endsWith('npm-cli.js')) return [process.execPath, [script]];
  return machine.platform === 'win32' ? ['cmd.exe', ['/c', 'npm']] : ['npm', []];
}
