/** @file Every lesson's code on the engine, on every device: PyTorch's figures, a solution that passes and a wrong attempt that does not. */

import { beforeAll, describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/trace/events';
import { lessonById, lessons } from '../../lessons/index';
import { testDevices } from '../engine/devices';
import a1 from './golden/a1-gradients.json';
import a2Float64 from './golden/a2-tanh-neuron-float64.json';
import a2 from './golden/a2-tanh-neuron.json';
import noReset from './golden/a4-two-numbers-no-reset.json';
import withReset from './golden/a4-two-numbers.json';
import { lessonFile, runModel, type ModelRun } from './run-model';

const PRINTED: Readonly<Record<string, readonly string[]>> = {
  'a1-gradients': a1.printed,
  'a2-tanh-neuron': a2.printed,
  'a4-two-numbers': withReset.printed,
};
/** Python prints the number 9 of a float as 9.0, JavaScript as 9. Inside a tensor both print PyTorch's way. */
const asJavaScript = (line: string) => line.replace(/(?<![\d(.])(-?\d+)\.0(?![\d\]),])/g, '$1');

const judge = async (id: string, run: ModelRun) => {
  const lesson = lessonById(id);
  if (!lesson) throw new Error(`no lesson ${id}`);
  return (await lesson.loadCheck()).check(run);
};
const ofType = <T extends TraceEvent['type']>(run: ModelRun, type: T) =>
  run.events.filter((event): event is Extract<TraceEvent, { type: T }> => event.type === type);

describe.each(await testDevices())('on $name', (device) => {
  beforeAll(() => device.use());

  describe.each(lessons.map(({ id }) => id))('%s', (id) => {
    test('the model prints what its PyTorch twin prints', async () => {
      const { printed } = await runModel(lessonFile(id, 'model.ts'));
      expect(printed).toEqual(PRINTED[id]?.map(asJavaScript));
    });
    test('the solution passes', async () => {
      const verdict = await judge(id, await runModel(lessonFile(id, 'solution.ts')));
      expect(verdict.passed, verdict.message).toBe(true);
    });
    test('the wrong attempt does not, and is told a figure', async () => {
      const verdict = await judge(id, await runModel(lessonFile(id, 'wrong.ts')));
      expect(verdict).toEqual({ passed: false, message: expect.stringMatching(/\d/) });
    });
    test('the untouched model does not, nor the text’s starting function', async () => {
      const model = lessonFile(id, 'model.ts');
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
  });

  describe('A2', () => {
    test('every step of the neuron has its name in the trace', async () => {
      const run = await runModel(lessonFile('a2-tanh-neuron', 'model.ts'));
      const names = ofType(run, 'name').map(({ name }) => name);
      const all = ['x1', 'x2', 'w1', 'w2', 'b', 'x1w1', 'x2w2', 'x1w1x2w2', 'n', 'o'];
      expect(names).toEqual(expect.arrayContaining(all));
    });
    test('the text’s experiment: b in float64 gives PyTorch’s other figures', async () => {
      const cast = 'torch.tensor([6.8813735870195432]).double()';
      const whole = 'torch.tensor([6.8813735870195432], { dtype: torch.float64 })';
      const { printed } = await runModel(lessonFile('a2-tanh-neuron', 'model.ts').replace(cast, whole));
      // to the last digit but one: PyTorch's tanh and JavaScript's round differently there
      const figures = (lines: readonly string[]) => lines.map((line) => Number(line.split('= ')[1]));
      expect(figures(printed)).toEqual(figures(a2Float64.printed).map((value) => expect.closeTo(value, 14)));
    });
    test('the check looks at the neuron as the learner changed it', async () => {
      const changed = lessonFile('a2-tanh-neuron', 'solution.ts').replace('tensor([2.0])', 'tensor([2.25])');
      const run = await runModel(changed);
      const verdict = await judge('a2-tanh-neuron', run);
      expect(verdict.passed, verdict.message).toBe(true);
      const byHand = Number(run.printed.at(-1)?.split('= ')[1]);
      expect(Number(run.printed.at(-2)?.split('= ')[1])).toBeCloseTo(byHand, 12);
    });
  });

  describe('A4', () => {
    const model = lessonFile('a4-two-numbers', 'model.ts');
    const cases = [
      ['with the reset', model, withReset],
      ['without it', model.replace('reset = true', 'reset = false'), noReset],
    ] as const;
    test.each(cases)(
      '%s: losses, gradients and numbers of each round are PyTorch’s',
      async (_, source, golden) => {
        const run = await runModel(source);
        expect(run.printed).toEqual(golden.printed.map(asJavaScript));
        const losses = ofType(run, 'loss');
        const updates = ofType(run, 'update');
        expect(losses).toHaveLength(101);
        for (const [round, expected] of Object.entries(golden.rounds)) {
          const episode = Number(round) - 1;
          expect(losses[episode]?.value).toBeCloseTo(expected.loss, 4);
          const update = updates.find((event) => event.episode === episode);
          expect(update?.params.map(({ gradient }) => gradient.elements[0])).toEqual(
            expected.gradients.map((value) => expect.closeTo(value, 3)),
          );
          expect(update?.params.map(({ after }) => after.elements[0])).toEqual(
            expected.after.map((value) => expect.closeTo(value, 5)),
          );
        }
      },
    );
    test('the second backward finds the first one’s gradient when nothing took it away', async () => {
      const accumulated = async (source: string) =>
        ofType(await runModel(source), 'accumulate').filter(({ episode }) => episode === 1)[0]?.before;
      expect((await accumulated(cases[0][1])) ?? null).toBe(null);
      expect((await accumulated(cases[1][1]))?.elements[0]).toBeCloseTo(-24, 4);
    });
  });
});
