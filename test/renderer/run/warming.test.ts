/** @file The next run's worker is made ready: by what runs have told of a text, or by a rehearsal that is given up in time. */

import { expect, test } from 'vitest';
import type { AdapterFacts, Kernel } from '../../../engine/devices/webgpu';
import type { FromWorker, ToWorker } from '../../../renderer/run/protocol';
import { Warming } from '../../../renderer/run/warming';

/** Remembers what it is told; the test speaks for it. */
class FakeWorker extends EventTarget {
  readonly told: ToWorker[] = [];
  ended = false;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;

  postMessage(message: ToWorker): void {
    this.told.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  async say(message: FromWorker): Promise<void> {
    const event = new MessageEvent('message', { data: message });
    this.dispatchEvent(event);
    this.onmessage?.(event);
    await new Promise((resolve) => setTimeout(resolve));
  }

  get types(): string[] {
    return this.told.map(({ type }) => type);
  }
}

const facts: AdapterFacts = { limits: {}, features: [], info: {}, isFallbackAdapter: true };
const kernel = (key: string): Kernel => ({ key, code: '', inputs: 1, also: 0, flag: false });
const request = { file: 'model.ts', source: 'text', device: 'webgpu', data: [] } as const;
const compiled = { ok: true, code: 'compiled', loops: [] } as never;

function setUp() {
  const rehearsals: FakeWorker[] = [];
  const warming = new Warming(() => {
    const worker = new FakeWorker();
    rehearsals.push(worker);
    return worker as unknown as Worker;
  });
  const worker = new FakeWorker();
  const state = { isReady: false };
  const begin = (sources: readonly string[] = ['text']) =>
    void warming
      .begin(
        worker as unknown as Worker,
        sources.map((source) => ({ request: { ...request, source }, compiled })),
      )
      .then(() => (state.isReady = true));
  return { warming, worker, rehearsals, state, begin };
}

test('a text that never ran is rehearsed, and what that needs is compiled', async () => {
  const { worker, rehearsals, state, begin } = setUp();
  begin();
  expect(worker.types).toEqual(['prepare']);
  await worker.say({ type: 'adapter', adapter: facts });
  const [rehearsal] = rehearsals;
  expect(rehearsal!.told).toMatchObject([{ type: 'rehearse', adapter: facts, code: 'compiled' }]);
  expect(rehearsal!.told[0]).toMatchObject({ request: { source: 'text', check: null } });
  await rehearsal!.say({ type: 'kernels', run: 0, kernels: [kernel('a')] });
  await rehearsal!.say({ type: 'kernels', run: 0, kernels: [kernel('b')] });
  expect(worker.told.slice(1)).toEqual([
    { type: 'kernels', kernels: [kernel('a')] },
    { type: 'kernels', kernels: [kernel('b')] },
  ]);
  await worker.say({ type: 'warm' });
  await rehearsal!.say({ type: 'ended', run: 0, open: false });
  expect(rehearsal!.ended).toBe(true);
  expect(state.isReady).toBe(false);
  await worker.say({ type: 'warm' });
  expect(state.isReady).toBe(true);
});

test('of a text that ran the kernels are known', async () => {
  const { warming, worker, rehearsals, state, begin } = setUp();
  warming.learn('text', [kernel('a'), kernel('b')]);
  warming.learn('text', [kernel('b')]);
  warming.learn('another', [kernel('c')]);
  begin();
  await worker.say({ type: 'adapter', adapter: facts });
  expect(rehearsals).toEqual([]);
  expect(worker.told.slice(1)).toEqual([{ type: 'kernels', kernels: [kernel('a'), kernel('b')] }]);
  await worker.say({ type: 'warm' });
  expect(state.isReady).toBe(true);
});

test('the likeliest text comes first; what others need is compiled after it, unless a run begins', async () => {
  const { warming, worker, rehearsals, state, begin } = setUp();
  warming.learn('usual', [kernel('u')]);
  begin(['text', 'usual', 'rare']);
  await worker.say({ type: 'adapter', adapter: facts });
  const [rehearsal] = rehearsals;
  await rehearsal!.say({ type: 'kernels', run: 0, kernels: [kernel('a')] });
  await rehearsal!.say({ type: 'ended', run: 0, open: false });
  expect(worker.told.slice(1)).toEqual([{ type: 'kernels', kernels: [kernel('a')] }]);
  await worker.say({ type: 'warm' });
  expect(worker.told.slice(2)).toEqual([{ type: 'kernels', kernels: [kernel('u')] }]);
  expect(state.isReady).toBe(false);
  warming.end();
  await worker.say({ type: 'warm' });
  expect(state.isReady).toBe(true);
  expect(rehearsals).toHaveLength(1);
});

test('a run that begins ends the rehearsal, and nothing more is asked of its worker', async () => {
  const { warming, worker, rehearsals, state, begin } = setUp();
  begin();
  await worker.say({ type: 'adapter', adapter: facts });
  const [rehearsal] = rehearsals;
  warming.end();
  expect(rehearsal!.ended).toBe(true);
  await worker.say({ type: 'warm' });
  expect(state.isReady).toBe(true);
  expect(worker.types).toEqual(['prepare']);
});

test('ended before the adapter is known, or without one, nothing is rehearsed', async () => {
  const early = setUp();
  early.begin();
  early.warming.end();
  await early.worker.say({ type: 'adapter', adapter: facts });
  const without = setUp();
  without.begin();
  await without.worker.say({ type: 'adapter', adapter: null });
  for (const { rehearsals, worker, state } of [early, without]) {
    expect(rehearsals).toEqual([]);
    expect(worker.types).toEqual(['prepare']);
    expect(state.isReady).toBe(true);
  }
});
