/** @file The four ways to answer from examples, against scikit-learn and NumPy, and where a formula is known, against that. */

import { beforeAll, describe, expect, test } from 'vitest';
import { torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { averaging, lasso, lassoWeights, leastSquares, nearestNeighbours } from '../../lessons/baselines';
import tasks from './golden/baselines.json';

beforeAll(() => setDefaultDevice(cpu));

const float = (values: number[] | number[][]): Tensor => torch.tensor(values, { dtype: torch.float32 });
const tensors = (task: (typeof tasks)[number]) =>
  [float(task.xs), float(task.ys), float(task.query)] as const;
const number = async (tensor: Tensor) => Number(await tensor.item());

describe.each(tasks.map((task) => ({ task, n: task.ys.length, d: task.query.length })))(
  '$n examples in $d dimensions',
  ({ task, n, d }) => {
    const { xs, ys, query } = { xs: float(task.xs), ys: float(task.ys), query: float(task.query) };
    test('least squares is NumPy’s, also where there are many solutions', async () => {
      expect(await number(leastSquares(xs, ys, query))).toBeCloseTo(task.leastSquares, 3);
    });
    test('averaging', async () => {
      expect(await number(averaging(xs, ys, query))).toBeCloseTo(task.averaging, 5);
    });
    test.each([1, 3] as const)('%i nearest neighbours are scikit-learn’s', async (k) => {
      const expected = task.nearestNeighbours[`${k}`];
      expect(await number(nearestNeighbours(xs, ys, query, { k }))).toBeCloseTo(expected, 5);
    });
    test.each(['0.05', '0.3'] as const)(
      'the Lasso’s weights for alpha %s are scikit-learn’s',
      async (alpha) => {
        const weights = await lassoWeights(xs, ys, {
          alpha: Number(alpha),
          sweeps: n < d ? 3000 : 500,
        }).tolist();
        (weights as number[]).forEach((w, j) => expect(w).toBeCloseTo(task.lasso[alpha][j]!, 3));
      },
    );
  },
);

test('many tasks at once are as one after the other', async () => {
  const [first, other] = [tensors(tasks[0]!), tensors(tasks[0]!)];
  const [xs, ys, query] = [0, 1, 2].map((i) =>
    torch.stack([first[i]!, i === 1 ? other[i]!.neg() : other[i]!]),
  );
  for (const answer of [leastSquares, averaging, nearestNeighbours, lasso]) {
    const both = (await answer(xs!, ys!, query!).tolist()) as number[];
    expect(both[0]).toBeCloseTo(await number(answer(...first)), 5);
    expect(both[1]).toBeCloseTo(-both[0]!, 5);
  }
});

test('on an orthonormal design the Lasso moves each weight of least squares towards 0 by alpha', async () => {
  const xs = torch.eye(3).mul(Math.sqrt(3));
  const weights = await lassoWeights(xs, float([3, -1, 0.1]).mul(Math.sqrt(3)), { alpha: 0.5 }).tolist();
  [2.5, -0.5, 0].forEach((w, j) => expect((weights as number[])[j]).toBeCloseTo(w, 5));
});

test('fewer neighbours than asked for: all there are', async () => {
  const answer = nearestNeighbours(float([[1], [2]]), float([4, 8]), float([1]), { k: 3 });
  expect(await number(answer)).toBe(6);
});
