/** @file Checks of functions that give a tensor: answers pass in any form, near misses get the hint that was written for them. */

import { beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { F, torch, type Tensor } from '../../engine/index';
import { tensorCheck, type TensorCheck, type TensorExercise } from '../../lessons/check-tensors';
import { lessonById, lessons } from '../../lessons/index';
import type { Check, Verdict } from '../../lessons/types';

type Any = readonly unknown[];
type Rule = (...args: never[]) => unknown;

const run = async (check: Check, name: string, fn: unknown): Promise<Verdict> =>
  check({ variables: { [name]: fn }, printed: [] });
const hasExercise = (check: Check): check is TensorCheck<Any> => 'exercise' in check;

beforeAll(() => setDefaultDevice(cpu));

const loaded = await Promise.all(
  lessons.map(async ({ id, loadCheck }) => ({ id, check: (await loadCheck()).check })),
);
const checks = loaded.flatMap(({ id, check }) => (hasExercise(check) ? [{ id, check }] : []));

describe.each(checks)('$id', ({ check }) => {
  const { name, answer, slips }: TensorExercise<Any> = check.exercise;
  test('the answer passes, as a promise, too', async () => {
    expect(await run(check, name, answer)).toMatchObject({ passed: true });
    expect(await run(check, name, async (...args: Any) => answer(...args))).toMatchObject({ passed: true });
  });
  test.each(slips.map(({ rule, hint }) => [hint, rule] as const))('%s', async (hint, rule) => {
    // where this near miss cannot be computed, the learner's has another value
    const fn = (...args: Any) => rule(...args);
    const { passed, message } = await run(check, name, fn);
    expect(passed).toBe(false);
    expect(message.endsWith(` ${hint}`), message).toBe(true);
  });
});

describe('other ways to the answer', () => {
  const column = (x: Tensor) => x.reshape(x.numel(), 1);
  const ways: [string, string, Rule][] = [
    [
      't1-making-tensors',
      'counting',
      (r: number, c: number) =>
        torch
          .ones(r * c)
          .cumsum(0)
          .view(r, c),
    ],
    ['t2-tensor-facts', 'whole', (x: Tensor) => (x.dtype.isFloatingPoint ? x.trunc() : x)],
    ['t3-elementwise', 'distance', (a: Tensor, b: Tensor) => b.sub(a).norm()],
    ['t4-matrix-product', 'outerProduct', (u: Tensor, v: Tensor) => column(u).mul(v)],
    ['t5-sum-and-keepdim', 'centred', (x: Tensor) => x.t().sub(x.mean(1)).t()],
    ['t6-broadcasting', 'differences', (a: Tensor, b: Tensor) => a.unsqueeze(1).sub(b.unsqueeze(0))],
    [
      't7-indexing',
      'frame',
      (n: number) => F.pad(torch.zeros(Math.max(n - 2, 0), Math.max(n - 2, 0)), [1, 1, 1, 1], 'constant', 1),
    ],
    ['t8-gather', 'pick', (p: Tensor, c: Tensor) => p.at(torch.arange(c.numel()), c)],
    ['t9-roll', 'push', (m: Tensor, next: number) => torch.cat([m.at('1:'), torch.tensor([next])])],
    ['t10-views', 'cut', (t: Tensor, r: number, l: number) => torch.stack(t.view(r, -1, l).unbind(1))],
    ['t13-one-hot', 'hot', (c: Tensor, n: number) => torch.eye(n, { dtype: torch.int64 }).at(c)],
    ['t14-cross-entropy', 'stable', (s: Tensor, c: Tensor) => F.nllLoss(F.logSoftmax(s, 1), c)],
  ];
  test.each(ways)('%s: %s', async (id, name, fn) => {
    const check = (await lessonById(id)!.loadCheck()).check;
    const verdict = await run(check, name, fn);
    expect(verdict.passed, verdict.message).toBe(true);
  });
});

describe('what is said', () => {
  const check = tensorCheck<[x: Tensor, by: number]>({
    name: 'scale',
    answer: (x, by) => x.mul(by),
    cases: [
      (make) => [make([1, 2]), 1],
      (make) => [make([[1, -2]]), 0.5],
      (make) => [make(new Array(20).fill(3)), 2],
    ],
    slips: [
      { rule: (x) => x.view(7), hint: 'A rule that cannot be computed says nothing.' },
      { rule: (x, by) => x.add(by), hint: 'Plus is not times.' },
    ],
    passed: 'Scaled.',
  });
  const said: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function scale yet/],
    ['a list', () => [1, 2], /^scale\(\[1, 2\], 1\) gives a list of 2\. It should give a tensor\.$/],
    ['throwing', () => JSON.parse('{'), /^scale\(\[1, 2\], 1\): scale stopped with an error/],
    ['another shape', (x: Tensor) => x.reshape(2, 1), /has the shape \[2, 1\]; it should be \[2\]\.$/],
    [
      'the same',
      (x: Tensor) => x,
      /^It fits in some cases, but not in all: scale\(\[\[1, −2\]\], 0\.5\) has 1 at \[0, 0\]; it should be 0\.5000\.$/,
    ],
    ['plus', (x: Tensor, by: number) => x.add(by), /has 2 at \[0\]; it should be 1\. Plus is not times\.$/],
    ['NaN', (x: Tensor) => x.mul(NaN), /has NaN at \[0\]; it should be 1/],
    [
      'up to ten',
      (x: Tensor, by: number) => (x.numel() > 10 ? x : x.mul(by)),
      /scale\(a tensor of shape \[20\], 2\) has 3 at \[0\]/,
    ],
    [
      'in place',
      (x: Tensor, by: number) => x.mul_(by),
      /in all: scale\(\[\[1, −2\]\], 0\.5\) gives the right numbers, but changes .* reads scale\(\[\[0\.5, −1\]\], 0\.5\)/,
    ],
  ];
  test.each(said)('%s', async (_, fn, message) => {
    expect(await run(check, 'scale', fn)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
  test('the right one', async () => {
    expect(await run(check, 'scale', (x: Tensor, by: number) => x.mul(by))).toEqual({
      passed: true,
      message: 'Scaled.',
    });
  });
  test('another dtype, where that matters', async () => {
    const exact = tensorCheck({ ...check.exercise, exactType: true });
    expect(await run(exact, 'scale', (x: Tensor, by: number) => x.double().mul(by))).toEqual({
      passed: false,
      message: expect.stringMatching(/has the right numbers as float64; it should be float32\.$/),
    });
  });
});
