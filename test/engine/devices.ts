/** @file The devices that the one suite runs on. */

import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';

export interface TestDevice {
  readonly name: 'cpu' | 'webgpu';
  /** makes it the default device */
  use(): void;
}

/** Every device the engine has. */
export async function testDevices(): Promise<TestDevice[]> {
  return [{ name: 'cpu', use: () => setDefaultDevice(cpu) }];
}
