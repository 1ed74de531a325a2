/** @file That the linter holds the arrows between the folders, and the house's rules. */

import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: root });

/** The rules that a text in a file of this name breaks. */
async function broken(file: string, text: string): Promise<(string | null)[]> {
  const results = await eslint.lintText(text, { filePath: resolve(root, file) });
  return results.flatMap((result) => result.messages.map((message) => message.ruleId));
}

const IMPORTS = '@typescript-eslint/no-restricted-imports';
const imports = (from: string) => `import { thing } from '${from}';\nexport const other = thing;\n`;

test.each([
  ['engine/ops/x.ts', '../../renderer/state/run'],
  ['engine/x.ts', '../lessons/types'],
  ['engine/x.ts', '../electron/api'],
  ['engine/x.ts', 'electron'],
  ['engine/x.ts', 'svelte'],
  ['engine/x.ts', 'node:fs'],
  ['lessons/a1-gradients/check.ts', '../../renderer/run/protocol'],
  ['lessons/x.ts', '../electron/api'],
  ['renderer/state/x.ts', '../../electron/documents'],
  ['renderer/x.ts', 'electron'],
  ['renderer/x.ts', 'node:path'],
  ['electron/x.ts', '../renderer/run/protocol'],
  ['electron/x.ts', '../engine/dtype'],
  ['electron/x.ts', '../lessons/types'],
  ['engine/x.ts', '../test/engine/devices'],
  ['electron/x.ts', '../build/machine.mjs'],
])('%s may not import %s', async (file, from) => {
  expect((await broken(file, imports(from))).some((rule) => rule?.includes('no-restricted-imports'))).toBe(
    true,
  );
  const types = await broken(file, `import type { Thing } from '${from}';\nexport type Other = Thing;\n`);
  expect(types).toContain(IMPORTS);
});

test.each([
  ['engine/ops/x.ts', '../devices/device'],
  ['lessons/x.ts', '../engine/index'],
  ['renderer/state/x.ts', '../../engine/trace/events'],
  ['renderer/state/x.ts', '../../lessons/types'],
  ['renderer/state/x.ts', '../../electron/api'],
  ['renderer/lesson/x.ts', '../state/lessons'],
  ['electron/x.ts', 'electron'],
  ['electron/x.ts', 'node:fs'],
  ['electron/x.ts', './api'],
])('%s may import %s', async (file, from) => {
  expect(await broken(file, imports(from))).not.toContain(IMPORTS);
});

test.each([
  ['no-console', 'console.log(1);\n'],
  ['@typescript-eslint/no-explicit-any', 'export const x: any = 1;\n'],
  ['no-restricted-syntax', 'export default 1;\n'],
  ['no-restricted-properties', 'export const x = Math.random();\n'],
  ['no-empty', 'try {\n  eval;\n} catch {}\n'],
])('%s is held', async (rule, text) => {
  expect(await broken('engine/x.ts', text)).toContain(rule);
});
