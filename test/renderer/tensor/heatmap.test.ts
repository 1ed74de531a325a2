/** @file Heatmaps and colour scales: every cell is an element, and what is special stands out. */

import { describe, expect, it } from 'vitest';
import { cornerLabel, gridOf, heatmapPaths, indexLabel } from '../../../renderer/tensor/heatmap';
import { level, levelColour, LEVELS } from '../../../renderer/theme/scales';
import { value } from '../history/fixtures';

describe('shades', () => {
  it('diverge about 0', () => {
    expect(level(0, 5)).toBe(0);
    expect(level(-0, 5)).toBe(0);
    expect(level(5, 5)).toBe(LEVELS);
    expect(level(-5, 5)).toBe(-LEVELS);
    expect(level(99, 5)).toBe(LEVELS);
    expect(level(2n, 2)).toBe(LEVELS);
  });

  it('tell a small number from none', () => {
    expect(level(1e-9, 5)).toBe(1);
    expect(level(-1e-9, 5)).toBe(-1);
  });

  it('mark NaN and infinities', () => {
    for (const x of [NaN, Infinity, -Infinity]) expect(level(x, 5)).toBe('special');
  });

  it('never speak both languages', () => {
    expect(levelColour(-LEVELS, 'value')).toContain('--value-negative');
    expect(levelColour(3, 'gradient')).toContain('--gradient-positive');
    expect(levelColour(3, 'gradient')).not.toContain('value');
  });
});

describe('pictures', () => {
  it('draw every cell once, in its shade', () => {
    const held = value([1, -1, 0, NaN, 1, 1], [2, 3]);
    const paths = heatmapPaths(held, gridOf(held, [2, 3]), 4, 4);
    const cells = new Map(paths.map((path) => [path.shade, path.d.match(/M/g)?.length]));
    expect(cells).toEqual(
      new Map<number | 'special', number>([
        [8, 3],
        [-8, 1],
        [0, 1],
        ['special', 1],
      ]),
    );
    expect(paths.find((path) => path.shade === 'special')?.d).toBe('M0 4h4v4h-4z');
  });

  it('say which corner they show', () => {
    const corner = {
      ...value(
        Array.from({ length: 256 }, () => 1),
        [16, 16],
      ),
      whole: false,
    };
    expect(cornerLabel(gridOf(corner, [1000, 1000]), [1000, 1000])).toBe('first 16 × 16 of 1000 × 1000');
    const vector = { ...value(Array.from({ length: 16 }, () => 1)), whole: false };
    expect(cornerLabel(gridOf(vector, [500]), [500])).toBe('first 16 of 500');
    const whole = value([1, 2, 3, 4], [2, 2]);
    expect(cornerLabel(gridOf(whole, [2, 2]), [2, 2])).toBeNull();
    const deep = {
      ...value(
        Array.from({ length: 8 }, () => 1),
        [2, 2, 2],
      ),
      whole: true,
    };
    expect(cornerLabel(gridOf(deep, [2, 2, 2]), [2, 2, 2])).toBe('first 2 × 2 of 2 × 2 × 2');
  });
});

it('an element is called as it is indexed', () => {
  expect(indexLabel(value([1, 2, 3], [3]), 2)).toBe('[2]');
  expect(indexLabel(value([1, 2, 3, 4, 5, 6], [2, 3]), 4)).toBe('[1, 1]');
  expect(indexLabel(value([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]), 5)).toBe('[1, 0, 1]');
});
