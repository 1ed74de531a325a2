/** @file Gives the learner's `leastSquares` examples of rules that are known, with noise and without. */

import { torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { averaging, leastSquares } from '../baselines';
import { call, fail, figure, figures, isClose, learnerFunction, pass, readNumber } from '../check-helpers';
import { readNumbers } from '../check-networks';
import type { Check } from '../types';

interface Task {
  readonly xs: readonly (readonly number[])[];
  readonly ys: readonly number[];
  readonly query: readonly number[];
}

/** More examples than dimensions, and no two dimensions alike. */
const TASKS: readonly Task[] = [
  {
    xs: [
      [1, 0],
      [1, 1],
      [2, 1],
    ],
    ys: [2, 1, 3],
    query: [3, -1],
  }, // y = 2 x₁ − x₂
  {
    xs: [
      [1, 2],
      [2, -1],
      [0.5, 1],
      [-1, 1],
    ],
    ys: [3.2, -0.1, 1.4, 0.8],
    query: [1, 1],
  },
  {
    xs: [
      [1, 0, 2],
      [0, 1, 1],
      [2, -1, 0],
      [1, 1, 1],
      [-1, 2, 0.5],
    ],
    ys: [1, 3, -2, 2.5, 4],
    query: [0.5, 1, -1],
  },
];

const matrix = (rows: readonly (readonly number[])[]): Tensor =>
  torch.tensor(rows.map((row) => [...row])).float();
const vector = (values: readonly number[]): Tensor => torch.tensor([...values]).float();

/** Ways to be nearly right. */
const SLIPS: readonly (readonly [(xs: Tensor, ys: Tensor, query: Tensor) => Tensor, string])[] = [
  [averaging, 'That is averaging: X and y multiplied and divided by n. The inverse of XᵀX is missing.'],
  [
    (xs, ys, query) => averaging(xs, ys, query).mul(ys.numel()),
    'Those are the weights Xᵀy. The inverse of XᵀX is missing.',
  ],
  [
    (xs, ys) => leastSquares(xs, ys, torch.ones(xs.shape[1]!)),
    'Those are the weights added up. Multiply them with the query first.',
  ],
];

/** Passes when `leastSquares(xs, ys, query)` is the prediction of the best weights. */
export const check: Check = async (context) => {
  const learners = learnerFunction(context, 'leastSquares');
  if (!learners.ok) return fail(learners.reason);

  for (const task of TASKS) {
    const [xs, ys, query] = [matrix(task.xs), vector(task.ys), vector(task.query)];
    const where = `For ${task.ys.length} examples in ${task.query.length} dimensions, leastSquares`;
    const result = await call('leastSquares', learners.value, [xs, ys, query]);
    if (!result.ok) return fail(result.reason);
    const list = await readNumbers(result.value);
    if (list.ok && list.value.values.length > 1) {
      const { length } = list.value.values;
      const hint =
        length === task.query.length ? ' Are those the weights? Asked for is the y at the query.' : '';
      return fail(`${where} gives ${length} numbers; it should give one.${hint}`);
    }
    const read = await readNumber(result.value);
    if (!read.ok) return fail(`${where} gives ${read.reason}. It should give one number.`);
    const expected = Number(await leastSquares(xs, ys, query).item());
    if (isClose(read.value, expected, 1e-3)) continue;
    const [got, wanted] = figures(read.value, expected);
    for (const [rule, hint] of SLIPS) {
      if (isClose(read.value, Number(await rule(xs, ys, query).item()), 1e-3))
        return fail(`${where} expects ${got} at the query, not ${wanted}. ${hint}`);
    }
    return fail(
      `${where} expects ${got} at the query; the weights with the least squared error give ${wanted}.`,
    );
  }
  return pass(
    `leastSquares is right for ${TASKS.length} tasks: at the first one’s query it expects ${figure(7)}.`,
  );
};
