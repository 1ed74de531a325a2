/** @file A device that takes the emulation for a GPU, so that kernels for hardware are tested where there is none. */

import { WebGPUDevice, type WebGPUDeviceOptions } from '../../../engine/devices/webgpu';
import { dawn } from '../dawn';

/** @param bindings storage buffers of a kernel, if the adapter has so many */
export async function openAsHardware(
  bindings = 10,
  options: WebGPUDeviceOptions = {},
): Promise<WebGPUDevice> {
  const adapter = (await dawn().requestAdapter())!;
  const maxStorageBuffersPerShaderStage = Math.min(bindings, adapter.limits.maxStorageBuffersPerShaderStage);
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBuffersPerShaderStage } });
  return new WebGPUDevice(device, 'as on hardware', false, { validate: true, hostValues: false, ...options });
}
