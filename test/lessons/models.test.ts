/** @file Every lesson's code on the engine, on every device: PyTorch's figures, a solution that passes and a wrong attempt that does not. */

import { beforeAll, describe, expect, test } from 'vitest';
import { lessons } from '../../lessons/index';
import { testDevices } from '../engine/devices';
import a2Float64 from './golden/a2-tanh-neuron-float64.json';
import noReset from './golden/a4-two-numbers-no-reset.json';
import withReset from './golden/a4-two-numbers.json';
import { asJavaScript, judge, testLesson } from './lesson-suite';
import { lessonFile, ofType, runModel } from './run-model';

/** Networks and devices have a file of their own. */
const tensorLessons = lessons.filter(({ order }) => order < 300).map(({ id }) => id);

describe.each(await testDevices())('on $name', (device) => {
  beforeAll(() => device.use());

  describe.each(tensorLessons)('%s', (id) => testLesson(id));

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
