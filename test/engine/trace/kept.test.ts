/** @file Large tensors stay to be looked at as they were when they were told, within a budget. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nn, optim, torch, type Tensor } from '../../../engine/index';
import { EpisodePlan } from '../../../engine/trace/episodes';
import type { TraceEvent, Value } from '../../../engine/trace/events';
import { Kept } from '../../../engine/trace/kept';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import { testDevices } from '../devices';

afterEach(() => void observe(null));

const SIZE = 5000;

async function record(
  work: () => void | Promise<void>,
  { full = 1000, budget }: { full?: number; budget?: number } = {},
) {
  const drafts: (TraceEvent | Promise<TraceEvent>)[] = [];
  const kept = new Kept(budget);
  const recorder = new Recorder((draft) => drafts.push(draft), new EpisodePlan({ full, total: full }), kept);
  observe(recorder);
  await work();
  observe(null);
  recorder.finish();
  const events = await Promise.all(drafts);
  /** the kept element at `at`; null: no longer kept */
  const element = async (value: Value, at: number): Promise<number | null> => {
    const found = kept.find(value.kept![0]!);
    return found ? ((await found.reshape(-1).select(0, at).item()) as number) : null;
  };
  return { events, kept, element };
}

const of = <T extends TraceEvent['type']>(events: readonly TraceEvent[], type: T) =>
  events.filter((event): event is Extract<TraceEvent, { type: T }> => event.type === type);
const counting = (): Tensor => torch.arange(SIZE, { dtype: torch.float32 });

describe.each(await testDevices())('$name', ({ use }) => {
  beforeEach(use);

  test('a small tensor travels whole; of a large one the rest is kept, also of a view', async () => {
    const { events, element } = await record(() => {
      counting().reshape(50, 100).t();
      torch.arange(5);
    });
    const [long, , turned, short] = of(events, 'op');
    expect(short!.value).toMatchObject({ whole: true });
    expect(short!.value.kept).toBeUndefined();
    expect(await element(long!.value, 4999)).toBe(4999);
    // [99, 49] of the transpose, and [1, 0]: the second column of the first row
    expect(await element(turned!.value, 4999)).toBe(4999);
    expect(await element(turned!.value, 50)).toBe(1);
  });

  test('before a change in place the former elements are copied', async () => {
    const { events, element } = await record(() => {
      const x = counting();
      x.view(50, 100).mul_(2);
      x.put(7, -1);
      nn.init.zeros_(x);
    });
    const [made] = of(events, 'op');
    const [doubled, put, zeroed] = of(events, 'value').filter((event) => event.tensor === made!.output.id);
    expect(await element(made!.value, 7)).toBe(7);
    expect(await element(doubled!.value, 7)).toBe(14);
    expect(await element(of(events, 'mutate')[1]!.value, 7)).toBe(-1);
    expect(await element(of(events, 'mutate')[2]!.value, 7)).toBe(0);
    expect([put, zeroed]).toBeDefined();
  });

  test('a parameter is kept before and after each update, and .grad before it grew', async () => {
    const { events, element } = await record(() => {
      const w = counting().requiresGrad_();
      const sgd = new optim.SGD([w], { lr: 1 });
      w.mul(3).sum().backward();
      w.mul(3).sum().backward();
      sgd.step();
    });
    const [first, second] = of(events, 'accumulate');
    expect(await element(first!.after, 9)).toBe(3);
    expect(await element(second!.before!, 9)).toBe(3);
    expect(await element(second!.after, 9)).toBe(6);
    const { before, gradient, after } = of(events, 'update')[0]!.params[0]!;
    expect(await Promise.all([before, gradient, after].map((value) => element(value, 9)))).toEqual([9, 6, 3]);
  });

  test('over the budget the oldest goes; what shares a storage counts once', async () => {
    const budget = 3 * SIZE * 4;
    const { events, element } = await record(
      () => {
        const a = counting();
        a.view(50, 100);
        a.view(100, 50);
        a.add(1);
        a.add(2);
        a.add(3);
      },
      { budget },
    );
    const found = await Promise.all(of(events, 'op').map(({ value }) => element(value, 0)));
    expect(found).toEqual([null, null, null, 1, 2, 3]);
  });

  test('what belongs to an episode that is left out goes with it; of the last one it stays', async () => {
    const { events, kept, element } = await record(
      () => {
        const w = counting().requiresGrad_();
        const sgd = new optim.SGD([w], { lr: 1 });
        for (let i = 0; i < 4; i++) {
          sgd.zeroGrad();
          w.mul(2).sum().backward();
          sgd.step();
        }
      },
      { full: 1 },
    );
    const updates = of(events, 'update');
    expect(updates.at(-1)!.episode).toBe(3);
    expect(await element(updates.at(-1)!.params[0]!.after, 100)).toBe(100 - 2 * 4);
    expect(await element(updates[0]!.params[0]!.before, 100)).toBe(100);
    const known = new Set(
      JSON.stringify(events)
        .match(/"kept":\[\d+\]/g)!
        .map((text) => /\d+/.exec(text)![0]),
    );
    const alive = Array.from({ length: kept.mark }, (_, id) => id).filter((id) => kept.find(id) !== null);
    expect(alive.filter((id) => !known.has(String(id)))).toEqual([]);
  });
});
