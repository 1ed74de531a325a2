/** @file Wrong programs: PyTorch's class and words, at the learner's line (see refusals.py). */

import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { learnersWebGPU, testDevices } from '../engine/devices';
import { TorchError } from '../../engine/errors';
import { Tensor } from '../../engine/index';
import { Recorder } from '../../engine/trace/recorder';
import * as backstep from '../../renderer/run/backstep';
import { compile } from '../../renderer/run/compile';
import { Host } from '../../renderer/run/host';
import { errorEvent } from '../../renderer/run/learner-error';

interface Program {
  readonly lines: readonly string[];
  /** null: PyTorch takes it; 'accident': it trips over it in words that are none */
  readonly error: { readonly name: string; readonly message: string } | 'accident' | null;
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: readonly unknown[]) => Promise<void>;

/** What every program finds. */
const GIVEN = [
  `import { torch, nn, F, optim, data, Generator } from 'backstep';`,
  'torch.manualSeed(0);',
  'const x = torch.arange(6).float().reshape(2, 3), s = torch.tensor(1).float();',
  'const m = torch.arange(4).float().reshape(2, 2), n = torch.arange(6).reshape(2, 3);',
  'given(x, s, m, n);',
];

/** The elements of what every program finds. */
const ELEMENTS = [
  [
    [0, 1, 2],
    [3, 4, 5],
  ],
  1,
  [
    [0, 1],
    [2, 3],
  ],
  [
    [0, 1, 2],
    [3, 4, 5],
  ],
];

const isExpression = (line: string): boolean => !/^(const|let|class|for|if|await)\b|^[\w.()]+ = /.test(line);

/** What only the values show is told by the next read, where the GPU computes. */
async function read(result: unknown): Promise<void> {
  const made = await result;
  const all = typeof made === 'object' && made !== null ? [made, ...Object.values(made)] : [];
  for (const one of all) if (one instanceof Tensor) await one.tolist();
}

/** What went wrong in a program, and on which of its lines. */
async function run(lines: readonly string[]) {
  const all = [
    ...GIVEN,
    ...lines.map((line, i) => (i === lines.length - 1 && isExpression(line) ? `await read(${line})` : line)),
  ];
  const compiled = compile(all.join('\n'));
  if (!compiled.ok) throw new Error(compiled.error.message);
  const recorder = new Recorder(() => undefined);
  const host = new Host(recorder, backstep);
  let tensors: readonly Tensor[] = [];
  try {
    const body = new AsyncFunction(
      '__backstep',
      'given',
      'read',
      `${compiled.code}\n//# sourceURL=learner.ts`,
    );
    await body(host, (...given: Tensor[]) => (tensors = given), read);
    return 'nothing';
  } catch (error) {
    // what was refused has changed nothing
    expect(await Promise.all(tensors.map((tensor) => tensor.detach().tolist()))).toEqual(ELEMENTS);
    const { name, message, line } = errorEvent(error, recorder.line);
    const where = `(line ${(line ?? 0) - GIVEN.length})`;
    return error instanceof TorchError ? `${name}: ${message} ${where}` : `untold: ${message} ${where}`;
  }
}

const [cpu] = await testDevices();
const devices = [cpu!, await learnersWebGPU()];

/** float64 lives on the cpu alone; a mask's count is asked for in words of its own; a GPU does not tell which number it found. */
const OTHERWISE_ON_GPU =
  /double|NaN.*int64|x\.put\(x\.gt|maxUnpool2d|EmbeddingBag.*\[1\]|binaryCrossEntropy.*-1, 0/;

const folder = new URL('refusals/', import.meta.url);
const families = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe.each(devices)('$name', (device) => {
  describe.each(families)('%s', (file) => {
    beforeEach(() => device.use());

    const { programs } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { programs: Program[] };
    const known = programs.filter(
      ({ lines }) => device.name !== 'webgpu' || !OTHERWISE_ON_GPU.test(lines.join()),
    );
    test.each(known.map((program) => [program.lines.join('; '), program] as const))(
      '%s',
      async (_, { lines, error }) => {
        const told = await run(lines);
        if (error === 'accident') {
          expect(told, `got ${told}`).toMatch(new RegExp(`^\\w+Error: .+ \\(line ${lines.length}\\)$`));
          return;
        }
        expect(told, `got ${told}`).toBe(
          error ? `${error.name}: ${error.message} (line ${lines.length})` : 'nothing',
        );
      },
    );
  });
});
