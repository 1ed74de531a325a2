/** @file A device that takes the emulation for a GPU, so that kernels for hardware are tested where there is none. */

import { WebGPUDevice, type WebGPUDeviceOptions } from '../../../engine/devices/webgpu';
import { dawn } from '../dawn';

/** Whether there is an adapter with subgroups here; where not, what needs them cannot be tested. */
export async function hasSubgroups(): Promise<boolean> {
  return (await dawn().requestAdapter())!.features.has('subgroups');
}

/** @param bindings storage buffers of a kernel, if the adapter has so many */
export async function openAsHardware(
  bindings = 10,
  options: WebGPUDeviceOptions = {},
): Promise<WebGPUDevice> {
  const adapter = (await dawn().requestAdapter())!;
  const maxStorageBuffersPerShaderStage = Math.min(bindings, adapter.limits.maxStorageBuffersPerShaderStage);
  const device = await adapter.requestDevice({
    requiredLimits: { maxStorageBuffersPerShaderStage },
    requiredFeatures: options.subgroups ? ['subgroups'] : [],
  });
  return new WebGPUDevice(device, 'as on hardware', false, { validate: true, hostValues: false, ...options });
}
