/** @file Windows into large tensors: what the worker answers equals the engine's own slices, and late answers are dropped. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import { torch, type Tensor } from '../../../engine/index';
import type { Value } from '../../../engine/trace/events';
import { Kept } from '../../../engine/trace/kept';
import { valueOf } from '../../../engine/trace/value';
import { addValues, zerosLike } from '../../../renderer/run/history/values';
import type { ToWorker } from '../../../renderer/run/protocol';
import { WindowDesk } from '../../../renderer/run/window-desk';
import { Windows, type Ask, type WindowRequest } from '../../../renderer/run/windows';
import { denseLayout, partOf, type Look } from '../../../renderer/tensor/part';
import { defaultPlane, picturesPlane } from '../../../renderer/tensor/plane';
import { seen, type Wish } from '../../../renderer/tensor/seen';
import { statisticsOf } from '../../../renderer/tensor/statistics';
import { openTestDevice } from '../../engine/dawn';
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

describe('of a large tensor on a GPU', () => {
  const shape = [3, 400, 500];
  const look = { ...wish.look, plane: defaultPlane(shape, 2), rows: 20, columns: 10, mostColumns: 10 };
  let gpu: WebGPUDevice;
  beforeAll(async () => {
    gpu = await openTestDevice();
  });
  afterAll(() => {
    setDefaultDevice(cpu);
    gpu.destroy();
  });

  /** A strided look at numbers of which some are none, and the same in order on the cpu. */
  async function distant() {
    registerDevice(gpu);
    setDefaultDevice(gpu);
    const generator = new torch.Generator().manualSeed(6);
    const base = torch.randn([500, 400, 3], { generator }).mul(2);
    base
      .view(-1)
      .narrow(0, 7, 3)
      .copy_(torch.tensor([NaN, Infinity, -Infinity]));
    const x = base.permute(2, 1, 0);
    const kept = new Kept();
    const { kept: ids } = await valueOf(x, kept);
    const windows = new Windows(kept);
    const data = Float32Array.from(await listed(x));
    const from = gpu.counts.bytes;
    const ask = (of: Look) => windows.answer({ kept: ids!, dtype: 'float32', look: of, question });
    return { x, kept, ask, data, read: () => gpu.counts.bytes - from };
  }

  it('only the window is read, and what can be said of all of it is found out there, once', async () => {
    const { ask, data, read } = await distant();
    const { part, statistics } = (await ask(look))!;
    expect(part).toEqual(partOf(data, denseLayout(shape), look));
    const expected = statisticsOf(data, denseLayout(shape), question);
    for (const exact of ['count', 'nan', 'infinite', 'min', 'max', 'above'] as const)
      expect(statistics[exact]).toBe(expected[exact]);
    expect(statistics.nan + statistics.infinite).toBe(3);
    expect(statistics.mean).toBeCloseTo(expected.mean, 6);
    expect(statistics.std).toBeCloseTo(expected.std, 5);
    expect(statistics.bins.reduce((a, b) => a + b)).toBe(3 * 400 * 500 - 3);
    // a border may fall to the other side
    statistics.bins.forEach((bin, i) => expect(Math.abs(bin - expected.bins[i]!)).toBeLessThanOrEqual(2));
    const first = read();
    expect(first).toBeLessThan(data.byteLength / 20);
    expect((await ask({ ...look, top: 100 }))!.part).toEqual(
      partOf(data, denseLayout(shape), { ...look, top: 100 }),
    );
    expect(read() - first).toBe(20 * 10 * 4);
  });

  it('blocks are averaged there, at the edges, too', async () => {
    const { ask, data, read } = await distant();
    await ask(look);
    const before = read();
    const all = { ...look, top: 1, left: 3, rows: 399, columns: 497, mostRows: 40, mostColumns: 50 };
    const { part } = (await ask(all))!;
    expect(read() - before).toBe(40 * 50 * 4);
    const expected = partOf(data, denseLayout(shape), all);
    expect({ ...part, cells: [] }).toEqual({ ...expected, cells: [] });
    part.cells.forEach((cell, i) => expect(cell).toBeCloseTo(Number(expected.cells[i]), 5));
  });

  it('what is found out of a tensor is of one moment, whatever becomes of it meanwhile', async () => {
    registerDevice(gpu);
    setDefaultDevice(gpu);
    const x = torch.randn([600, 500], { generator: new torch.Generator().manualSeed(7) });
    const kept = new Kept();
    const { kept: ids } = await valueOf(x, kept);
    const data = Float32Array.from(await listed(x));
    const flat = { ...look, plane: defaultPlane([600, 500]) };
    const asked = new Windows(kept).answer({ kept: ids!, dtype: 'float32', look: flat, question });
    kept.changing(x);
    x.fill_(1);
    const { bins } = statisticsOf(data, denseLayout([600, 500]), question);
    (await asked)!.statistics.bins.forEach((bin, i) =>
      expect(Math.abs(bin - bins[i]!)).toBeLessThanOrEqual(2),
    );
  });

  it('pictures beside one another are the same, and a copy is asked where the tensor has changed', async () => {
    const { x, kept, ask, data } = await distant();
    const pictures = { ...look, plane: picturesPlane(shape), top: 5, left: 490, rows: 12, columns: 600 };
    const wide = { ...pictures, mostColumns: 600 };
    expect((await ask(wide))!.part).toEqual(partOf(data, denseLayout(shape), wide));
    const asked = ask({ ...look, left: 60 });
    kept.changing(x);
    x.fill_(1);
    const { part, statistics } = (await asked)!;
    expect(part).toEqual(partOf(data, denseLayout(shape), { ...look, left: 60 }));
    const { bins } = statisticsOf(data, denseLayout(shape), question);
    statistics.bins.forEach((bin, i) => expect(Math.abs(bin - bins[i]!)).toBeLessThanOrEqual(2));
    expect((await ask(look))!.statistics.nan).toBe(1);
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
