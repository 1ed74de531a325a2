/** @file Brings node_modules to what package-lock.json says, and does nothing where it is so already. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, NPM_PATIENCE, patiently, Stop } from './machine.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether what npm last installed here is what the lock file asks for. npm writes its own record at the very end of
 * an installation, so a broken-off one has none.
 * @param {string} root
 * @returns {boolean}
 */
export function nodeModulesAreCurrent(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null)
    throw new Stop('package-lock.json cannot be read: is this a whole clone of the repository?');
  if (present === null) return false;
  for (const [path, want] of Object.entries(wanted)) {
    if (path === '') continue;
    const have = present[path];
    // Packages for other systems are left out by npm.
    if (have === undefined && want.optional !== true) return false;
    if (have !== undefined && (have.version !== want.version || have.integrity !== want.integrity))
      return false;
  }
  return Object.keys(present).every((path) => wanted[path] !== undefined);
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | null} null: not there or not readable
 */
function packagesOf(file) {
  try {
    /** @type {{ packages?: Record<string, LockedPackage> }} */
    const lock = JSON.parse(readFileSync(file, 'utf8'));
    return lock.packages ?? null;
  } catch {
    // Absent and half-written are the same answer: not installed.
    return null;
  }
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @throws {Stop} when npm fails
 */
export async function ensureNodeModules(machine) {
  if (nodeModulesAreCurrent(machine.root)) return;
  machine.say('Installing the node modules (npm ci) …');
  const [command, first] = npm(machine);
  // No package of ours needs an install script, so none is run.
  const args = [
    ...first,
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...NPM_PATIENCE,
  ];
  const code = await patiently(machine, 'npm ci', machine.run(command, args));
  if (code !== 0) {
    throw new Stop(
      `npm ci failed (status ${code}). Its own words are above; most often the package registry cannot be reached. Try again when it can.`,
    );
  }
}
