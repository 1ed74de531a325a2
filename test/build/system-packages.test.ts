/** @file That system packages are installed as root on Debian, asked for otherwise, and left alone elsewhere. */

import { expect, test } from 'vitest';
import { ensureSystemPackages } from '../../build/system-packages.mjs';
import { fakeMachine } from './fake-machine';
import type { Program } from './fake-machine';

const ALL = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libdrm2',
  'libatk-bridge2.0-0',
  'libatspi2.0-0',
  'libsecret-1-0',
  'libnotify4',
  'xvfb',
];

/** dpkg-query, which fails when one of the names is unknown and still lists the others. */
const dpkg =
  (installed: readonly string[]): Program =>
  () => ({
    code: 1,
    stdout: [...installed.map((name) => `${name} installed`), 'libold not-installed'].join('\n'),
  });

/** apt-cache in a release that has these names. */
const cache =
  (names: readonly string[]): Program =>
  (args) => ({ stdout: names.includes(args.at(-1) ?? '') ? `Package: ${args.at(-1)}\n` : '' });

const done: Program = () => ({});

test('nothing is done when everything is there', async () => {
  const machine = fakeMachine({ 'dpkg-query': dpkg(ALL) });
  await ensureSystemPackages(machine);
  expect(machine.ran).toHaveLength(1);
  expect(machine.said).toEqual([]);
});

test('the names of newer releases count', async () => {
  const newer = ALL.map((name) =>
    /^lib(gtk-3-0|asound2|atk-bridge2.0-0|atspi2.0-0)$/.test(name) ? `${name}t64` : name,
  );
  const machine = fakeMachine({ 'dpkg-query': dpkg(newer) });
  await ensureSystemPackages(machine);
  expect(machine.said).toEqual([]);
});

test('root installs what is missing and nothing else', async () => {
  const machine = fakeMachine({
    'dpkg-query': dpkg(ALL.filter((name) => name !== 'libnss3' && name !== 'xvfb')),
    'apt-get': done,
    'apt-cache': cache(ALL),
  });
  await ensureSystemPackages(machine);
  expect(machine.ran).toContain('apt-get -qq update');
  expect(machine.ran.at(-1)).toBe('apt-get -qq install -y --no-install-recommends libnss3 xvfb');
});

test('in a newer release by its name there', async () => {
  const machine = fakeMachine({
    'dpkg-query': dpkg(ALL.filter((name) => name !== 'libasound2')),
    'apt-get': done,
    'apt-cache': cache(['libasound2t64']),
  });
  await ensureSystemPackages(machine);
  expect(machine.ran.at(-1)).toMatch(/ libasound2t64$/);
});

test('anybody else is told the exact line', async () => {
  const machine = fakeMachine(
    { 'dpkg-query': dpkg(ALL.filter((name) => name !== 'libgbm1')), 'apt-cache': cache(ALL) },
    { isRoot: false },
  );
  await expect(ensureSystemPackages(machine)).rejects.toThrow(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends libgbm1',
  );
  expect(machine.ran.some((line) => line.startsWith('apt-get'))).toBe(false);
});

test('no virtual display where there is a real one', async () => {
  const without = ALL.filter((name) => name !== 'xvfb');
  const machine = fakeMachine({ 'dpkg-query': dpkg(without) }, { env: { DISPLAY: ':0' } });
  await ensureSystemPackages(machine);
  expect(machine.said).toEqual([]);
});

test('a failed installation stops with a sentence', async () => {
  const machine = fakeMachine({
    'dpkg-query': dpkg([]),
    'apt-cache': cache(ALL),
    'apt-get': (args) => ({ code: args.includes('install') ? 100 : 0 }),
  });
  await expect(ensureSystemPackages(machine)).rejects.toThrow(/could not install .*libnss3.*status 100/s);
});

test('other systems go on', async () => {
  const fedora = fakeMachine({});
  await ensureSystemPackages(fedora);
  const mac = fakeMachine({}, { platform: 'darwin' });
  await ensureSystemPackages(mac);
  expect([...fedora.said, ...mac.said]).toEqual([]);
});
