/** @file The command line of headless runs, read by the set-up script and by the application alike. Plain Node, no packages. */

import { parseArgs } from 'node:util';

export const USAGE = 'usage: npm run --silent backstep -- run FILE… [--device auto|cpu|webgpu] [--json OUT]';

const DEVICES = /** @type {const} */ (['auto', 'cpu', 'webgpu']);

/**
 * @typedef {object} RunArguments
 * @property {readonly string[]} files at least one
 * @property {'auto' | 'cpu' | 'webgpu'} device
 * @property {string | null} json where the trace goes; null: nowhere
 */

/**
 * @param {readonly string[]} args `run` first
 * @returns {RunArguments | { problem: string }} what is asked for, or what is wrong with it in a sentence
 */
export function parseRun(args) {
  /** @type {{ values: { device?: string, json?: string }, positionals: string[] }} */
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { device: { type: 'string' }, json: { type: 'string' } },
    });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const [command, ...files] = parsed.positionals;
  if (command === undefined) return { problem: 'No command given.' };
  if (command !== 'run') return { problem: `There is no command '${command}'.` };
  if (files.length === 0) return { problem: 'No file given.' };
  const device = DEVICES.find((name) => name === (parsed.values.device ?? 'auto'));
  if (device === undefined) return { problem: `There is no device '${parsed.values.device}'.` };
  return { files, device, json: parsed.values.json ?? null };
}
