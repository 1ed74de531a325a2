/** @file The worker of the bench: Backstep and the peers in one thread, as learner code runs in one. */

import { expose } from 'comlink';
import { registerDevice, setDefaultDevice } from '../../engine/devices/registry';
import { cpu } from '../../engine/devices/cpu/cpu';
import { shareWork } from '../../engine/devices/cpu/wasm/threads';
import { openWebGPU, type WebGPUDevice } from '../../engine/devices/webgpu';
import type { Device } from '../../engine/devices/device';
import { helpersFor } from '../../renderer/run/workers';
import { measure, type Contender } from './measure';
import { enterJax, openJax, type JaxDevice } from './peers/jax';
import { enterTfjs, openTfjs, type TfjsBackend } from './peers/tfjs';
import { OURS } from './row';
import type { BenchDevice, Fresh, Once, Ours, Target, Timed } from './work';
import { WORKS } from './works/index';

const TFJS: Readonly<Record<BenchDevice, readonly TfjsBackend[]>> = {
  cpu: ['wasm', 'cpu'],
  webgpu: ['webgpu'],
};
const JAX: Readonly<Record<BenchDevice, JaxDevice>> = { cpu: 'wasm', webgpu: 'webgpu' };

const bench = {
  /** @returns why there is no such device here; null: there is one */
  async problem(type: BenchDevice): Promise<string | null> {
    try {
      await deviceOf(type);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },

  /** What is measured on a device, with what must be reached. */
  works(type: BenchDevice): { name: string; target: Target }[] {
    return WORKS.flatMap(({ name, targets }) => {
      const target = targets[type];
      return target ? [{ name, target }] : [];
    });
  },

  /** Median milliseconds by contender; or the bytes of ours, for work whose memory counts. */
  async measure(name: string, type: BenchDevice): Promise<Record<string, number>> {
    const work = WORKS.find((other) => other.name === name);
    if (!work) throw new Error(`There is no work '${name}'.`);
    if ('growth' in work) return { [OURS]: await work.growth(await enterOurs(type)) };
    return measure([await ourContender(work, type), ...(await peers(work, type))]);
  },
};

export type Bench = typeof bench;

expose(bench);

// as in the application; tfjs and jax-js have as many threads as there are processors
shareWork((work) => helpersFor(work));

interface Opened {
  readonly device: Device;
  readonly settled: () => void | Promise<void>;
}

let gpu: Promise<Opened> | null = null;

function deviceOf(type: BenchDevice): Opened | Promise<Opened> {
  if (type === 'cpu') return { device: cpu, settled: () => undefined };
  return (gpu ??= openWebGPU(navigator.gpu).then((device) => {
    registerDevice(device);
    return { device, settled: () => device.settled() };
  }));
}

async function enterOurs(type: BenchDevice): Promise<Ours> {
  const { device, settled } = await deviceOf(type);
  // a fresh one may have taken its place
  registerDevice(device);
  setDefaultDevice(device);
  const inUse = async (): Promise<number> => {
    // what the garbage collector finds is given back in later turns of the event loop
    for (let i = 0; i < 4; i++) {
      (globalThis as { gc?: () => void }).gc?.();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await settled();
    }
    return device.memoryStats?.().inUse ?? 0;
  };
  return { device: type, done: settled, fresh: openFresh, inUse };
}

async function openFresh(): Promise<Fresh> {
  const device: WebGPUDevice = await openWebGPU(navigator.gpu);
  registerDevice(device);
  setDefaultDevice(device);
  return { done: () => device.settled(), close: () => device.destroy() };
}

async function ourContender(work: Timed, type: BenchDevice): Promise<Contender> {
  const ours = await enterOurs(type);
  const { device } = await deviceOf(type);
  const enter = (): void => {
    registerDevice(device);
    setDefaultDevice(device);
  };
  return { name: OURS, enter, once: await work.ours(ours) };
}

/** Whether a peer can do the work at all. */
async function succeeds(once: Once): Promise<boolean> {
  try {
    await once();
    return true;
  } catch {
    return false;
  }
}

async function peers(work: Timed, type: BenchDevice): Promise<Contender[]> {
  const found: Contender[] = [];
  for (const backend of work.tfjs ? TFJS[type] : []) {
    const tfjs = await openTfjs(backend);
    if (!tfjs) continue;
    const once = await work.tfjs!(tfjs);
    // its wasm backend has no gradient of a convolution's filter, for one
    if (!(await succeeds(once))) continue;
    found.push({ name: `tfjs ${backend}`, enter: () => enterTfjs(backend), once });
  }
  const jax = work.jax ? await openJax(JAX[type]) : null;
  if (jax) {
    found.push({
      name: `jax-js ${JAX[type]}`,
      enter: () => enterJax(JAX[type]),
      once: await work.jax!(jax),
    });
  }
  return found;
}
