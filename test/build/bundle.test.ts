/** @file That bundling happens when a source has changed and only then, and that a failed one leaves the last. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureBundle } from '../../build/bundle.mjs';
import { fakeMachine } from './fake-machine';

function prepare() {
  const machine = fakeMachine({});
  mkdirSync(join(machine.root, 'engine'));
  writeFileSync(join(machine.root, 'engine', 'tensor.ts'), 'one');
  const built: string[] = [];
  const build = async (root: string, out: string) => {
    const source = readFileSync(join(root, 'engine', 'tensor.ts'), 'utf8');
    built.push(source);
    writeFileSync(join(out, 'main.js'), source);
    if (source === 'wrong') throw new Error('Unexpected token');
  };
  const result = () => readFileSync(join(machine.root, 'dist', 'main.js'), 'utf8');
  return { machine, built, build, result };
}

test('the second time it does nothing', async () => {
  const { machine, built, build, result } = prepare();
  await ensureBundle(machine, build);
  await ensureBundle(machine, build);
  expect(built).toEqual(['one']);
  expect(result()).toBe('one');
});

test('a changed or a new source is bundled', async () => {
  const { machine, built, build, result } = prepare();
  await ensureBundle(machine, build);
  writeFileSync(join(machine.root, 'engine', 'tensor.ts'), 'three');
  await ensureBundle(machine, build);
  expect(result()).toBe('three');
  mkdirSync(join(machine.root, 'lessons'));
  writeFileSync(join(machine.root, 'lessons', 'new.ts'), '');
  await ensureBundle(machine, build);
  expect(built).toHaveLength(3);
});

test('a failure is told, leaves the last bundle whole, and is tried again', async () => {
  const { machine, built, build, result } = prepare();
  await ensureBundle(machine, build);
  writeFileSync(join(machine.root, 'engine', 'tensor.ts'), 'wrong');
  await expect(ensureBundle(machine, build)).rejects.toThrow(/does not build:\nUnexpected token/);
  expect(result()).toBe('one');
  expect(readdirSync(join(machine.root, '.cache'))).toEqual([]);
  await expect(ensureBundle(machine, build)).rejects.toThrow();
  expect(built).toHaveLength(3);
});
