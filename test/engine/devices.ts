/** @file The devices that the one suite runs on. */

import type { Device } from '../../engine/devices/device';
import { cpu } from '../../engine/devices/cpu/cpu';
import { registerDevice, setDefaultDevice } from '../../engine/devices/registry';
import { openTestDevice } from './dawn';

export interface TestDevice {
  readonly name: 'cpu' | 'webgpu';
  /** makes it the default device */
  use(): void;
}

/** Every device the engine has; rejects where there is no WebGPU, so that no test is left out unseen. */
export async function testDevices(): Promise<TestDevice[]> {
  const webgpu = await openTestDevice();
  registerDevice(webgpu);
  const entry = (device: Device): TestDevice => ({ name: device.type, use: () => setDefaultDevice(device) });
  return [entry(cpu), entry(webgpu)];
}
