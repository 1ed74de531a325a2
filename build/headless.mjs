/** @file `backstep run FILE…`: a run in a hidden window, with nothing on stdout but what the window wrote. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreground, statusOf } from './child.mjs';
import { openDisplay } from './display.mjs';
import { sandboxArguments } from './sandbox.mjs';

/** Exit statuses of Electron's side that come with a sentence of their own; any other is a crash. */
const SPOKEN = new Set([0, 1, 2, 141]);
/** Every machine without a desktop's message bus has these, and they mean nothing. */
const HARMLESS = /Failed to connect to the bus/;
const KEPT_LINES = 40;
/** What Chromium says of a display that is there and does not let this user in. */
const REFUSED = /Missing X server/;
const INSTEAD =
  "Most often it is another user's. Open the application as that user, or take DISPLAY away (unset DISPLAY) to draw on a virtual one.";

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {import('./electron.mjs').Electron} electron
 * @param {readonly string[]} args as the person typed them, `run` first
 * @param {string} [program] the application that Electron loads; default: ours
 * @returns {Promise<number>} the exit status
 */
export async function headless(machine, electron, args, program = machine.root) {
  const display = await openDisplay(machine, { quiet: true });
  // Chromium still writes there while it ends, so whoever started it removes it.
  const folder = mkdtempSync(join(tmpdir(), 'backstep-'));
  /** @type {string[]} */
  const noise = [];
  try {
    const ending = await foreground(
      electron.executable,
      [...sandboxArguments(machine), ...display.args, `--user-data-dir=${folder}`, program, ...args],
      {
        // Files are named from where the person is, not from where npm has gone.
        cwd: machine.env['INIT_CWD'] ?? process.cwd(),
        // Chromium writes to stderr as it likes. What the run has to say there comes by a way of its own.
        env: { ...machine.env, ...display.env, BACKSTEP_STDERR: '3' },
        stdio: ['ignore', 'inherit', 'pipe', 2],
      },
      (child) =>
        hearErrors(child, (line) => {
          noise.push(line);
          noise.splice(0, Math.max(0, noise.length - KEPT_LINES));
        }),
    );
    const status = statusOf(ending);
    if (!SPOKEN.has(status) && ending.passed === null) {
      machine.say(`Electron ended with status ${status}.${noise.length > 0 ? ' Its last words:' : ''}`);
      for (const line of noise) machine.say(`  ${line}`);
    }
    return status;
  } finally {
    display.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Opens the application's window and waits until it is closed.
 * @param {import('./machine.mjs').Machine} machine
 * @param {import('./electron.mjs').Electron} electron
 * @param {readonly string[]} args further ones for Electron
 * @returns {Promise<number>} the exit status
 */
export async function openApplication(machine, electron, args) {
  const display = await openDisplay(machine);
  let refused = false;
  try {
    machine.say('Opening Backstep. Close its window, or press Ctrl-C here, to end it.');
    const ending = await foreground(
      electron.executable,
      [...sandboxArguments(machine), ...display.args, ...args, machine.root],
      {
        cwd: join(machine.root),
        env: { ...machine.env, ...display.env },
        stdio: ['inherit', 'inherit', 'pipe'],
      },
      (child) =>
        hearErrors(child, (line) => {
          machine.say(line);
          refused ||= REFUSED.test(line);
        }),
    );
    if (refused) machine.say(`The display '${machine.env['DISPLAY']}' cannot be used. ${INSTEAD}`);
    return statusOf(ending);
  } finally {
    display.close();
  }
}

/**
 * Chromium's lines on stderr, without those that mean nothing.
 * @param {import('node:child_process').ChildProcess} child
 * @param {(line: string) => void} hear
 */
function hearErrors(child, hear) {
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (!HARMLESS.test(line)) hear(line);
  });
}
