/**
 * @file A GPU for tests in plain Node: Dawn, on whatever Vulkan driver the environment names.
 * With SwiftShader from Electron's folder D: VK_ICD_FILENAMES=D/vk_swiftshader_icd.json,
 * XDG_RUNTIME_DIR=/tmp, and LD_LIBRARY_PATH=D (for libvulkan.so.1, read when the process starts).
 */

import { create, globals } from 'webgpu';
import { openWebGPU, type OpenOptions, type WebGPUDevice } from '../../engine/devices/webgpu';

declare global {
  /** Dawn's object ends the process if it is collected while work is under way. */
  var dawnInstance: GPU | undefined;
}

/** The GPU of this process, one for all tests in it. */
export function dawn(): GPU {
  if (!globalThis.dawnInstance) {
    Object.assign(globalThis, globals);
    globalThis.dawnInstance = create([]);
  }
  return globalThis.dawnInstance;
}

/**
 * A device of its own, every submission validated, small tensors on the GPU as well, and nothing in the place of the
 * kernels that fit best: these are to be tested.
 * Rejects with NoAdapterError where there is no driver.
 */
export function openTestDevice(options: OpenOptions = {}): Promise<WebGPUDevice> {
  return openWebGPU(dawn(), { validate: true, hostValues: false, standIns: false, ...options });
}
