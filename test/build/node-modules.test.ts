/** @file That npm ci runs when it must and only then. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureNodeModules } from '../../build/node-modules.mjs';
import { fakeMachine } from './fake-machine';
import type { FakeMachine, Program } from './fake-machine';

const PACKAGES = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/other-system': { version: '2.0.0', integrity: 'sha512-o', optional: true },
};

function lock(machine: FakeMachine, packages: object): void {
  writeFileSync(
    join(machine.root, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...packages } }),
  );
}

/** npm as it works: its record is written at the end, without the packages of other systems. */
function machineWithNpm(outcome: () => 'installed' | 'broken off'): FakeMachine {
  const npm: Program = () => {
    const folder = join(machine.root, 'node_modules');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    if (outcome() === 'broken off') return { code: 1 };
    const record = { packages: { 'node_modules/a': PACKAGES['node_modules/a'] } };
    writeFileSync(join(folder, '.package-lock.json'), JSON.stringify(record));
    return {};
  };
  const machine = fakeMachine({ npm });
  lock(machine, PACKAGES);
  return machine;
}

test('installs from nothing, without install scripts, and does nothing the second time', async () => {
  const machine = machineWithNpm(() => 'installed');
  await ensureNodeModules(machine);
  expect(machine.ran).toEqual([expect.stringMatching(/^npm ci --ignore-scripts/)]);
  expect(machine.said[0]).toContain('Installing the node modules');
  await ensureNodeModules(machine);
  expect(machine.ran).toHaveLength(1);
  expect(machine.said).toHaveLength(1);
});

test('installs again when the lock file has changed', async () => {
  const machine = machineWithNpm(() => 'installed');
  await ensureNodeModules(machine);
  lock(machine, { ...PACKAGES, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-b' } });
  await ensureNodeModules(machine);
  expect(machine.ran).toHaveLength(2);
});

test('installs again when a package has left the lock file', async () => {
  const machine = machineWithNpm(() => 'installed');
  await ensureNodeModules(machine);
  lock(machine, {});
  await ensureNodeModules(machine);
  expect(machine.ran).toHaveLength(2);
});

test('says so when npm fails, and starts over the next time', async () => {
  let outcome: 'installed' | 'broken off' = 'broken off';
  const machine = machineWithNpm(() => outcome);
  await expect(ensureNodeModules(machine)).rejects.toThrow(/npm ci failed \(status 1\).*registry/s);
  outcome = 'installed';
  await ensureNodeModules(machine);
  await ensureNodeModules(machine);
  expect(machine.ran).toHaveLength(2);
});

test('a folder without a lock file is no clone', async () => {
  await expect(ensureNodeModules(fakeMachine({}))).rejects.toThrow(/package-lock\.json cannot be read/);
});
