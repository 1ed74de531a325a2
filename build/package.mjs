/** @file Makes the unpacked application in release/ with electron-builder, offline, from the Electron that is here. */

import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bundleStamp } from './bundle.mjs';
import { fingerprint, readStamp } from './fingerprint.mjs';
import { patiently, Stop } from './machine.mjs';

const FOLDERS = {
  linux: ['linux-unpacked', 'linux-arm64-unpacked', 'linux-armv7l-unpacked'],
  darwin: ['mac', 'mac-arm64', 'mac-universal'],
  win32: ['win-unpacked', 'win-arm64-unpacked'],
};

/**
 * The packaged application's program, if it has been made.
 * @param {Pick<import('./machine.mjs').Machine, 'root' | 'platform'>} machine
 * @returns {string | null}
 */
export function packagedExecutable(machine) {
  const folders =
    machine.platform in FOLDERS ? FOLDERS[/** @type {keyof typeof FOLDERS} */ (machine.platform)] : [];
  for (const folder of folders) {
    const place = join(machine.root, 'release', folder);
    if (statSync(place, { throwIfNoEntry: false }) === undefined) continue;
    if (machine.platform === 'darwin') return join(place, 'Backstep.app', 'Contents', 'MacOS', 'Backstep');
    const name = readdirSync(place).find((file) => file === 'backstep' || file === 'Backstep.exe');
    if (name !== undefined) return join(place, name);
  }
  return null;
}

/** @param {import('./electron.mjs').Electron} electron */
function configuration(electron) {
  return {
    appId: 'app.backstep',
    productName: 'Backstep',
    electronDist: electron.dist,
    electronVersion: electron.version,
    // Everything is bundled: there are no node modules to look for or to rebuild.
    npmRebuild: false,
    directories: { output: 'release', buildResources: 'assets' },
    files: ['dist/**', '!dist/stamp', 'package.json', '!node_modules/**'],
    asar: true,
    icon: 'assets/icon.png',
    publish: null,
    linux: { target: 'dir', executableName: 'backstep', category: 'Education' },
    mac: { target: 'dir', identity: null, category: 'public.app-category.education' },
    win: { target: 'dir', signAndEditExecutable: false },
    // Nobody turns the installed application into a Node that runs other code.
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      onlyLoadAppFromAsar: true,
    },
  };
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {import('./electron.mjs').Electron} electron
 * @returns {Promise<string>} its program
 * @throws {Stop} when electron-builder fails
 */
export async function ensurePackage(machine, electron) {
  const { root } = machine;
  const config = JSON.stringify(configuration(electron), null, 2);
  const stampFile = join(root, 'release', '.stamp');
  const icons = fingerprint(root, ['assets', 'package-lock.json']);
  const stamp = createHash('sha256')
    .update(`${bundleStamp(root)} ${icons} ${config}`)
    .digest('hex');
  const there = packagedExecutable(machine);
  if (there !== null && readStamp(stampFile) === stamp) return there;
  machine.say('Packaging the application …');
  rmSync(join(root, 'release'), { recursive: true, force: true });
  mkdirSync(join(root, '.cache'), { recursive: true });
  const configFile = join(root, '.cache', 'electron-builder.json');
  writeFileSync(configFile, config);
  const args = [join(root, 'node_modules', 'electron-builder', 'cli.js'), '--dir', '--config', configFile];
  const options = { env: { ...machine.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' } };
  const code = await patiently(machine, 'electron-builder', machine.run(process.execPath, args, options));
  const made = packagedExecutable(machine);
  if (code !== 0 || made === null)
    throw new Stop(`electron-builder failed (status ${code}). Its own words are above.`);
  writeFileSync(stampFile, stamp);
  return made;
}
