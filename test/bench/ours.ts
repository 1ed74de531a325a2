/** @file Backstep in the bench: its devices, and what works ask of it. */

import { cpu } from '../../engine/devices/cpu/cpu';
import { shareWork } from '../../engine/devices/cpu/wasm/threads';
import type { Device } from '../../engine/devices/device';
import { registerDevice, setDefaultDevice } from '../../engine/devices/registry';
import { openWebGPU, type WebGPUDevice } from '../../engine/devices/webgpu';
import { helpersFor } from '../../renderer/run/workers';
import type { BenchDevice, Fresh, Ours } from './work';

interface Opened {
  readonly device: Device;
  readonly settled: () => void | Promise<void>;
}

let gpu: Promise<Opened> | null = null;

function deviceOf(type: BenchDevice): Opened | Promise<Opened> {
  // as in the application; tfjs and jax-js have as many threads as there are processors
  shareWork(helpersFor);
  if (type === 'cpu') return { device: cpu, settled: () => undefined };
  return (gpu ??= openWebGPU(navigator.gpu).then((device) => ({ device, settled: () => device.settled() })));
}

export async function openOurs(type: BenchDevice): Promise<Ours> {
  const { device, settled } = await deviceOf(type);
  // an earlier work's fresh one may have taken its place
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
