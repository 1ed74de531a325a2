/** @file The lessons on networks and devices, on every device: their trainings are made short, as golden/make.py made them. */

import { beforeAll, describe, expect, test } from 'vitest';
import { lessons } from '../../lessons/index';
import { testDevices } from '../engine/devices';
import n2Fast from './golden/n2-training-fast.json';
import { expectPrinted, testLesson } from './lesson-suite';
import { lessonFile, ofType, runModel } from './run-model';

const networkLessons = lessons.filter(({ order }) => order >= 300).map(({ id }) => id);

describe.each(await testDevices())('on $name', (device) => {
  beforeAll(() => device.use());
  describe.each(networkLessons)('%s', (id) =>
    // how many devices there are to time is the machine's own matter; the cpu is there always
    testLesson(id, id === 'd1-devices' ? (line) => line.startsWith('cpu') : undefined),
  );

  test('N2 comes to [1, 2, 3, 4, 5] as PyTorch does, and tells the loss of every step', async () => {
    const fast = lessonFile('n2-training', 'model.ts').replace('5_000', '500').replace('1e-6', '1e-4');
    const run = await runModel(fast);
    expectPrinted(run.printed, { ...n2Fast, tolerance: 5e-4 });
    const losses = ofType(run, 'loss').map(({ value }) => value);
    expect(losses).toHaveLength(1000);
    expect(losses[0]).toBeGreaterThan(40);
    expect(losses.at(-1)).toBeLessThan(2e-3);
  });

  test('N5: counting and the trained layer reach the same loss', async () => {
    const model = lessonFile('n5-bigrams', 'model.ts').replace('howMany = 1000', 'howMany = 100');
    const { printed } = await runModel(model.replace('i < 5', 'i < 0'));
    const [counted = NaN, learned = NaN] = printed
      .filter((line) => line.startsWith('loss'))
      .map((line) => Number(/\d\.\d+/.exec(line)?.[0]));
    expect(counted).toBeGreaterThan(1.5);
    expect(Math.abs(learned - counted)).toBeLessThan(2e-3);
  });
});
