/** @file A short sum over what a result was made from, so that it is made again only when that changed. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Over the names, sizes and times of files: no file is read, so it takes milliseconds.
 * @param {string} root
 * @param {readonly string[]} paths files and folders, relative to the root; what is not there counts as absent
 * @returns {string} hex
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) add(hash, root, path);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path
 */
function add(hash, root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) hash.update(`${path} absent\n`);
  else if (stats.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) add(hash, root, `${path}/${name}`);
  } else hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
}

/**
 * @param {string} file
 * @returns {string | null} null: there is none
 */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No stamp: nothing was finished here.
    return null;
  }
}
