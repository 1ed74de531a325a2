/** @file How far a run has come, out of what its loops tell. */

import { expect, test } from 'vitest';
import type { TurnEvent } from '../../../engine/trace/events';
import { Progress } from '../../../renderer/training/progress';

const turn = (
  loop: number,
  done: number,
  total: number | null,
  milliseconds: number,
  parent: number | null = null,
): TurnEvent => ({ type: 'turn', loop, parent, done, total, milliseconds, line: 1 });

test('one loop: rate and time left are those of the last seconds', () => {
  const progress = new Progress();
  progress.turn(turn(0, 0, 1_000, 0));
  expect(progress.view).toMatchObject({ done: 0, total: 1_000, rate: null, left: null });
  progress.turn(turn(0, 100, 1_000, 1_000));
  expect(progress.view).toMatchObject({ share: 0.1, rate: 100, left: 9_000 });
  for (let k = 1; k <= 4; k++) progress.turn(turn(0, 100 + 50 * k, 1_000, 1_000 + 1_000 * k));
  expect(progress.view?.rate).toBe(50);
});

test('a loop that does not say how far it goes has a rate and no time left', () => {
  const progress = new Progress();
  progress.turn(turn(0, 10, null, 0));
  progress.turn(turn(0, 30, null, 1_000));
  expect(progress.view).toMatchObject({ total: null, share: null, rate: 20, left: null });
});

test('a loop in a loop: the outer one is shown, the inner one counts as part of its turn', () => {
  const progress = new Progress();
  progress.turn(turn(0, 2, 10, 0));
  progress.turn(turn(1, 50, 100, 1_000, 0));
  expect(progress.view).toMatchObject({ done: 2, total: 10, share: 0.25, rate: 0.5, left: 15_000 });
});

test('one loop after the other: the second is shown from the beginning', () => {
  const progress = new Progress();
  progress.turn(turn(0, 90, 100, 0));
  progress.turn(turn(1, 1, 50, 100));
  expect(progress.view).toMatchObject({ done: 1, total: 50 });
});

test('a loop in a function that a loop calls stands inside it, once both have been heard of', () => {
  const progress = new Progress();
  progress.turn(turn(5, 0, 3, 0));
  progress.turn(turn(1, 4, 8, 100));
  progress.turn(turn(5, 1, 3, 200));
  progress.turn(turn(1, 4, 8, 300));
  expect(progress.view).toMatchObject({ done: 1, total: 3, share: 0.5 });
});

test("the learner's own word comes first", () => {
  const progress = new Progress();
  progress.turn(turn(0, 1, 10, 0));
  progress.told({ type: 'progress', done: 3, total: 4, label: 'Epoch' }, 50);
  progress.turn(turn(0, 2, 10, 100));
  expect(progress.view).toMatchObject({ label: 'Epoch', done: 3, total: 4 });
});
