/** @file The kernels' work in parts, alone and with another thread: the same elements, to the last bit. */

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { F, optim, torch, type Tensor } from '../../../engine/index';
import { dataOf } from '../../../engine/devices/cpu/storage';
import { exportsOf, kernels, type Exports } from '../../../engine/devices/cpu/wasm/kernels';
import { CUTS } from '../../../engine/devices/cpu/wasm/parts';
import { Board, MOST_PARTS, shareWork, type Shared } from '../../../engine/devices/cpu/wasm/threads';

afterEach(() => {
  shareWork(null);
  vi.restoreAllMocks();
});

/** The kernel of an addition, and its number there; see assembly/elementwise.ts. */
const BINARY = CUTS.findIndex(([name]) => name === 'binary');
const ADD = 0;

/** A copy. */
const bits = (tensor: Tensor): Buffer => {
  const { buffer, byteOffset, byteLength } = dataOf(tensor);
  return Buffer.from(new Uint8Array(buffer, byteOffset, byteLength));
};

/** Adam's parameter after two steps. */
function stepped(start: Tensor, slope: Tensor): Tensor {
  const p = start.clone().requiresGrad_();
  const adam = new optim.AdamW([p], { lr: 0.01 });
  p.grad = slope;
  adam.step();
  adam.step();
  return p.detach();
}

/** Sizes that fill no part, no vector and no tile. */
const WORKS: Record<string, () => Tensor> = {
  add: () => torch.randn([700_001]).add(torch.randn([700_001])),
  'an exponential': () => torch.randn([700_001]).exp(),
  softmax: () => torch.randn([401, 1033]).softmax(1),
  'log softmax': () => F.logSoftmax(torch.randn([401, 1033]), 1),
  Adam: () => stepped(torch.randn([300_001]), torch.randn([300_001])),
  'a wide product': () => torch.randn([130, 517]).matmul(torch.randn([517, 779])),
  'a narrow product': () => torch.randn([781, 517]).matmul(torch.randn([517, 131])),
  'a product of views': () =>
    torch
      .randn([517, 700])
      .t()
      .matmul(torch.randn([600, 517]).t()),
  'a batch of products': () => torch.randn([3, 400, 300]).matmul(torch.randn([3, 300, 400])),
};

function worked(name: string): Buffer {
  torch.manualSeed(5);
  return bits(WORKS[name]!());
}

/** Starts a thread that helps, from the sources as they are. */
async function startHelper(work: Shared): Promise<Worker> {
  const entry = fileURLToPath(new URL('./helper.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, ssr: true, rolldownOptions: { input: entry } },
  });
  const [{ code }] = (built as unknown as { output: [{ code: string }] }).output;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    workerData: work,
  });
  worker.unref();
  return worker;
}

test.each(Object.keys(WORKS))('%s in parts', (name) => {
  const whole = worked(name);
  const asked: Shared[] = [];
  shareWork((work) => void asked.push(work));
  expect(worked(name).equals(whole)).toBe(true);
  expect(asked).toHaveLength(1);
});

test('work that is not worth it asks for nobody', () => {
  let asked = 0;
  shareWork(() => void asked++);
  torch.randn([1000]).add(1);
  torch.randn([64, 64]).matmul(torch.randn([64, 64]));
  expect(asked).toBe(0);
});

test('of every kernel the parts together are the whole, and none is another', () => {
  const parts = 7;
  for (const [name, cut] of CUTS) {
    const at = { binary: 4, unary: 3, softmax: 2, adam: 4, matmul: 3 }[name];
    const args = Array.from({ length: 14 }, (_, i) => (i === at ? 1000 : 0));
    const sizes = Array.from({ length: parts }, (_, part) => cut(args, part, parts)[at]!);
    expect(sizes.reduce((a, b) => a + b)).toBe(1000);
  }
});

test('parts without anything to do, where there are more than the work has', () => {
  const x = torch.randn([3, 200_000]);
  const whole = bits(x.softmax(1));
  shareWork(() => undefined);
  expect(bits(x.softmax(1)).equals(whole)).toBe(true);
});

describe('the board', () => {
  /** Kernels that note which rows they were given. */
  function noting(rows: number[]): Exports {
    const softmax = (x: number, _out: number, count: number): void => {
      for (let i = 0; i < count; i++) rows.push(x / 4 + i);
    };
    return { softmax } as unknown as Exports;
  }
  const SOFTMAX = CUTS.findIndex(([name]) => name === 'softmax');

  test('every part is taken once, by whoever asks first, and what is done is gone', () => {
    const mine = new Board();
    const theirs = new Board(mine.buffer);
    const [here, there]: [number[], number[]] = [[], []];
    expect(theirs.work(noting(there))).toBe(false);
    for (let work = 1; work <= 300; work++) {
      here.length = there.length = 0;
      mine.put(SOFTMAX, [0, 0, 20, 1, 0], 5);
      while (mine.work(noting(here)) && theirs.work(noting(there))) {
        // in turns
      }
      mine.finish();
      expect(theirs.work(noting(there))).toBe(false);
      expect([here.length, there.length]).toEqual([12, 8]);
      expect([...here, ...there].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    }
  });

  test('who is overtaken while it looks takes another part', () => {
    const mine = new Board();
    const theirs = new Board(mine.buffer);
    const rows: number[] = [];
    mine.put(SOFTMAX, [0, 0, 4, 1, 0], 4);
    const look = Atomics.load.bind(Atomics) as (words: Int32Array, at: number) => number;
    vi.spyOn(Atomics, 'load').mockImplementationOnce(((words: Int32Array, at: number) => {
      const seen = look(words, at);
      theirs.work(noting(rows));
      return seen;
    }) as typeof Atomics.load);
    while (mine.work(noting(rows))) {
      // part after part
    }
    expect(rows.sort()).toEqual([0, 1, 2, 3]);
  });

  test('it takes as many parts as it says', () => {
    const board = new Board();
    const rows: number[] = [];
    board.put(SOFTMAX, [0, 0, 1000, 1, 0], MOST_PARTS);
    while (board.work(noting(rows))) {
      // part after part
    }
    board.finish();
    expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });
});

test('a thread that helps does parts of it, and all comes out as before', async () => {
  const { module, memory } = kernels()!;
  const board = new Board();
  const work: Shared = { module: module!, memory, board: board.buffer };
  const wasm = exportsOf(work.module, memory);
  const helper = await startHelper(work);
  let failure: unknown = null;
  helper.once('error', (error) => (failure = error));
  // what is done twice, or not at all, shows
  const [sums, ones] = [torch.zeros([400_000]), torch.ones([400_000])];
  const [to, from] = [dataOf(sums).byteOffset, dataOf(ones).byteOffset];
  const parts = 200;
  let done = 0;
  for (let i = 1; i <= 5000 && failure === null && (done < 1000 || i < 300); i++) {
    board.put(BINARY, [ADD, to, from, to, 400_000], parts);
    let own = 0;
    while (board.work(wasm)) own++;
    board.finish();
    done += parts - own;
    expect(bits(sums).equals(bits(ones.mul(i)))).toBe(true);
    // a turn, for the thread to start
    if (done === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await helper.terminate();
  expect(failure).toBeNull();
  expect(done).toBeGreaterThanOrEqual(1000);
}, 60_000);

test('all of it with a thread that helps', async () => {
  const wholes = new Map(Object.keys(WORKS).map((name) => [name, worked(name)]));
  let starting: Promise<Worker> | null = null;
  shareWork((work) => void (starting = startHelper(work)));
  worked('add');
  const helper = await starting!;
  await new Promise((resolve) => helper.once('online', resolve));
  for (let i = 0; i < 3; i++) {
    for (const [name, whole] of wholes) expect([name, worked(name).equals(whole)]).toEqual([name, true]);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await helper.terminate();
}, 60_000);
