/** @file Time travel through a long training: which episodes are there, and that each holds what it held then. */

import { expect, test } from 'vitest';
import { optim, torch } from '../../../engine/index';
import { EpisodePlan } from '../../../engine/trace/episodes';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import { Run } from '../../../renderer/state/run.svelte';
import { seekEpisode } from '../../../renderer/state/travel';

const EPISODES = 50_000;
const RATE = 1e-5;

/** w falls by the same share in every step: after k steps it is (1 − 2·rate)^k. */
function train(wanted: readonly number[]): Run {
  const run = new Run({ id: 1, file: 'model.ts', source: '', schedule: () => undefined });
  const recorder = new Recorder(
    (draft) => {
      if (!(draft instanceof Promise)) run.append([draft]);
    },
    new EpisodePlan({}, wanted),
  );
  const w = torch.tensor([1, 2], { dtype: torch.float64, requiresGrad: true });
  recorder.name(w, 'w');
  const optimizer = new optim.SGD([w], { lr: RATE });
  observe(recorder);
  try {
    for (let k = 0; k < EPISODES; k++) {
      const loss = w.mul(w).sum();
      loss.backward();
      optimizer.step();
      optimizer.zeroGrad();
    }
    recorder.finish();
  } finally {
    observe(null);
  }
  run.append([{ type: 'done', milliseconds: 1 }]);
  return run;
}

test('50,000 steps: the first ones, rounder and rounder ones, the wanted and the last are kept, each as it was', () => {
  const run = train([12_345]);
  const numbers = run.episodes.map(({ number }) => number);
  for (const kept of [
    0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 12_345, 20_000, 49_999,
  ]) {
    expect(numbers).toContain(kept);
  }
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  // all of the first ones while the budget lasts, then few
  const long = numbers.filter((number) => number >= 5_000);
  expect(long).toEqual([5_000, 10_000, 12_345, 20_000, 49_999]);
  expect(run.curves.main?.steps).toHaveLength(EPISODES);

  const w = run.graph.byKey.get('w')!.tensor;
  for (const number of [0, 1, 50, 10_000, 12_345, 49_999]) {
    seekEpisode(
      run,
      run.episodes.find((episode) => episode.number === number)!,
    );
    const { from, to } = run.range(run.episode!);
    run.seek(from);
    expect(run.episode?.number).toBe(number);
    expect(run.current?.phase).toBe('forward');
    const factor = (1 - 2 * RATE) ** number;
    expect(run.value(w)?.elements[1]).toBeCloseTo(2 * factor, 9);
    // its loss is the curve's point, its gradient and its weights are those of this step
    const loss = run.curves.main!.values[number]!;
    expect(loss).toBeCloseTo(5 * factor ** 2, 8);
    const update = run.steps.slice(from, to).find(({ kind }) => kind === 'update')!;
    run.seek(run.steps.indexOf(update));
    expect(run.gradient(w)?.elements[1]).toBeCloseTo(4 * factor, 8);
    expect(run.value(w)?.elements[1]).toBeCloseTo(2 * factor * (1 - 2 * RATE), 9);
  }
}, 120_000);
