/** @file Which files an Electron consists of, noted when it was unpacked, so that one that is damaged later is noticed. */

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} dist */
const listOf = (dist) => `${dist}.files.json`;

/**
 * Notes the files of a folder and their sizes.
 * @param {string} dist Electron's folder
 * @param {string} [final] where that folder will be, when it is still to be moved
 */
export function noteFiles(dist, final = dist) {
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const name = join(entry.parentPath, entry.name).slice(dist.length + 1);
    sizes[name] = statSync(join(dist, name)).size;
  }
  writeFileSync(listOf(final), JSON.stringify(sizes));
}

/**
 * @param {string} dist Electron's folder
 * @returns {string | null} the first file that is missing or of another size; null: whole, or nothing was noted
 */
export function damagedFile(dist) {
  /** @type {Record<string, number>} */
  let sizes;
  try {
    sizes = JSON.parse(readFileSync(listOf(dist), 'utf8'));
  } catch {
    // An Electron that somebody has put there themselves has no list.
    return null;
  }
  const damaged = Object.entries(sizes).find(
    ([name, size]) => statSync(join(dist, name), { throwIfNoEntry: false })?.size !== size,
  );
  return damaged?.[0] ?? null;
}
