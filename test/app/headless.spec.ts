/** @file Headless runs by the command line: what goes to stdout, the trace, exit statuses, bad input. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = resolve(import.meta.dirname, '..', '..');
let folder: string;
test.beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'backstep-headless-'))));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run --silent backstep -- …` */
function backstep(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['build/cli.mjs', 'backstep', ...args],
      { cwd: ROOT, env: { ...process.env, INIT_CWD: ROOT } },
      (_, stdout, stderr) => done({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const NEURON = `o       = 0.7071066904050358
x2.grad = 0.5000001283844369
w2.grad = 0
x1.grad = -1.5000003851533106
w1.grad = 1.0000002567688737
`;

test('the tanh neuron prints its digits, and nothing else, on both devices', async () => {
  for (const device of ['cpu', 'webgpu']) {
    const { status, stdout } = await backstep('run', 'lessons/a2-tanh-neuron/model.ts', '--device', device);
    expect(stdout).toBe(NEURON);
    expect(status).toBe(0);
  }
});

test('the trace is written as JSON, with every number', async () => {
  const out = join(folder, 'trace.json');
  const model = file(
    'numbers.ts',
    "import { torch, print } from 'backstep';\nconst x = torch.tensor([NaN, -0, 1e-320], { dtype: torch.float64 }).mul(1);\nprint('ok', x.shape);\n",
  );
  const { status, stdout } = await backstep('run', model, '--json', out);
  expect(status).toBe(0);
  expect(stdout).toBe('ok [3]\n');
  const trace = JSON.parse(readFileSync(out, 'utf8'));
  expect(trace.version).toBe(1);
  const types = trace.events.map((event: { type: string }) => event.type);
  expect(types[0]).toBe('start');
  expect(types.at(-1)).toBe('done');
  const product = trace.events.find((event: { op?: string }) => event.op === 'mul');
  expect(product.value.elements.float64).toEqual(['NaN', '-0', 1e-320]);
  expect(product.line).toBe(2);
});

test('several files, one after the other; an error goes to stderr with its line and makes the status 1', async () => {
  const bad = file(
    'bad.ts',
    "import { torch, print } from 'backstep';\nprint('before');\ntorch.ones([2]).add(torch.ones([3]));\nprint('after');\n",
  );
  const { status, stdout, stderr } = await backstep('run', bad, 'lessons/a2-tanh-neuron/model.ts');
  expect(stdout).toBe(`before\n${NEURON}`);
  expect(stderr).toContain(
    'bad.ts:3: RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0',
  );
  expect(status).toBe(1);
});

test('a missing file and a bad option are answered with a sentence', async () => {
  const missing = await backstep('run', 'no-such-file.ts');
  expect(missing.status).toBe(2);
  expect(missing.stderr).toMatch(/no-such-file\.ts/);
  expect(missing.stdout).toBe('');
  const option = await backstep('run', 'lessons/a2-tanh-neuron/model.ts', '--device', 'abacus');
  expect(option.status).toBe(2);
  expect(option.stderr).toMatch(/abacus/);
});
