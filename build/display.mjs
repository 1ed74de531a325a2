/** @file A display to draw on: the one there is, or an Xvfb of our own. */

import { spawn } from 'node:child_process';
import { Stop } from './machine.mjs';
import { hasDisplay } from './system-packages.mjs';

/**
 * @typedef {object} Display
 * @property {Record<string, string>} env what programs that draw need in their environment
 * @property {() => void} close
 */

const START_MS = 15_000;
const SCREEN = '2560x1600x24';

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {{ once?: boolean, quiet?: boolean }} [options] once: Xvfb ends with its first client, so that nothing stays
 *   behind even when this process is killed
 * @returns {Promise<Display>}
 * @throws {Stop} when Xvfb is needed and does not start
 */
export async function openDisplay(machine, options = {}) {
  if (hasDisplay(machine)) return { env: {}, close: () => {} };
  if (options.quiet !== true) machine.say('There is no display here: drawing on a virtual one (Xvfb).');
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'];
  // Its own process group, so that Ctrl-C reaches the program that draws before the display goes.
  const child = spawn('Xvfb', options.once === true ? [...args, '-terminate'] : args, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const close = () => void child.kill('SIGTERM');
  process.once('exit', close);
  const number = await new Promise((done, fail) => {
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
    child.once('exit', (code) => stopped(`it ended with status ${code}`));
    let text = '';
    child.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      done(text.trim());
    });
  });
  child.unref();
  const pipe = child.stdio[3];
  if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  return {
    env: { DISPLAY: `:${number}` },
    close: () => {
      process.off('exit', close);
      close();
    },
  };
}
