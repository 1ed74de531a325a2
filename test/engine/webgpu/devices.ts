/** @file Several devices for one file's tests: opened before them, used by name, destroyed after them. */

import { afterAll, beforeAll } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../../engine/devices/registry';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';

/** @returns what makes the device of a name the default one, and gives it */
export function openedDevices(
  open: Readonly<Record<string, () => Promise<WebGPUDevice>>>,
): (name: string) => WebGPUDevice {
  const devices = new Map<string, WebGPUDevice>();
  beforeAll(async () => {
    for (const [name, make] of Object.entries(open)) devices.set(name, await make());
  });
  afterAll(() => {
    setDefaultDevice(cpu);
    devices.forEach((device) => device.destroy());
  });
  return (name) => {
    const device = devices.get(name)!;
    registerDevice(device);
    setDefaultDevice(device);
    return device;
  };
}
