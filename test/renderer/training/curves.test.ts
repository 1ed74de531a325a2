/** @file Curves: what a run draws, smoothed and thinned, over those of runs before. */

import { describe, expect, it } from 'vitest';
import { Curves } from '../../../renderer/run/history/curves';
import { linesOf } from '../../../renderer/training/lines';
import { nearest, smooth, thin } from '../../../renderer/training/series';

const loss = (episode: number, value: number, name: string | null = null) =>
  ({ type: 'loss', episode, value, name }) as const;
const log = (name: string, step: number, value: number) =>
  ({ type: 'log', name, step, value, line: 1 }) as const;

describe('Curves', () => {
  it('keeps one value an episode, the last, and says from where on it is no finite number', () => {
    const curves = new Curves();
    for (const event of [loss(0, 9), loss(1, 8), loss(1, 7), loss(2, NaN), loss(5, Infinity)])
      curves.takeLoss(event);
    expect(curves.main).toEqual({
      name: 'loss',
      kind: 'loss',
      steps: [0, 1, 2, 5],
      values: [9, 7, NaN, Infinity],
      brokenAt: 2,
    });
  });

  it('keeps losses of different names and what is logged apart', () => {
    const curves = new Curves();
    curves.takeLog(log('accuracy', 0, 0.5));
    curves.takeLoss(loss(0, 1, 'real'));
    curves.takeLoss(loss(0, 2, 'fake'));
    expect(curves.drawn).toBe(false);
    curves.takeLoss(loss(1, 3, 'real'));
    expect(curves.list.map(({ name, values }) => [name, values])).toEqual([
      ['accuracy', [0.5]],
      ['real', [1, 3]],
      ['fake', [2]],
    ]);
    expect(curves.main?.name).toBe('real');
    expect(curves.drawn).toBe(true);
  });

  it('draws a line that is plotted again in the place of the one before', () => {
    const curves = new Curves();
    const plot = (name: string, ys: number[]) =>
      curves.takePlot({ type: 'plot', chart: 'error', name, xs: [0], ys, line: 1 });
    plot('a', [1]);
    plot('b', [2]);
    plot('a', [3]);
    expect(curves.charts.get('error')?.map(({ name, ys }) => [name, ys])).toEqual([
      ['b', [2]],
      ['a', [3]],
    ]);
  });
});

describe('smooth', () => {
  it('is the unbiased running average, and starts anew behind NaN', () => {
    expect(smooth([4, 4, 4], 0.9)).toEqual([4, 4, 4].map((x) => expect.closeTo(x, 12)));
    const [first, second] = smooth([1, 3], 0.5);
    expect(first).toBe(1);
    // (0.5·0.5·1 + 0.5·3) / 0.75
    expect(second).toBeCloseTo(7 / 3, 12);
    expect(smooth([1, NaN, 5], 0.5)[2]).toBe(5);
    const values = [1, 2];
    expect(smooth(values, 0)).toBe(values);
  });
});

describe('thin', () => {
  const steps = Array.from({ length: 10_000 }, (_, k) => k);

  it('loses no peak and stays in order', () => {
    const values = steps.map((k) => (k === 7_777 ? 100 : k === 123 ? -100 : Math.sin(k)));
    const { x, y } = thin(steps, values, [-Infinity, Infinity], 200);
    expect(x.length).toBeLessThanOrEqual(400);
    expect(y).toContain(100);
    expect(y).toContain(-100);
    expect(x).toEqual(x.toSorted((a, b) => a - b));
    for (const [k, step] of x.entries()) expect(y[k]).toBe(values[step]);
  });

  it('shows every point of a short stretch, with one on either side of it', () => {
    expect(thin(steps, steps, [100, 103], 50).x).toEqual([99, 100, 101, 102, 103, 104]);
  });

  it('of a curve that has grown is the same as if it had always been so long', () => {
    const values = steps.map((k) => Math.sin(k * k));
    let before: ReturnType<typeof thin> | null = null;
    for (const count of [300, 700, 1_000, 1_001, 1_016, 4_000, 9_999, 10_000]) {
      const [some, shown] = [steps.slice(0, count), values.slice(0, count)];
      // the newest value is replaced later
      shown[count - 1] = 5;
      before = thin(some, shown, [-Infinity, Infinity], 200, false, before);
      const { x, y } = thin(some, shown, [-Infinity, Infinity], 200);
      expect([before.x, before.y]).toEqual([x, y]);
    }
  });

  it('leaves a gap where a value cannot be drawn', () => {
    expect(thin([0, 1, 2, 3], [1, NaN, 0, 2], [0, 3], 10).y).toEqual([1, null, 0, 2]);
    expect(thin([0, 1, 2, 3], [1, NaN, 0, 2], [0, 3], 10, true).y).toEqual([1, null, null, 2]);
  });
});

it('the nearest step is found', () => {
  expect(nearest([0, 10, 20], 4)).toBe(0);
  expect(nearest([0, 10, 20], 6)).toBe(1);
  expect(nearest([0, 10, 20], 99)).toBe(2);
  expect(nearest([], 1)).toBe(-1);
});

it('the shown run lies on top, runs before beneath, what is smoothed over its own values', () => {
  const run = (id: number) => {
    const curves = new Curves();
    for (const k of [0, 1]) curves.takeLoss(loss(k, k));
    return { id, curves };
  };
  const [one, two, three] = [run(1), run(2), run(3)];
  const looks = (smoothed: boolean) =>
    linesOf(three, [one, two, three], smoothed).map(({ label, look }) => `${label}: ${look}`);
  expect(looks(false)).toEqual(['loss, run 1: past', 'loss, run 2: past', 'loss: current']);
  expect(looks(true)).toEqual(['loss, run 1: past', 'loss, run 2: past', 'loss: raw', 'loss: current']);
});
