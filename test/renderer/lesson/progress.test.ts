/** @file The way through the lessons: states, what comes next, and where arrows lead on the map. */

import { describe, expect, test } from 'vitest';
import { arrowTarget } from '../../../renderer/lesson/arrows';
import { describeStop, nextLesson, stagesOf } from '../../../renderer/lesson/progress';
import { lesson } from '../state/parts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, i) => ({
  ...lesson(id, i),
  group: i < 2 ? 'First' : 'Second',
}));
const all = [a!, b!, c!, d!];
const among = (ids: string) => (id: string) => ids.includes(id);

describe('what comes next', () => {
  test.each([
    ['a', '', 'b'],
    ['a', 'b', 'c'],
    ['d', 'bd', 'a'],
    ['b', 'cd', 'a'],
    ['d', 'abc', 'd'],
    ['d', 'abcd', null],
  ])('at %s with %j solved it is %s', (open, solved, expected) => {
    const here = all.find(({ id }) => id === open)!;
    expect(nextLesson(all, here, among(solved))?.id ?? null).toBe(expected);
  });
});

test('every lesson stands in its group with its state', () => {
  const stages = stagesOf(all, b!, { isSolved: among('a'), isOpened: among('abc') });
  expect(stages.map(({ group, solved, stops }) => [group, solved, stops.length])).toEqual([
    ['First', 1, 2],
    ['Second', 0, 2],
  ]);
  expect(stages.flatMap(({ stops }) => stops.map(describeStop))).toEqual([
    '1. Title of a, solved',
    '2. Title of b, open now',
    '3. Title of c, opened, next',
    '4. Title of d',
  ]);
});

describe('arrows', () => {
  // three in a row, two in the next, one alone and wide
  const boxes = [
    [0, 0, 10],
    [20, 0, 10],
    [40, 0, 10],
    [0, 50, 10],
    [20, 50, 10],
    [0, 90, 50],
  ].map(([left = 0, top = 0, width = 0]) => ({ left, top, width }));
  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 2, 3],
    ['ArrowRight', 5, null],
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, null],
    ['ArrowDown', 0, 3],
    ['ArrowDown', 2, 4],
    ['ArrowDown', 4, 5],
    ['ArrowDown', 5, null],
    ['ArrowUp', 5, 4],
    ['ArrowUp', 4, 1],
    ['ArrowUp', 1, null],
    ['Home', 4, 0],
    ['End', 1, 5],
    ['Enter', 1, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(arrowTarget(boxes, from, key)).toBe(to);
  });
});
