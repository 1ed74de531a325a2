/** @file The text that is rehearsed for all others runs to its end, and finds the kernels of the usual layers. */

import { afterEach, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import { adapterFacts, openWebGPU, rehearsalGPU } from '../../../engine/devices/webgpu';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import * as backstep from '../../../renderer/run/backstep';
import { compile } from '../../../renderer/run/compile';
import { Host } from '../../../renderer/run/host';
import { USUAL } from '../../../renderer/run/usual';
import { dawn } from '../../engine/dawn';

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (given: Host) => Promise<void>;

afterEach(() => {
  observe(null);
  setDefaultDevice(cpu);
});

test('it runs, and its kernels are those of products, convolution, norms, attention, losses and Adam', async () => {
  const compiled = compile(USUAL);
  if (!compiled.ok) throw new Error(compiled.error.message);
  const keys: string[] = [];
  const facts = (await adapterFacts(dawn()))!;
  const device = await openWebGPU(rehearsalGPU(facts), { onKernel: ({ key }) => keys.push(key) });
  registerDevice(device);
  setDefaultDevice(device);
  // as in a run: what is looked at is not fused away
  const recorder = new Recorder(() => undefined);
  observe(recorder);
  await new AsyncFunction('__backstep', compiled.code)(new Host(recorder, backstep));
  expect(recorder.ended).toBe(2);
  for (const name of [
    'matmul',
    'convolution',
    'planeMax',
    'rows.standardize',
    'rows.softmax',
    'likelihood',
    'adam',
  ])
    expect(keys.filter((key) => key.startsWith(name))).not.toEqual([]);
});
