/** @file The system libraries that Electron needs: installs them on Debian and Ubuntu as root, else says what to type. */

import { hasDisplay } from './display.mjs';
import { patiently, Stop } from './machine.mjs';

/** Each need with the names it goes by in different releases. */
const LIBRARIES = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libxss1'],
  ['libxtst6'],
  ['libdrm2'],
  ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
  ['libatspi2.0-0', 'libatspi2.0-0t64'],
  ['libsecret-1-0'],
  ['libnotify4'],
];
const VIRTUAL_DISPLAY = ['xvfb'];

/**
 * @param {import('./machine.mjs').Machine} machine
 * @throws {Stop} when packages are missing and cannot be installed from here
 */
export async function ensureSystemPackages(machine) {
  if (machine.platform !== 'linux') return;
  const needs = (await hasDisplay(machine)) ? LIBRARIES : [...LIBRARIES, VIRTUAL_DISPLAY];
  const missing = await missingPackages(machine, needs);
  if (missing === null || missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends'];
  if (!machine.isRoot) {
    const names = (await namesHere(machine, missing)).join(' ');
    throw new Stop(
      `Electron needs system packages that are not installed. Type this, then try again:\n  sudo apt-get update && sudo apt-get ${install.join(' ')} ${names}`,
    );
  }
  machine.say(`Installing system packages: ${missing.map((names) => names[0]).join(' ')} …`);
  const options = { env: { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const updated = await patiently(
    machine,
    'apt-get update',
    machine.run('apt-get', ['-qq', 'update'], options),
  );
  // A failed update still leaves the old lists, which may do.
  if (updated !== 0)
    machine.say(`  apt-get update ended with status ${updated}; going on with the lists there are.`);
  const names = await namesHere(machine, missing);
  const code = await patiently(
    machine,
    'apt-get install',
    machine.run('apt-get', ['-qq', ...install, ...names], options),
  );
  if (code !== 0) {
    throw new Stop(`apt-get could not install ${names.join(' ')} (status ${code}). Its own words are above.`);
  }
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {readonly (readonly string[])[]} needs
 * @returns {Promise<(readonly string[])[] | null>} null: this system has no dpkg, so it cannot be told this way
 */
async function missingPackages(machine, needs) {
  const format = '${Package} ${db:Status-Status}\\n';
  const { code, stdout } = await machine.capture('dpkg-query', ['-W', `-f=${format}`, ...needs.flat()]);
  if (code === 127) return null;
  const installed = new Set(
    stdout.split('\n').flatMap((line) => {
      const [name, status] = line.split(' ');
      return name !== undefined && status === 'installed' ? [name] : [];
    }),
  );
  return needs.filter((names) => !names.some((name) => installed.has(name)));
}

/**
 * The name each need goes by in this release.
 * @param {import('./machine.mjs').Machine} machine
 * @param {readonly (readonly string[])[]} needs
 */
async function namesHere(machine, needs) {
  const names = [];
  for (const alternatives of needs) {
    let found = alternatives[0] ?? '';
    for (const name of alternatives.length > 1 ? alternatives : []) {
      const { stdout } = await machine.capture('apt-cache', ['show', '--no-all-versions', name]);
      if (stdout.startsWith('Package:')) {
        found = name;
        break;
      }
    }
    names.push(found);
  }
  return names;
}

/**
 * On other Linux systems: says which shared libraries Electron does not find. It goes on all the same.
 * @param {import('./machine.mjs').Machine} machine
 * @param {string} executable Electron's
 */
export async function reportMissingLibraries(machine, executable) {
  if (machine.platform !== 'linux') return;
  const dpkg = await machine.capture('dpkg-query', ['--version']);
  if (dpkg.code === 0) return;
  const { stdout } = await machine.capture('ldd', [executable]);
  const missing = stdout
    .split('\n')
    .flatMap((line) => (line.includes('not found') ? [line.trim().split(' ')[0]] : []));
  if (missing.length === 0) return;
  machine.say(
    `Electron does not find these libraries: ${missing.join(', ')}. Install them with your system's package manager.`,
  );
}
