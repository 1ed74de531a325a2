/** @file Headless runs by the command line: what goes to stdout, the trace, exit statuses, bad input. */

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = resolve(import.meta.dirname, '..', '..');
let folder: string;
test.beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'backstep-headless-'))));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run --silent backstep -- …` */
function backstep(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return backstepWith({}, ...args);
}

function backstepWith(
  env: Record<string, string>,
  ...args: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      ['build/cli.mjs', 'backstep', ...args],
      { cwd: ROOT, env: { ...process.env, INIT_CWD: ROOT, ...env } },
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

test('a run goes on until its last promise and timer, on both devices', async () => {
  const model = file(
    'floating.ts',
    "import { torch, print } from 'backstep';\nasync function main() {\n  const x = torch.tensor([1.0]);\n  for (let i = 0; i < 5; i++) print(await x.mul(i).item());\n}\nmain();\nsetTimeout(() => print('timer'), 500);\n",
  );
  for (const device of ['cpu', 'webgpu']) {
    const { status, stdout } = await backstep('run', model, '--device', device);
    expect(stdout).toBe('0\n1\n2\n3\n4\ntimer\n');
    expect(status).toBe(0);
  }
});

test('null thrown, a timer that throws and a rejection beside an endless wait are errors', async () => {
  const nothing = file('null.ts', '\nthrow null;\n');
  const late = file('late.ts', "\nsetTimeout(() => {\n  throw new Error('late');\n}, 20);\n");
  const beside = file(
    'beside.ts',
    "\nvoid Promise.reject(new Error('beside'));\nawait new Promise(() => {});\n",
  );
  const { status, stderr } = await backstep('run', nothing, late, beside);
  expect(status).toBe(1);
  expect(stderr).toContain('null.ts:2: Error: thrown: null');
  expect(stderr).toContain('late.ts:3: Error: late');
  expect(stderr).toContain('beside.ts:2: Error: beside');
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

test('without an adapter a run for WebGPU falls to the CPU, with a sentence beside the right digits', async () => {
  const model = file(
    'matmul.ts',
    "import { torch, print } from 'backstep';\nconst x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], { requiresGrad: true });\nx.matmul(x).sum().backward();\nprint(x.device.type, x.grad);\n",
  );
  const off = await backstepWith({ BACKSTEP_WEBGPU: 'off' }, 'run', model, '--device', 'webgpu');
  expect(off.stdout).toBe('cpu tensor([[ 7., 11.],\n        [ 9., 13.]])\n');
  expect(off.stderr).toMatch(/WebGPU[^\n]*CPU instead/);
  expect(off.status).toBe(0);
  const wrong = await backstepWith({ BACKSTEP_WEBGPU: 'abacus' }, 'run', model);
  expect(wrong.stderr).toContain("not 'abacus'");
  expect(wrong.status).toBe(2);
});

test('bytes that are no text are refused, and nothing runs', async () => {
  const path = join(folder, 'latin.ts');
  writeFileSync(path, Buffer.from("import { print } from 'backstep';\nprint('caf\xe9');\n", 'latin1'));
  const { status, stdout, stderr } = await backstep('run', path);
  expect(stderr).toContain('latin.ts cannot be read: it is not text in UTF-8.');
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('a disk that is full is told, a reader that has gone is not', async () => {
  const model = file(
    'long.ts',
    "import { print } from 'backstep';\nfor (let i = 0; i < 9000; i++) print(i);\n",
  );
  const to = async (target: string) => {
    const line = `"$0" build/cli.mjs backstep run "$1" ${target}`;
    const child = execFile('bash', ['-c', line, process.execPath, model], { cwd: ROOT });
    let stderr = '';
    child.stderr?.on('data', (text: string) => (stderr += text));
    const status = await new Promise((done) => child.once('close', done));
    return { status, stderr };
  };
  expect(await to('> /dev/full')).toEqual({
    status: 2,
    stderr: 'The output could not be written: there is no space left.\n',
  });
  expect(await to('| head -1 > /dev/null; exit ${PIPESTATUS[0]}')).toEqual({ status: 141, stderr: '' });
});

test('no folder for temporary files: a sentence, and no stack', async () => {
  const { status, stderr } = await backstepWith(
    { TMPDIR: '/no-such-folder' },
    'run',
    'lessons/a2-tanh-neuron/model.ts',
  );
  expect(stderr).toMatch(/^The system refused: .*no-such-folder/);
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(1);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`an endless loop ends with ${signal} and leaves nothing behind`, async () => {
    const model = file('endless.ts', "import { print } from 'backstep';\nprint('begun');\nwhile (true) {}\n");
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    const child = spawn(process.execPath, ['build/cli.mjs', 'backstep', 'run', model], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const over = new Promise((done) => child.once('close', done));
    await new Promise((done) => child.stdout.once('data', done));
    child.kill(signal);
    expect(await over).toBe(128 + constants.signals[signal]);
    expect(readdirSync(temporary)).toEqual([]);
  });
}
