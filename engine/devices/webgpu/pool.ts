/** @file GPU memory: buffers in size classes, used again when a tensor is done with them, and counted. */

import type { DType } from '../../dtype';
import { OutOfMemoryError } from '../../errors';
import { shapeText, type Shape } from '../../shape';
import type { MemoryStats } from '../device';
import { formatBytes } from './errors';

/** WebGPU's usage bits; its own constants are globals that not every host has. */
export const USAGE = {
  MAP_READ: 0x01,
  COPY_SRC: 0x04,
  COPY_DST: 0x08,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;

/** What a buffer holds, before a person. It outlives neither: it knows nothing of the tensor. */
export interface Facts {
  readonly dtype: DType;
  readonly shape: Shape;
  /** the learner's variable; null: it has none */
  name: string | null;
}

/** A buffer that the pool owns. */
export interface PooledBuffer {
  readonly id: number;
  readonly buffer: GPUBuffer;
  /** its size class */
  readonly bytes: number;
  /** number of the submission that last used it */
  lastUse: number;
  /** whether it was ever handed out before, so that it may hold old numbers */
  used: boolean;
  /** of the tensor that has it; null: the device's own work, or nobody has it */
  facts: Facts | null;
}

export interface PoolOptions {
  readonly device: GPUDevice;
  /** the most bytes to allocate altogether */
  readonly budget: number;
  /** number of the submission being recorded */
  readonly serial: () => number;
  /** called before free buffers are destroyed: what is recorded and uses them must be submitted, and caches cleared */
  readonly beforeDestroy: () => void;
}

/** How many of the largest tensors are named where memory runs out. */
const NAMED = 3;
const SMALLEST = 256;
const STORAGE_USAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST;

/** The size class of a request: four classes to a doubling, so at most a quarter is wasted. */
export function sizeClass(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const step = Math.max(2 ** (Math.floor(Math.log2(bytes - 1)) - 2), SMALLEST / 4);
  return Math.ceil(bytes / step) * step;
}

export class BufferPool {
  readonly #options: PoolOptions;
  /** free buffers by size class, the longest free first */
  readonly #free = new Map<number, PooledBuffer[]>();
  readonly #taken = new Set<PooledBuffer>();
  readonly #limit: number;
  #nextId = 0;
  #allocated = 0;
  #inUse = 0;
  #peak = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    const { maxStorageBufferBindingSize, maxBufferSize } = options.device.limits;
    // bindings are counted in words, or in fours of them
    this.#limit = Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / 16) * 16;
  }

  get stats(): MemoryStats {
    return {
      allocated: this.#allocated,
      inUse: this.#inUse,
      held: this.#allocated - this.#inUse,
      peak: this.#peak,
    };
  }

  /**
   * A buffer of at least `bytes`, holding anything if `used`; `facts` of the tensor it is for. With `forUpload` it is one that nothing
   * recorded and not yet submitted touches: writes from the CPU overtake what is only recorded.
   * Throws OutOfMemoryError beyond the device's limits or the budget.
   */
  take(bytes: number, facts: Facts | null = null, forUpload = false): PooledBuffer {
    this.check(bytes, facts);
    const size = Math.min(sizeClass(bytes), this.#limit);
    const entry = this.#reuse(size, forUpload) ?? this.#create(size, bytes, facts);
    entry.facts = facts;
    this.#taken.add(entry);
    this.#inUse += size;
    this.#peak = Math.max(this.#peak, this.#inUse);
    return entry;
  }

  /** Throws OutOfMemoryError where such a buffer cannot be had, whatever is given up for it. */
  check(bytes: number, facts: Facts | null = null): void {
    if (bytes > this.#limit)
      throw this.#outOfMemory(
        bytes,
        facts,
        `One tensor can have at most ${formatBytes(this.#limit)} on this device.`,
      );
    if (this.#inUse + sizeClass(bytes) > this.#options.budget) throw this.#overBudget(bytes, facts);
  }

  /** A buffer for the device's own needs, not counted among the tensors'. */
  reserve(bytes: number): PooledBuffer {
    const buffer = this.#options.device.createBuffer({ size: bytes, usage: STORAGE_USAGE });
    return { id: this.#nextId++, buffer, bytes, lastUse: -1, used: false, facts: null };
  }

  /** Takes a buffer back. Work recorded before and work recorded after keep their order, so it is free at once. */
  release(entry: PooledBuffer): void {
    entry.used = true;
    entry.facts = null;
    this.#taken.delete(entry);
    this.#inUse -= entry.bytes;
    const list = this.#free.get(entry.bytes);
    if (list) list.push(entry);
    else this.#free.set(entry.bytes, [entry]);
  }

  /** Destroys every free buffer. */
  trim(): void {
    // work that is held back may still use what is free
    if (this.#allocated === this.#inUse || this.#options.serial() < 0) return;
    this.#options.beforeDestroy();
    for (const list of this.#free.values()) {
      for (const entry of list) {
        entry.buffer.destroy();
        this.#allocated -= entry.bytes;
      }
    }
    this.#free.clear();
  }

  #reuse(size: number, forUpload: boolean): PooledBuffer | undefined {
    const list = this.#free.get(size);
    if (!list) return undefined;
    // the last released is likeliest in a cache, the first released likeliest submitted
    if (!forUpload) return list.pop();
    const first = list[0];
    return first && first.lastUse < this.#options.serial() ? list.shift() : undefined;
  }

  #create(size: number, asked: number, facts: Facts | null): PooledBuffer {
    if (this.#allocated + size > this.#options.budget) this.trim();
    if (this.#allocated + size > this.#options.budget) throw this.#overBudget(asked, facts);
    this.#allocated += size;
    return this.reserve(size);
  }

  #overBudget(asked: number, facts: Facts | null): OutOfMemoryError {
    const { budget } = this.#options;
    const free = formatBytes(Math.max(0, budget - this.#allocated));
    return this.#outOfMemory(
      asked,
      facts,
      `GPU 0 has a total capacity of ${formatBytes(budget)} of which ${free} is free.`,
    );
  }

  #outOfMemory(bytes: number, facts: Facts | null, why: string): OutOfMemoryError {
    const { inUse, held } = this.stats;
    const wanted = facts ? ` for ${nameOf(facts)}` : '';
    return new OutOfMemoryError(
      `WebGPU out of memory. Tried to allocate ${formatBytes(bytes)}${wanted}. ${why} ` +
        `Of the allocated memory ${formatBytes(inUse)} is in use by tensors, and ${formatBytes(held)} is reserved ` +
        `but unallocated.${this.#largest()}`,
    );
  }

  /** " The largest tensors: hidden, float32 [64, 128] (32.00 KiB); …" */
  #largest(): string {
    const tensors = [...this.#taken].filter((entry) => entry.facts !== null);
    if (tensors.length === 0) return '';
    const largest = tensors.sort((a, b) => b.bytes - a.bytes).slice(0, NAMED);
    const said = largest.map((entry) => `${nameOf(entry.facts!)} (${formatBytes(entry.bytes)})`);
    return ` The largest tensors: ${said.join('; ')}.`;
  }
}

function nameOf({ name, dtype, shape }: Facts): string {
  return `${name === null ? '' : `${name}, `}${dtype.name} ${shapeText(shape)}`;
}
