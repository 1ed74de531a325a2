/** @file A display to draw on: the one there is, or an Xvfb of our own. */

import { spawn } from 'node:child_process';
import { Stop } from './machine.mjs';

/**
 * @typedef {object} Display
 * @property {Record<string, string>} env what programs that draw need in their environment
 * @property {readonly string[]} args the switches that Electron needs for it
 * @property {() => void} close
 */

const START_MS = 15_000;
const SCREEN = '2560x1600x24';
const NOT_INSTALLED = 127;

/**
 * Runs Xvfb until it ends by itself or the pipe at descriptor 4 does: however we end, by kill -9 too, it goes with us.
 */
const XVFB = `Xvfb "$@" 4<&- & server=$!
{ read -r _; kill $server; } <&4 3>&- & watch=$!
wait $server; status=$?
kill $watch; exit $status`;

/**
 * Whether a window can be opened without help. A DISPLAY that nothing answers at is as good as none.
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<boolean>}
 */
export async function hasDisplay(machine) {
  if (machine.platform !== 'linux' || Boolean(machine.env['WAYLAND_DISPLAY'])) return true;
  const name = machine.env['DISPLAY'];
  return name !== undefined && name !== '' && (await machine.displayAnswers(name));
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<Display>}
 * @throws {Stop} when Xvfb is needed and does not start
 */
export async function openDisplay(machine, options = {}) {
  if (await hasDisplay(machine)) return { env: {}, args: ownArguments(machine), close: () => {} };
  if (options.quiet !== true) {
    const name = machine.env['DISPLAY'];
    const why = name ? `Nothing answers at the display '${name}'` : 'There is no display here';
    machine.say(`${why}: drawing on a virtual one (Xvfb).`);
  }
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'];
  const child = spawn('sh', ['-c', XVFB, 'sh', ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    // Its own process group, so that Ctrl-C reaches the program that draws before the display goes.
    detached: true,
  });
  const [, , , answer, life] = child.stdio;
  const close = () => void life?.destroy();
  try {
    const number = await numberFrom(child, answer);
    for (const part of [child, answer, life]) {
      if (part && 'unref' in part && typeof part.unref === 'function') part.unref();
    }
    return { env: { DISPLAY: `:${number}` }, args: [], close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('node:child_process').ChildProcess['stdio'][number] | undefined} answer where it writes its number
 * @returns {Promise<string>}
 */
function numberFrom(child, answer) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Stop('Xvfb did not start within 15 seconds.')), START_MS);
    const stopped = (/** @type {string} */ why) => {
      clearTimeout(timer);
      fail(
        new Stop(
          `There is no display, and Xvfb did not start (${why}). Install the package xvfb, or set DISPLAY.`,
        ),
      );
    };
    child.once('error', (error) => stopped(error.message));
    child.once('exit', (code) =>
      stopped(code === NOT_INSTALLED ? 'it is not installed' : `it ended with status ${code}`),
    );
    let text = '';
    answer?.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      done(text.trim());
    });
  });
}

/**
 * On a desktop that has Wayland alone, older Electrons still look for X unless they are told.
 * @param {import('./machine.mjs').Machine} machine
 */
function ownArguments(machine) {
  const waylandAlone = machine.platform === 'linux' && !machine.env['DISPLAY'];
  return waylandAlone ? ['--ozone-platform-hint=auto'] : [];
}
