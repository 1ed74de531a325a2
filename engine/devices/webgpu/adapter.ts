/** @file Opening WebGPU: the adapter, its limits, its name, and whether it is only software. */

import { SUBGROUPS, WebGPUDevice } from './device';
import type { WebGPUDeviceOptions } from './health';
import { NoAdapterError } from './errors';

export interface OpenOptions extends WebGPUDeviceOptions {
  readonly powerPreference?: GPUPowerPreference;
}

/** What is said of an adapter before a person. */
export interface AdapterDescription {
  readonly label: string;
  readonly software: boolean;
}

/** Limits that are asked for as large as the adapter has them. */
const LIMITS = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Names by which emulations of a GPU on the CPU go. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b/i;

/**
 * Opens a device on `navigator.gpu` (page, worker) or on Dawn's object in Node. Rejects with NoAdapterError
 * where there is no WebGPU or no adapter.
 */
export async function openWebGPU(gpu: GPU | undefined, options: OpenOptions = {}): Promise<WebGPUDevice> {
  if (!gpu) throw new NoAdapterError('WebGPU is not available here.');
  const request = options.powerPreference ? { powerPreference: options.powerPreference } : {};
  // the GPU process may just be starting, and then the first request finds nothing
  const adapter = (await gpu.requestAdapter(request)) ?? (await gpu.requestAdapter(request));
  if (!adapter)
    throw new NoAdapterError('WebGPU is there, but it found no graphics adapter that it can use.');
  const requiredLimits: Record<string, number> = {};
  for (const name of LIMITS) {
    const limit = adapter.limits[name];
    if (typeof limit === 'number') requiredLimits[name] = limit;
  }
  const { label, software } = describeAdapter(adapter);
  const wantsSubgroups = (options.subgroups ?? !software) && adapter.features.has(SUBGROUPS);
  const requiredFeatures: GPUFeatureName[] = wantsSubgroups ? [SUBGROUPS] : [];
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  } catch (cause) {
    throw new NoAdapterError(`${label} refused to be opened: ${String(cause)}`, { cause });
  }
  return new WebGPUDevice(device, label, software, options);
}

/** The adapter's name in words, from what it tells of itself; browsers tell more or less. */
export function describeAdapter(adapter: GPUAdapter): AdapterDescription {
  const info: Partial<GPUAdapterInfo> = adapter.info ?? {};
  const { vendor = '', architecture = '', device = '', description = '' } = info;
  const all = [vendor, architecture, device, description].join(' ');
  const fallback =
    info.isFallbackAdapter === true || ('isFallbackAdapter' in adapter && adapter.isFallbackAdapter === true);
  const software = fallback || SOFTWARE.test(all);
  if (/swiftshader/i.test(all)) return { label: 'SwiftShader (software)', software };
  const name = description || [vendor, architecture || device].filter((part) => part !== '').join(' ');
  return { label: `${name || 'unnamed GPU'}${software ? ' (software)' : ''}`, software };
}
