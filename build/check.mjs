/** @file The checks that need no run: types, Svelte, lint, format. All are run, and all that is wrong is shown. */

import { join } from 'node:path';
import { foreground, statusOf } from './child.mjs';
import { ensureKernels } from './kernels.mjs';

/** Each check with the arguments Node gets. */
const CHECKS = [
  { name: 'types', command: ['typescript/bin/tsc', '--noEmit'] },
  {
    name: 'svelte',
    command: [
      'svelte-check/bin/svelte-check',
      '--tsconfig',
      './tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  },
  { name: 'lint', command: ['eslint/bin/eslint.js', '--max-warnings', '0', '.'] },
  { name: 'format', command: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];

/**
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<number>} the exit status
 */
export async function check(machine) {
  await ensureKernels(machine.root);
  const failed = [];
  for (const { name, command } of CHECKS) {
    machine.say(`Checking ${name} …`);
    if ((await tool(machine, command)) !== 0) failed.push(name);
  }
  machine.say(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

/** @param {import('./machine.mjs').Machine} machine */
export function format(machine) {
  return tool(machine, ['prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', '.']);
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {readonly string[]} command
 */
async function tool(machine, command) {
  const [script = '', ...args] = command;
  const options = { cwd: machine.root, env: machine.env, stdio: /** @type {const} */ ('inherit') };
  return statusOf(
    await foreground(process.execPath, [join(machine.root, 'node_modules', script), ...args], options),
  );
}
