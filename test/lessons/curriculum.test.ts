/** @file The rows of the curriculum: each one has a lesson, and its figures come out of that lesson's model on every device. */

import { beforeAll, describe, expect, test } from 'vitest';
import { parseLesson } from '../../lessons/front-matter';
import { lessons } from '../../lessons/index';
import { testDevices } from '../engine/devices';
import { lessonFile, runModel } from './run-model';

const coveredBy = new Map(
  lessons.flatMap(({ id }) =>
    parseLesson(lessonFile(id, 'lesson.md')).covers.map((row) => [row, id] as const),
  ),
);

/** What the model of a row's lesson prints, among other things. The networks have their figures in networks.test.ts. */
const FIGURES: Readonly<Record<string, readonly string[]>> = {
  T1: [
    'tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) torch.int64',
    'tensor([[0, 1, 2, 3, 4],\n        [5, 6, 7, 8, 9]])',
    'equal true',
  ],
  T2: ['tensor(7.3000)', 'tensor([[ 3,  3,  5],\n        [ 4, 10,  8]])'],
  T3: ['tensor(3.7417)', String(Math.sqrt(14)), 'tensor([ 4,  8, 12])'],
  T4: ['tensor([[1, 0],\n        [0, 0]])'],
  T5: ['tensor([5, 7, 9]) tensor([ 6, 15])', '[1, 3] [2, 1]'],
  T6: ['tensor([[1.0000, 2.0000],\n        [1.5000, 2.0000]])\nequal true', '[27, 27] [27, 1] [27, 27]'],
  T7: ['tensor([0, 1]) tensor([10, 11])', 'tensor(11) tensor(11)', 'tensor([10, 99])'],
  T8: [
    'tensor([[ 1,  2,  1],\n        [ 5,  4,  4],\n        [ 7,  7,  8],\n        [10, 11, 10]])',
    'tensor([[ 2],\n        [ 4],\n        [ 9],\n        [11]])',
  ],
  T9: [
    'tensor([[3, 4],\n        [5, 6],\n        [7, 8]])\ntensor([[1, 2],\n        [3, 4],\n        [5, 6]])',
  ],
  T10: ['tensor([[[1, 2],\n         [5, 6]],\n\n        [[3, 4],\n         [7, 8]]])', 'equal true'],
  T11: ['[0.07831710577', '0.49561673402', '0.62309813499'],
  T12: [
    '[0.06542607396',
    '0.41403800249',
    '0.52053588628',
    'tensor([1, 1, 2, 1, 2, 1, 2, 2, 1, 2]) torch.int64',
  ],
  T13: ['[5, 26] torch.int64', 'ones in each row tensor([1, 1, 1, 1, 1])', 'tensor([ 0, 15,  4,  2,  4])'],
  T14: ['tensor(0.3185) tensor(0.3185)', 'tensor(nan) tensor(0.1100)'],
  A1: ['tensor([20., 24., 28., 32.])'],
  A2: [
    'o       = 0.7071066904050358',
    'x2.grad = 0.5000001283844369',
    'w2.grad = 0',
    'x1.grad = -1.5000003851533106',
    'w1.grad = 1.0000002567688737',
  ],
  A3: ['w.grad = tensor([2., 0.])', 'spare.grad = null', 'y.grad = null', 'kept.grad = tensor([1., 1.])'],
  A4: [
    'after step 1 tensor(3.0720, requires_grad=True) tensor(4.0540, requires_grad=True)',
    'after step 101 tensor(3.4505, requires_grad=True) tensor(4.3472, requires_grad=True)',
  ],
  A5: [
    'grad_fn=<MulBackward0>',
    'tensor(2., requires_grad=True)',
    'SGD (\nParameter Group 0\n',
    'Linear(in_features=3, out_features=2, bias=True)',
  ],
};

const series = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);

test('every row has a lesson', () => {
  const rows = [...series('T', 14), ...series('A', 5), ...series('N', 6)];
  expect(
    rows.filter((row) => !coveredBy.has(row)),
    'rows without a lesson',
  ).toEqual([]);
  expect(Object.keys(FIGURES).filter((row) => !rows.includes(row))).toEqual([]);
});

describe.each(await testDevices())('on $name', (device) => {
  beforeAll(() => device.use());
  for (const [row, figures] of Object.entries(FIGURES)) {
    test(`${row}: its figures`, async () => {
      const id = coveredBy.get(row);
      if (id === undefined) throw new Error(`no lesson covers ${row}`);
      const { printed } = await runModel(lessonFile(id, 'model.ts'));
      for (const figure of figures) expect(printed.join('\n')).toContain(figure);
    });
  }
});
