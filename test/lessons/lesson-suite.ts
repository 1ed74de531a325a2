/** @file What holds for every lesson's code: it prints what PyTorch prints, its solution passes, its wrong attempt does not. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '../../lessons/types';
import { lessonById } from '../../lessons/index';
import { lessonFile, runModel, type ModelRun } from './run-model';

/** What golden/make.py wrote of a lesson's model.py. */
export interface Golden {
  readonly printed: readonly string[];
  /** what make.py put in the place of what, to make a training short: the same is done to model.ts */
  readonly shorter?: readonly (readonly [from: string, to: string])[];
  /** how far a printed number may be from PyTorch's, relative to its size; none: not at all */
  readonly tolerance?: number;
}

/** The figures of a lesson; null: nobody has recorded any. */
export function goldenOf(id: string): Golden | null {
  const file = join(import.meta.dirname, 'golden', `${id}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Golden) : null;
}

/**
 * A line that Python prints, as JavaScript does: 9.0 is 9, None is null, True is true. Inside a tensor, a module or
 * an optimiser both print PyTorch's way.
 */
export function asJavaScript(line: string): string {
  return line
    .replace(/(?<![\d(.])(-?\d+)\.0(?![\d\]),])/g, '$1')
    .replace(/(?<=^|[^:,[(] )(None|True|False)\b/g, (word) =>
      word === 'None' ? 'null' : word.toLowerCase(),
    );
}

/** A lesson's file with its training made as short as the recorded one. */
export function shortened(id: string, file: string): string {
  return (goldenOf(id)?.shorter ?? []).reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${id}/${file} does not say '${from}'`);
      return text.replace(from, to);
    },
    lessonFile(id, file),
  );
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/** Compares what was printed with the figures: the words exactly, the numbers as near as the tolerance says. */
export function expectPrinted(prints: readonly string[], { printed: lines, tolerance = 0 }: Golden): void {
  const printed = prints.join('\n').split('\n');
  const expected = lines.map(asJavaScript);
  if (tolerance === 0) return expect(printed).toEqual(expected);
  const words = (line: string) => line.replace(NUMBER, '#').replace(/\s+/g, ' ');
  expect(printed.map(words)).toEqual(expected.map(words));
  const numbers = (all: readonly string[]) => all.flatMap((line) => line.match(NUMBER) ?? []).map(Number);
  const wanted = numbers(expected);
  numbers(printed).forEach((value, i) => {
    const size = Math.max(1, Math.abs(wanted[i]!));
    expect(Math.abs(value - wanted[i]!) / size, `${value} for ${wanted[i]}`).toBeLessThanOrEqual(tolerance);
  });
}

/** What the lesson's check says to a run. */
export async function judge(id: string, run: ModelRun): Promise<Verdict> {
  const lesson = lessonById(id);
  if (!lesson) throw new Error(`no lesson ${id}`);
  return (await lesson.loadCheck()).check(run);
}

/**
 * The tests that every lesson passes, on the device in use.
 * @param compared which printed lines are compared with PyTorch's: all but those that tell of this machine
 */
export function testLesson(id: string, compared = (_line: string): boolean => true): void {
  test('the model prints what its PyTorch twin prints', async () => {
    const golden = goldenOf(id);
    if (!golden) throw new Error(`golden/${id}.json is missing: see golden/make.py`);
    const { printed } = await runModel(shortened(id, 'model.ts'));
    const lines = printed.join('\n').split('\n');
    expectPrinted(lines.filter(compared), { ...golden, printed: golden.printed.filter(compared) });
  });
  test('the solution passes', async () => {
    const verdict = await judge(id, await runModel(shortened(id, 'solution.ts')));
    expect(verdict.passed, verdict.message).toBe(true);
  });
  test('the wrong attempt does not, and is told a figure', async () => {
    const verdict = await judge(id, await runModel(shortened(id, 'wrong.ts')));
    expect(verdict).toEqual({ passed: false, message: expect.stringMatching(/\d/) });
  });
  test('the untouched model does not, nor the text’s starting function', async () => {
    const model = shortened(id, 'model.ts');
    const start = /## Exercise[\s\S]*?```ts\n([\s\S]*?)```/.exec(lessonFile(id, 'lesson.md'))?.[1];
    expect(await judge(id, await runModel(model))).toMatchObject({
      message: expect.stringContaining('no function'),
    });
    const verdict = await judge(id, await runModel(`${model}\n${start ?? ''}`));
    expect(verdict).toEqual({ passed: false, message: expect.stringMatching(/\d/) });
  });
  test('solution and wrong attempt are the model and more', () => {
    const [, ...lines] = lessonFile(id, 'model.ts').trimEnd().split('\n');
    for (const file of ['solution.ts', 'wrong.ts']) {
      let from = 0;
      const text = lessonFile(id, file).split('\n');
      for (const line of lines) {
        from = text.indexOf(line, from) + 1;
        expect(from, `${file} lacks: ${line}`).toBeGreaterThan(0);
      }
    }
  });
}
