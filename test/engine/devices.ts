/** @file The devices that the one suite runs on. */

import type { Device } from '../../engine/devices/device';
import { cpu } from '../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../engine/devices/registry';
import { openTestDevice } from './dawn';

export interface TestDevice {
  readonly name: 'cpu' | 'webgpu';
  /** whether it leaves small tensors whose values are known to the cpu, as a learner's does */
  readonly hostValues: boolean;
  /** makes it the default device */
  use(): void;
}

/** Every device the engine has; rejects where there is no WebGPU, so that no test is left out unseen. */
export async function testDevices(): Promise<TestDevice[]> {
  const webgpu = await openTestDevice();
  registerDevice(webgpu);
  return [entry(cpu), entry(webgpu)];
}

/** The one of webgpu as a learner has it. */
export async function learnersWebGPU(): Promise<TestDevice> {
  return entry(await openTestDevice({ hostValues: true }), true);
}

function entry(device: Device, hostValues = false): TestDevice {
  const use = (): void => {
    registerDevice(device);
    setDefaultDevice(device);
  };
  return { name: device.type, hostValues, use };
}
