/** @file Windows into large tensors: what the worker answers equals the engine's own slices, and late answers are dropped. */

import { beforeEach, describe, expect, it } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import type { Value } from '../../../engine/trace/events';
import { Kept } from '../../../engine/trace/kept';
import { valueOf } from '../../../engine/trace/value';
import { addValues, zerosLike } from '../../../renderer/run/history/values';
import type { ToWorker } from '../../../renderer/run/protocol';
import { WindowDesk } from '../../../renderer/run/window-desk';
import { Windows, type Ask, type WindowRequest } from '../../../renderer/run/windows';
import { defaultPlane } from '../../../renderer/tensor/plane';
import { seen, type Wish } from '../../../renderer/tensor/seen';
import { testDevices } from '../../engine/devices';

const listed = async (t: Tensor): Promise<number[]> => (await t.reshape(-1).tolist()) as number[];
const question = { threshold: 1, bins: 8 };
const wish: Wish = {
  shape: [3, 60, 70],
  dtype: 'float32',
  look: {
    plane: defaultPlane([3, 60, 70], 2),
    top: 40,
    left: 50,
    rows: 20,
    columns: 10,
    mostRows: 20,
    mostColumns: 5,
  },
  question,
};

describe.each(await testDevices())('$name', ({ use }) => {
  beforeEach(use);

  async function large() {
    const generator = new torch.Generator().manualSeed(5);
    const kept = new Kept();
    const windows = new Windows(kept);
    const ask: Ask = (request) => windows.answer(request);
    // a view: what is asked for lies strided in its storage
    const x = torch.randn([70, 60, 3], { generator }).permute(2, 1, 0);
    return { generator, kept, ask, x, value: await valueOf(x, kept) };
  }

  it('a part of a slice, averaged in blocks, and what can be said of the whole tensor', async () => {
    const { ask, x, value } = await large();
    expect(value.whole).toBe(false);
    const { part, statistics, corner } = await seen(value, wish, ask);
    expect(corner).toBe(false);
    const block = x.select(0, 2).narrow(0, 40, 20).narrow(1, 50, 10).reshape(20, 5, 2).mean(2);
    const expected = await listed(block);
    expect([part.rows, part.columns]).toEqual([20, 5]);
    [...part.cells].forEach((cell, i) => expect(Number(cell)).toBeCloseTo(expected[i]!, 6));
    expect(statistics.count).toBe(3 * 60 * 70);
    expect(statistics.max).toBe(await x.max().item());
    expect(statistics.above).toBe(Number(await x.abs().gt(1).sum().item()));
  });

  it('in the middle of code the cpu answers at once, a GPU later', async () => {
    const { kept, x, value } = await large();
    const request = { kept: value.kept!, dtype: 'float32', look: wish.look, question } as const;
    const windows = new Windows(kept);
    const now = windows.answerNow(request);
    if (x.device.type === 'cpu') expect(now).toEqual(await windows.answer(request));
    else expect(now).toBeUndefined();
    const twice = { ...request, kept: [...value.kept!, ...value.kept!] };
    if (x.device.type === 'cpu') expect(windows.answerNow(twice)).toEqual(await windows.answer(twice));
    expect(windows.answerNow({ ...request, kept: [-1] })).toBeNull();
  });

  it('a gradient that comes in parts is their sum, rounded as the tensor is', async () => {
    const { ask, x, value, generator, kept } = await large();
    const y = torch.randn([3, 60, 70], { generator });
    const sum = addValues(value, await valueOf(y, kept), 'float32');
    const { part } = await seen(sum, { ...wish, look: { ...wish.look, mostColumns: 10 } }, ask);
    const expected = x.add(y).select(0, 2).narrow(0, 40, 20).narrow(1, 50, 10);
    expect([...part.cells]).toEqual(await listed(expected));
  });

  it('what was zeroed is 0, without asking anyone', async () => {
    const { value } = await large();
    const { part, statistics, corner } = await seen(zerosLike(value), wish, null);
    expect(corner).toBe(false);
    expect([...part.cells].every((x) => x === 0)).toBe(true);
    expect(statistics.count).toBe(3 * 60 * 70);
  });

  it('what is no longer kept is not made up: there is the corner of the trace, and it is called that', async () => {
    const { ask, x, value, kept } = await large();
    kept.drop(1);
    for (const result of [await seen(value, wish, ask), await seen(value, wish, null)]) {
      expect(result.corner).toBe(true);
      expect(result.shape).toEqual([1, 16, 16]);
      const corner = x.narrow(0, 0, 1).narrow(1, 0, 16).narrow(2, 0, 10);
      expect(result.look.plane.at).toEqual([0, 0, 0]);
      expect(result.part.cells.length).toBe(16 * 5);
      expect(result.part.cells[0]).toBeCloseTo(
        Number(await corner.narrow(1, 0, 1).narrow(2, 0, 2).mean().item()),
        6,
      );
    }
  });
});

it('elements that were read once are let go when they are no longer kept', async () => {
  const kept = new Kept();
  const windows = new Windows(kept);
  const value = (await valueOf(torch.zeros(5000), kept)) as Value;
  const look = { ...wish.look, plane: defaultPlane([5000]), top: 0, left: 0, rows: 1, columns: 10 };
  const request: WindowRequest = { kept: value.kept!, dtype: 'float32', look, question };
  expect(await windows.answer(request)).not.toBeNull();
  kept.drop(1);
  expect(await windows.answer(request)).toBeNull();
});

describe('the desk', () => {
  const request: WindowRequest = { kept: [1], dtype: 'float32', look: wish.look, question };

  it('hands each answer to who asked, whatever the order', async () => {
    const desk = new WindowDesk();
    const sent: ToWorker[] = [];
    const worker = { postMessage: (message: ToWorker) => void sent.push(message) } as Pick<
      Worker,
      'postMessage'
    >;
    const [first, second] = [desk.ask(1, worker, request), desk.ask(1, worker, request)];
    const asks = sent.map((message) => (message.type === 'window' ? message.ask : -1));
    expect(new Set(asks).size).toBe(2);
    const answer = (max: number) => ({ part: {}, statistics: { max } }) as never;
    desk.receive(asks[1]!, answer(2));
    desk.receive(asks[0]!, answer(1));
    expect(await Promise.all([first, second])).toEqual([answer(1), answer(2)]);
  });

  it('answers nothing when the worker has ended, and drops what comes late', async () => {
    const desk = new WindowDesk();
    const worker = { postMessage: () => undefined } as Pick<Worker, 'postMessage'>;
    const [old, current] = [desk.ask(1, worker, request), desk.ask(2, worker, request)];
    desk.close(1);
    expect(await old).toBeNull();
    desk.receive(1, {} as never);
    desk.close(2);
    expect(await current).toBeNull();
  });
});
