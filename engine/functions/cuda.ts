/** @file `torch.cuda`: the question every PyTorch program asks first. 'cuda' is another name for 'webgpu' here. */

import type { MemoryStats } from '../devices/device';
import { deviceOf, hasDevice } from '../devices/registry';

/**
 * Whether a GPU was opened for this run.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.is_available.html
 */
export function isAvailable(): boolean {
  return hasDevice('webgpu');
}

/**
 * The GPU's memory, under PyTorch's names.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory.memory_stats.html
 */
export function memoryStats(): Readonly<Record<string, number>> {
  const { allocated, inUse, peak } = stats();
  return {
    'allocated_bytes.all.current': inUse,
    'allocated_bytes.all.peak': peak,
    'reserved_bytes.all.current': allocated,
  };
}

/**
 * Bytes that tensors on the GPU take.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory.memory_allocated.html
 */
export function memoryAllocated(): number {
  return stats().inUse;
}

/**
 * The most bytes that tensors ever took.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory.max_memory_allocated.html
 */
export function maxMemoryAllocated(): number {
  return stats().peak;
}

/**
 * Bytes that are taken from the system, in use or kept for later.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory.memory_reserved.html
 */
export function memoryReserved(): number {
  return stats().allocated;
}

/**
 * Gives what is kept for later back to the system.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cuda.memory.empty_cache.html
 */
export function emptyCache(): void {
  if (isAvailable()) deviceOf('webgpu').trim?.();
}

const NOTHING: MemoryStats = { allocated: 0, inUse: 0, held: 0, peak: 0 };

function stats(): MemoryStats {
  return (isAvailable() ? deviceOf('webgpu').memoryStats?.() : null) ?? NOTHING;
}
