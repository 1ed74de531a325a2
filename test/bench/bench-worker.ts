/** @file The worker of the bench: Backstep and the peers in one thread, as learner code runs in one. */

import { expose } from 'comlink';
import { registerDevice, setDefaultDevice } from '../../engine/devices/registry';
import { cpu } from '../../engine/devices/cpu/cpu';
import { openWebGPU } from '../../engine/devices/webgpu';
import type { Device } from '../../engine/devices/device';
import { measure, type Contender } from './measure';
import { enterJax, openJax, type JaxDevice } from './peers/jax';
import { enterTfjs, openTfjs, type TfjsBackend } from './peers/tfjs';
import { OURS } from './row';
import type { BenchDevice, Once, Target, Work } from './work';
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

  /** Median milliseconds by contender. */
  async measure(name: string, type: BenchDevice): Promise<Record<string, number>> {
    const work = WORKS.find((other) => other.name === name);
    if (!work) throw new Error(`There is no work '${name}'.`);
    return measure([await ourContender(work, type), ...(await peers(work, type))]);
  },
};

export type Bench = typeof bench;

expose(bench);

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

async function ourContender(work: Work, type: BenchDevice): Promise<Contender> {
  const { device, settled } = await deviceOf(type);
  const enter = (): void => setDefaultDevice(device);
  enter();
  return { name: OURS, enter, once: await work.ours({ device: type, done: settled }) };
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

async function peers(work: Work, type: BenchDevice): Promise<Contender[]> {
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
